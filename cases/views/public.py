"""Pages that everybody may open: the front page, and published cases that rest."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from cases import board, publishing
from cases.forms import FindForm
from cases.models import ENDED, Status
from cases.views.keyset import Keyset
from cases.views.private import listed_by_choice
from cases.views.public_cards import cards
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
    return render(request, "public/home.html", {"figures": figures, "find_form": FindForm(), "newest": cards(newest)})


@listed_by_choice
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
