"""Pages that everybody may open: the front page, the report form, and published cases that rest."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cases import board, chores, intake, picking, publishing, tracking
from cases.forms import FindForm, ReportForm
from cases.intake import Telling
from cases.models import ENDED, Status
from cases.views.keyset import Keyset
from cases.views.maps import background_url
from cases.views.public_cards import cards
from cases.views.refusals import refused_at, status_of
from cases.whereabouts import area_names
from departments.access import Reach
from departments.calls import TooManyCalls, count_call
from govgrid.lib.client_address import client_address
from govgrid.lib.htmx import page_or_part
from grids.city import this_city

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


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Ask for a report and write it; `search` finds places by name, as a part while one types or with a button."""
    if request.method == "GET":
        return _ask(request, _looked_up(request, request.GET))
    if "look_up" in request.POST:
        return _ask(request, _looked_up(request, request.POST))
    at = chores.now()
    try:
        count_call(f"ip:{client_address(request)}", limit=settings.REPORTS_PER_MINUTE, at=at)
    except TooManyCalls as refusal:
        return _wait(request, refusal)
    return _take(request, ReportForm(request.POST, request.FILES), at)


def _wait(request: HttpRequest, refusal: TooManyCalls) -> HttpResponse:
    """Answer one who sends too much with what was typed; no photo is opened and no place is looked for."""
    form = ReportForm(request.POST, searching=False)
    with refused_at(form):
        raise refusal
    return _ask(request, form)


def _looked_up(request: HttpRequest, said: QueryDict) -> ReportForm:
    """Return the form with what was found. Raises TooManyCalls for one who searches more often than people type."""
    if said.get("search"):
        count_call(f"place:{client_address(request)}", limit=settings.PLACES_PER_MINUTE, at=chores.now())
    return ReportForm(initial=said.dict())


def _take(request: HttpRequest, form: ReportForm, at: datetime) -> HttpResponse:
    if form.is_valid():
        with refused_at(form, "component"):
            return _write(request, form, _told(form, at), at)
    return _ask(request, form)


def _told(form: ReportForm, at: datetime) -> Telling:
    """Return what the form says; a component of another kind than the category chosen is let go of."""
    telling = form.telling()
    if not form.component_code:
        return telling
    try:
        return picking.pointed_at(telling, form.component_code, at=at)
    except picking.OfAnotherKind:
        return telling


def _write(request: HttpRequest, form: ReportForm, telling: Telling, at: datetime) -> HttpResponse:
    with refused_at(form, "address"), _sent_before(form):
        receipt = intake.report(telling, by=None, at=at, key=form.sender_key())
        return redirect("report-thanks", tracking.token_of(receipt.number))
    return _ask(request, form)


@require_GET
def components_near(request: HttpRequest) -> HttpResponse:
    """A part of the form: what stands near the point that was set; asked for by the page's own script only."""
    form = ReportForm(initial=request.GET.dict(), searching=False)
    return render(request, "public/_components_near.html", {"form": form})


@contextmanager
def _sent_before(form: ReportForm) -> Iterator[None]:
    """A form that was sent, called back by the browser and changed may be a second matter: ask, with a new key."""
    try:
        yield
    except intake.KeyReused:
        form.renew_key()
        form.add_error(
            None, _("This form was sent before, with other words. If this is another report, press “Send” again.")
        )


def _ask(request: HttpRequest, form: ReportForm) -> HttpResponse:
    city = this_city()
    context = {
        "form": form,
        "map_url": background_url(),
        "centre": f"{city.centre_lon},{city.centre_lat}",
        "most": settings.PHOTOS_PER_REPORT,
    }
    status = status_of(form) if form.is_bound else 200
    response = page_or_part(request, "public/report.html", "public/_places_found.html", context, status=status)
    if status == 429:
        response["Retry-After"] = str(form.refusal.facts["retry_after"])  # type: ignore[attr-defined]
    return response


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
