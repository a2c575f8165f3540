"""Alarms: "I see to it" on a case, and the board of escalations on which every rung has fired."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cases import acknowledging, chores, queries, words
from cases.acknowledging import NothingToHold
from cases.views.keyset import Keyset
from cases.views.rows import PAGE
from cases.whereabouts import area_names
from departments.access import scope_of

BACK = {"board": "desk-board", "stuck": "desk-stuck"}


@login_required
@require_POST
def hold(request: HttpRequest, number: str) -> HttpResponse:
    """Take the alarms of a case upon oneself."""
    return _answer(request, number, acknowledging.acknowledge, _("You see to case %(number)s; its ladder holds still."))


@login_required
@require_POST
def let_go(request: HttpRequest, number: str) -> HttpResponse:
    """End the hold of a case's alarms."""
    return _answer(request, number, acknowledging.release, _("The ladder of case %(number)s goes on."))


def _answer(request: HttpRequest, number: str, step: Callable[..., object], done: str) -> HttpResponse:
    case = queries.case_for(request.user, number)
    try:
        step(case, by=request.user, at=chores.now())
    except NothingToHold as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done % {"number": number})
    back = BACK.get(request.POST.get("back", ""))
    return redirect(back) if back else redirect("desk-case", number)


@login_required
@require_GET
def stuck(request: HttpRequest) -> HttpResponse:
    """List the clocks under this supervisor that still run though every rung has fired, the longest first."""
    if "supervise_cases" not in scope_of(request.user):
        raise queries.NoSuchCase(_("This board is not yours."))
    at = chores.now()
    page = Keyset(request, queries.stuck_clocks(request.user), ("stuck_at", "pk"), size=PAGE)
    areas = area_names([clock.case for clock in page.rows])
    rows = [
        {
            "clock": clock,
            "area": areas.get(clock.case_id, ""),
            "due": words.due(clock.due_at, at=at),
            "held": acknowledging.is_held(clock, at),
        }
        for clock in page.rows
    ]
    return render(request, "desk/stuck.html", {"rows": rows, "page": page})
