"""A case on paper: a sheet to print, and the same as PDF; each is a reading that the history keeps."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from cases import chores, history, messages, queries, sheet
from cases.models import Case
from cases.views import case_panels, case_timeline
from departments.models import Audience, User


@never_cache
@login_required
@require_GET
def print_sheet(request: HttpRequest, number: str) -> HttpResponse:
    """Show the case as one sheet; `?names=0` leaves colleagues' names out."""
    told = _told(request, number, "print")
    return render(request, "desk/print.html", told)


@never_cache
@login_required
@require_GET
def pdf(request: HttpRequest, number: str) -> HttpResponse:
    """Answer the case as PDF (A4), in the reader's language; `?names=0` leaves colleagues' names out."""
    told = _told(request, number, "pdf")
    answer = HttpResponse(sheet.drawn(told, language=get_language() or "en"), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{told["case"].number}.pdf"'
    return answer


@login_required
@require_GET
def code(request: HttpRequest, number: str) -> HttpResponse:
    """Answer the QR code of the case's address as a picture."""
    found = queries.case_for(request.user, number)
    return HttpResponse(sheet.code_of(found), content_type="image/png")


def _told(request: HttpRequest, number: str, form: str) -> dict[str, Any]:
    """Return all that the paper says, and write down that it was taken out of the house.

    Once a person and day: that log tells who has the case on paper, not how often a page was drawn.
    """
    found, at = queries.case_for(request.user, number), chores.now()
    with_names = request.GET.get("names", "1") != "0"
    told = _facts(found, request.user, at, with_names)
    if not found.history.filter(action="export", by=request.user, at__date=timezone.localdate(at)).exists():
        history.note_down([found], "export", by=request.user, at=at, data={found.pk: {"form": form}})
    return {**told, "at": at, "with_names": with_names}


def _facts(found: Case, user: User, at: Any, with_names: bool) -> dict[str, Any]:
    case_panels.with_legs(found)
    legs = sorted(found.legs.all(), key=lambda leg: leg.pk)
    entries = list(found.history.select_related("by").order_by("number"))
    names = case_panels.names_for(entries, legs)
    # Paper leaves the house: what is meant for the own department alone is not on it.
    readable = [one for one in messages.readable_by(user, found) if one.audience != Audience.OWN]
    rows = case_timeline.timeline(found, user, entries, names, readable, "all")
    lines = [line for day in reversed(rows["days"]) for line in reversed(day["items"])]
    if not with_names:
        lines = [_nameless(line, names) for line in lines]
    return {
        "case": found,
        "title": found.title,
        "facts": case_panels.facts(found),
        "legs": case_panels.parts(found, legs, at),
        "photos": case_panels.photos(found.attachments.order_by("id"), user)[:6],
        "lines": [_as_sentence(line) for line in lines],
    }


def _as_sentence(line: dict[str, Any]) -> dict[str, Any]:
    """Say of a message to whom it was written: without colours and chips it reads like one from them."""
    if line.get("tone") == "citizen":
        return {**line, "sentence": _("To the citizen: %(words)s") % {"words": line["words"]}}
    if line.get("tone"):
        return {**line, "sentence": _("Between departments: %(words)s") % {"words": line["words"]}}
    return line


def _nameless(line: dict[str, Any], names: Any) -> dict[str, Any]:
    """Take colleagues' names out of a line: who did it, and whom its sentence speaks of."""
    sentence = line.get("sentence", "")
    for name in sorted({*names.people.values(), line.get("who", "")} - {""}, key=len, reverse=True):
        sentence = sentence.replace(name, "***")
    return {**line, "sentence": sentence, "who": "", "named": []}
