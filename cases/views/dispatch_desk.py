"""The dispatch desk (派遣): who should have it and why, how much each has to do, and sent from the list itself."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cases import chores, dispatching, queries, words
from cases.models import Case
from cases.views import case_panels
from cases.views.acceptance_desk import need
from cases.views.inline_moves import offers_by_name, read_parts, try_move
from cases.views.live import live
from cases.views.refusals import status_of
from cases.views.rows import PAGE, map_around
from cases.views.waiting_rows import waiting_rows
from departments.models import Department, User
from govgrid.lib.htmx import page_or_part, see_other

MOVES = frozenset({"dispatch", "arbitrate"})


@login_required
@require_GET
@live
def desk(request: HttpRequest) -> HttpResponse:
    """Filed cases without a department, the oldest first, each with the router's proposal and a button."""
    need(request, "dispatch_cases")
    return page_or_part(request, "desk/dispatch.html", "desk/_dispatch_list.html", _listed(request, chores.now()))


@login_required
@require_GET
def opened(request: HttpRequest, number: str) -> HttpResponse:
    """One case beside the list, with alternatives and their load; htmx gets the case alone."""
    need(request, "dispatch_cases")
    case = _waiting(request.user, number)
    if case is None:
        messages.info(request, _("Case %(number)s does not wait here any more.") % {"number": number})
        return see_other(request, reverse("desk-dispatch"))
    return _page(request, case)


@login_required
@require_POST
def act(request: HttpRequest, number: str, action: str) -> HttpResponse:
    """Send a case, from the list or from beside it; the loser of two is told who was first."""
    need(request, "dispatch_cases")
    case = queries.case_for(request.user, number)
    tried = try_move(request, case, action, allowed=MOVES)
    if tried.form is None:
        return redirect(_next(request.user, case) if request.POST.get("from") == "case" else "desk-dispatch")
    still = _waiting(request.user, number)
    if still is None:
        listed = _listed(request, chores.now())
        return render(request, "desk/dispatch.html", {**listed, "refused": tried.form}, status=status_of(tried.form))
    return _page(request, still, bound=tried.bound, status=status_of(tried.form))


@login_required
@require_POST
def send_certain(request: HttpRequest) -> HttpResponse:
    """Send the ticked cases, or all that are certain, to their proposed hosts; the page says what became of each."""
    need(request, "dispatch_cases")
    picked = request.POST.getlist("pick" if request.POST.get("which") == "ticked" else "certain")
    wanted = [(number, int(step)) for number, _colon, step in (one.partition(":") for one in picked) if step.isdigit()]
    at = chores.now()
    results = dispatching.send_certain(wanted, by=request.user, at=at)
    return render(request, "desk/dispatch.html", {**_listed(request, at), "results": results, "nothing": not wanted})


@login_required
@require_GET
def load(request: HttpRequest) -> HttpResponse:
    """How much every department that has work has to do now, the fullest first."""
    need(request, "dispatch_cases")
    departments = Department.objects.filter(valid_to=None)
    loads = [one for one in dispatching.loads(departments, at=chores.now()) if one.open]
    loads.sort(key=lambda one: (-one.open, one.department.code))
    return page_or_part(request, "desk/dispatch_load.html", "desk/_loads.html", {"loads": loads})


def _waiting(user: User, number: str) -> Case | None:
    return queries.waiting_for_dispatch(user).select_related("standard").filter(number=number).first()


def _next(user: User, case: Case) -> str:
    waiting = queries.waiting_for_dispatch(user)
    after = waiting.filter(pk__gt=case.pk).first() or waiting.first()
    return reverse("dispatch-case", args=[after.number]) if after else reverse("desk-dispatch")


def _listed(request: HttpRequest, at: datetime, opened: str = "") -> dict[str, Any]:
    cases = list(queries.waiting_for_dispatch(request.user)[:PAGE])
    proposals = dispatching.propose(cases)
    rows = waiting_rows(cases, to=request.user, at=at, opened=opened)
    pairs = [(row, proposals[row.row.case.pk]) for row in rows]
    return {
        "rows": [{"waiting": row, "proposal": proposal} for row, proposal in pairs],
        "certain": [row.row.case for row, proposal in pairs if proposal.certain],
        "at": at,
        **map_around([row.row for row in rows]),
    }


def _page(request: HttpRequest, case: Case, *, bound: Any = None, status: int = 200) -> HttpResponse:
    at, user = chores.now(), request.user
    found = read_parts(case)
    possible = offers_by_name(found, user, bound)
    proposal = dispatching.propose([found])[found.pk]
    loads = {one.department: one for one in dispatching.loads([o.department for o in proposal.hosts], at=at)}
    returned = {leg.department_id: leg for leg in found.legs.all() if leg.state == "returned"}
    context = {
        "opened": found,
        "since": words.about(at - (found.filed_at or found.reported_at)),
        "facts": case_panels.facts(found),
        "photos": case_panels.photos(found.attachments.order_by("id"), user),
        "suggestion": case_panels.suggestion(found, case_panels.names_for([], [])),
        "proposal": proposal,
        "options": [
            {"option": one, "load": loads[one.department], "returned": returned.get(one.department.pk)}
            for one in proposal.hosts
        ],
        "offer": possible.get("arbitrate") or possible.get("dispatch"),
        "refused": bound[1] if bound else None,
    }
    listed = {} if request.headers.get("HX-Request") == "true" else _listed(request, at, found.number)
    return page_or_part(request, "desk/dispatch.html", "desk/_dispatch_case.html", {**listed, **context}, status=status)
