"""Pages that everybody may open: the front page and published cases."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cases import board, publishing, queries
from cases.forms import FindForm
from cases.models import ENDED, Case, Status
from cases.views.keyset import Keyset
from cases.whereabouts import area_names
from departments.access import Reach

PAGE = 20
EVERYWHERE = Reach(area_paths=("/0/",))


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The city's front page: report, find, read, and how many cases are open and closed."""
    counts = board.by_status(board.counts(EVERYWHERE))
    figures = {
        "open": sum(number for status, number in counts.items() if status not in ENDED),
        "closed": counts[Status.CLOSED],
    }
    newest = publishing.public_cases().select_related("category").order_by("-published_at")[:3]
    return render(request, "public/home.html", {"figures": figures, "find_form": FindForm(), "newest": _cards(newest)})


@require_GET
def public_cases(request: HttpRequest) -> HttpResponse:
    """Published cases, newest first."""
    found = publishing.public_cases().select_related("category")
    page = Keyset(request, found, ("-published_at", "-pk"), size=PAGE)
    return render(request, "public/cases.html", {"cards": _cards(page.rows), "page": page})


@require_GET
def suspended(request: HttpRequest) -> HttpResponse:
    """Published cases that rest now: until when, with whom, and why."""
    page = Keyset(request, publishing.suspended_cases(), ("suspended_until", "pk"), size=PAGE)
    areas = area_names([leg.case for leg in page.rows])
    rows = [
        {
            "leg": leg,
            "area": areas.get(leg.case_id, ""),
            "reason": next((asked.reason for asked in leg.suspensions_granted if asked.reason), None),
        }
        for leg in page.rows
    ]
    return render(request, "public/suspended.html", {"rows": rows, "page": page})


@require_GET
def public_case(request: HttpRequest, number: str) -> HttpResponse:
    """One published case in plain words; a private one is not there."""
    case = publishing.public_cases().select_related("category", "host").filter(number=number).first()
    if case is None:
        raise queries.NoSuchCase(_("There is no public case with this number."))
    photos = [
        {"url": reverse("photo", args=[photo.pk]), "thumb": reverse("photo-small", args=[photo.pk]),
         "alt": photo.get_stage_display()}
        for photo in publishing.public_photos(case)
    ]  # fmt: skip
    context = {
        "case": case,
        "area": area_names([case]).get(case.pk, ""),
        "component": publishing.public_component(case),
        "steps": [
            {"at": step.at, "sentence": step.sentence, "state": "done"} for step in publishing.public_steps(case)
        ],
        "photos": photos,
    }
    return render(request, "public/case.html", context)


def _cards(cases: Iterable[Case]) -> list[dict[str, object]]:
    found = list(cases)
    areas = area_names(found)
    return [
        {"case": case, "area": areas.get(case.pk, ""), "url": reverse("public-case", args=[case.number])}
        for case in found
    ]
