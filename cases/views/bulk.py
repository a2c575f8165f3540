"""Bulk moves: choose in a list, see what will happen to which, do it, read the result of each, take it back."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cases import bulk, chores, doorbell, queries, queues
from cases.bulk_moves import BULK_MOVES, forecast, offered_to
from cases.forms_bulk import form_for
from cases.models import BulkRow, BulkRun, Case
from cases.views import list_place
from cases.views.live import HEADER
from cases.views.queue import read_origin
from cases.views.refusals import refused_at, status_of
from govgrid.lib.htmx import page_or_part

State = BulkRow.State


@login_required
@require_POST
def prepare(request: HttpRequest) -> HttpResponse:
    """Draft a move for the ticked cases, or all of the list; one case alone is done, or asked on its own page."""
    at, origin, move = chores.now(), request.POST.get("origin", ""), request.POST.get("move", "")
    cases = _chosen(request, origin, at)
    if len(cases) == 1 and (answer := _one(request, cases[0], move, origin, at)):
        return answer
    try:
        run = bulk.draft(move, cases, by=request.user, at=at, origin=list_place.back_to(origin))
    except bulk.NothingChosen as refusal:
        messages.warning(request, str(refusal))
        return redirect(list_place.back_to(origin))
    return redirect("desk-bulk-run", run.pk)


def _chosen(request: HttpRequest, origin: str, at: datetime) -> list[Case]:
    """Return the cases that are meant and that the person may see, in the order of the list."""
    if request.POST.get("all"):
        department, asked = read_origin(origin, request.user, at)
        legs = queues.parts(request.user, department.pk, asked)[: bulk.MOST]
        return [leg.case for leg in legs]
    numbers = request.POST.getlist("case")[: bulk.MOST]
    found = {case.number: case for case in queries.visible_to(request.user).filter(number__in=numbers)}
    return [found[number] for number in numbers if number in found]


# What a key of the case's own page asks for, where one case alone is meant.
ASKED_THERE = {"assign": "a", "finish": "e", "note": "n"}


def _one(request: HttpRequest, case: Case, move: str, origin: str, at: datetime) -> HttpResponse | None:
    """One case is not many: what needs words is asked on its page, what needs none is done at once."""
    if move not in offered_to(request.user):
        return None
    if move in ASKED_THERE:
        there = reverse("desk-case", args=[case.number]) + list_place.carried(origin)
        return redirect(f"{there}#key-{ASKED_THERE[move]}")
    if BULK_MOVES[move].asks:
        return None
    run = bulk.draft(move, [case], by=request.user, at=at, origin=list_place.back_to(origin))
    bulk.start(run, {}, at=at)
    bulk.work_on(run, at=at)
    row = run.rows.get()
    if row.state == State.DONE:
        messages.success(request, _("%(number)s: %(move)s – done.") % _told(case, move))
    else:
        messages.warning(request, row.reason)
    return redirect(f"{list_place.back_to(origin)}#row-{case.number}")


def _told(case: Case, move: str) -> dict[str, Any]:
    return {"number": case.number, "move": BULK_MOVES[move].label}


@login_required
@require_GET
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """A run as it stands: drafted with what will happen to which, at work, or through with a result for each case."""
    found = _run_of(request, pk)
    version = f"{found.pk}-{found.started_at}-{found.done_at}-{found.rows.filter(state=State.WAITING).count()}"
    if request.headers.get(HEADER) == version:
        return HttpResponse(status=204)
    request.live_version = version  # type: ignore[attr-defined]
    response = _page(request, found)
    response[HEADER] = version
    return response


def _run_of(request: HttpRequest, pk: int) -> BulkRun:
    found = BulkRun.objects.filter(by=request.user, pk=pk).select_related("by", "undoes").first()
    if found is None:
        raise queries.NoSuchCase(_("There is no such work of yours."))
    return found


def _page(request: HttpRequest, found: BulkRun, *, form: Any = None, status: int = 200) -> HttpResponse:
    at, move = chores.now(), BULK_MOVES[found.move]
    rows = list(found.rows.all())
    cases = _cases(request, rows)
    drafted = found.started_at is None
    refused = forecast(list(cases.values()), move, request.user) if drafted else {}
    shown = [
        {"row": row, "case": cases.get(row.case_id), "why": refused.get(row.case_id, row.reason),
         "can": row.case_id in cases and row.case_id not in refused}
        for row in rows
    ]  # fmt: skip
    context = {
        "run": found,
        "move": move,
        "rows": shown,
        "form": form or (form_for(move, request.user) if drafted else None),
        "can": sum(one["can"] for one in shown),
        "cannot": sum(not one["can"] for one in shown),
        "states": _states(rows),
        "waiting": sum(row.state == State.WAITING for row in rows),
        "may_undo": bulk.may_undo(found, at=at) and not BulkRun.objects.filter(undoes=found).exists(),
        "undo_until": found.done_at + bulk.UNDO_WITHIN if found.done_at else None,
        "back": list_place.back_to(found.origin),
        "carry": list_place.carried(found.origin),
    }
    return page_or_part(request, "desk/bulk.html", "desk/_bulk.html", context, status=status)


def _cases(request: HttpRequest, rows: Iterable[BulkRow]) -> dict[int, Case]:
    """Return the cases of a run that the person may still see."""
    seen = queries.visible_to(request.user).select_related("category")
    return {case.pk: case for case in seen.filter(pk__in=[row.case_id for row in rows])}


def _states(rows: Iterable[BulkRow]) -> list[dict[str, Any]]:
    found = [row.state for row in rows]
    tones = {State.DONE: "ok", State.REFUSED: "late", State.OVERTAKEN: "warn", State.WAITING: "info"}
    return [
        {"label": state.label, "count": found.count(state), "tone": tone}
        for state, tone in tones.items()
        if state in found
    ]


@login_required
@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Do what was drafted: a few at once, many by a worker."""
    found, at = _run_of(request, pk), chores.now()
    form = form_for(BULK_MOVES[found.move], request.user, request.POST)
    if form.is_valid():
        with refused_at(form):
            bulk.start(found, form.said(), at=at)
            return _go_on(found, at)
    return _page(request, found, form=form, status=status_of(form))


def _go_on(found: BulkRun, at: datetime) -> HttpResponse:
    if found.rows.count() <= bulk.AT_ONCE:
        bulk.work_on(found, at=at)
    else:
        doorbell.ring_for_bulk()
    return redirect("desk-bulk-run", found.pk)


@login_required
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what a run has done, case by case."""
    at = chores.now()
    return _go_on(bulk.undo(_run_of(request, pk), at=at), at)
