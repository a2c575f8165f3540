"""The call list: emergencies that nobody has taken yet, whom the hotline rings up, and who has the duty now."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cases import chores, emergencies, words
from cases.views.ring_ups import listed
from cases.whereabouts import area_names
from departments import roster
from departments.access import scope_of
from govgrid.lib.refusals import Refusal


@login_required
@require_GET
def calls(request: HttpRequest) -> HttpResponse:
    return _page(request)


@login_required
@require_POST
def answer(request: HttpRequest, number: str) -> HttpResponse:
    """Take a call: to the case; where somebody was faster, the list again with their name."""
    at, by = chores.now(), request.user
    try:
        case = emergencies.answer_call(emergencies.call_of(by, number, at=at), by=by, at=at)
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        return _page(request, status=refusal.status, refusal=refusal)
    messages.success(request, _("You have taken the call for case %(number)s.") % {"number": case.number})
    return redirect("desk-case", case.number)


def _page(request: HttpRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    at = chores.now()
    ringing = emergencies.open_calls(request.user, at=at)
    areas = area_names([call.case for call in ringing])
    shown = [
        {"call": call, "area": areas.get(call.case.pk, ""), "rings": words.span(at - call.since)} for call in ringing
    ]
    on_duty = roster.on_duty_for(request.user, at)
    if "call_back" in scope_of(request.user):
        more |= listed(request.user, at)
    return render(request, "desk/calls.html", {"calls": shown, "on_duty": on_duty, "at": at, **more}, status=status)
