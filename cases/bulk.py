"""Many cases at once: drafted, looked at, then each moved by its own step check, so that one refusal stops no other.

A row's result is written in the transaction that moves its case. A worker may die anywhere: what it was at is undone
by the database, and the rows that wait are found again.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from cases import queries
from cases.bulk_moves import BULK_MOVES, holders, offered_to
from cases.models import BulkRow, BulkRun, Case
from cases.workflow import CannotMove, NotAllowed, Overtaken
from departments.models import User
from govgrid.lib.refusals import Refusal

log = logging.getLogger(__name__)

MOST = 500
# So many are done in the request itself; more are a job.
AT_ONCE = 20
UNDO_WITHIN = timedelta(minutes=10)
DRAFTS_LIVE = timedelta(days=1)
State = BulkRow.State


class NothingChosen(Refusal):
    code = "nothing_chosen"
    status = 422


@transaction.atomic
def draft(move: str, cases: Iterable[Case], *, by: User, at: datetime, origin: str = "") -> BulkRun:
    """Keep which cases `by` wants moved, each at the step that he saw. Raises NothingChosen, NotAllowed."""
    chosen = list(cases)[:MOST]
    if not chosen:
        raise NothingChosen(_("Choose at least one case."))
    if move not in offered_to(by):
        raise NotAllowed(_("Your role does not offer this for many cases."))
    BulkRun.objects.filter(by=by, started_at=None, drafted_at__lt=at - DRAFTS_LIVE).delete()
    run = BulkRun.objects.create(
        by=by, move=move, origin=origin, drafted_at=at, language=translation.get_language() or ""
    )
    BulkRow.objects.bulk_create(
        BulkRow(run=run, case=case, position=place, step=case.step) for place, case in enumerate(chosen, 1)
    )
    return run


@transaction.atomic
def start(run: BulkRun, said: dict[str, Any], *, at: datetime) -> None:
    """Begin a drafted run with what its move was told. Raises CannotMove for one that has begun."""
    if not BulkRun.objects.filter(pk=run.pk, started_at=None).update(started_at=at, said=said):
        raise CannotMove(_("This was begun already."))
    run.started_at, run.said = at, said


def may_undo(run: BulkRun, *, at: datetime) -> bool:
    """Return whether a run can be taken back: its move has an inverse, and it was done ten minutes ago at most."""
    known = BULK_MOVES.get(run.move)
    if run.undoes_id or run.done_at is None or known is None or known.take_back is None:
        return False
    return at - run.done_at <= UNDO_WITHIN and run.rows.filter(state=State.DONE).exists()


@transaction.atomic
def undo(run: BulkRun, *, at: datetime) -> BulkRun:
    """Begin to take back what `run` has done, by a run of its own. Raises CannotMove when it is too late, or done."""
    held = BulkRun.objects.select_for_update().get(pk=run.pk)
    if not may_undo(held, at=at) or BulkRun.objects.filter(undoes=held).exists():
        raise CannotMove(_("This can no longer be taken back."))
    back = BulkRun.objects.create(
        by=held.by, move=held.move, origin=held.origin, drafted_at=at, started_at=at, undoes=held,
        language=translation.get_language() or "",
    )  # fmt: skip
    BulkRow.objects.bulk_create(
        BulkRow(run=back, case_id=row.case_id, position=row.position, step=row.step_after or 0, had_it_id=row.had_it_id)
        for row in held.rows.filter(state=State.DONE)
    )
    return back


def at_work() -> QuerySet[BulkRun]:
    """Return the runs that have begun and are not through, the oldest first."""
    return BulkRun.objects.filter(started_at__isnull=False, done_at=None).order_by("started_at", "pk")


def work_on(run: BulkRun, *, at: datetime, limit: int = AT_ONCE) -> int:
    """Do up to `limit` rows of a run, each in a transaction of its own; return how many were looked at."""
    done = 0
    with translation.override(run.language or None):
        while done < limit and _next_row(run, at):
            done += 1
    if not run.rows.filter(state=State.WAITING).exists():
        BulkRun.objects.filter(pk=run.pk, done_at=None).update(done_at=at)
        run.refresh_from_db(fields=["done_at"])
    return done


def work_on_waiting(*, at: datetime) -> int:
    """Do a batch of the oldest run at work; return how many rows were looked at, 0: nothing can be done now."""
    for run in at_work().select_related("by")[:5]:
        if done := work_on(run, at=at):
            return done
    return 0


@transaction.atomic
def _next_row(run: BulkRun, at: datetime) -> bool:
    """Do the next row that nobody holds; False: there is none."""
    waiting = run.rows.filter(state=State.WAITING).select_for_update(of=("self",), skip_locked=True)
    row = waiting.select_related("case").order_by("position").first()
    if row is None:
        return False
    row.state, row.reason = _outcome(run, row, at)
    row.save(update_fields=["state", "reason", "step_after", "had_it"])
    return True


def _outcome(run: BulkRun, row: BulkRow, at: datetime) -> tuple[State, str]:
    """Move the row's case, or say why not; what a refused step had begun is rolled back with its savepoint."""
    try:
        with transaction.atomic():
            _move(run, row, at)
    except Overtaken as refusal:
        return State.OVERTAKEN, str(refusal)[:300]
    except Refusal as refusal:
        return State.REFUSED, str(refusal)[:300]
    except Exception:
        # One case that cannot be done must not keep the others waiting for ever.
        log.exception("row %s of bulk run %s failed", row.position, run.pk)
        return State.REFUSED, _("Something went wrong here; nothing was changed.")
    return State.DONE, ""


def _move(run: BulkRun, row: BulkRow, at: datetime) -> None:
    move, by = BULK_MOVES[run.move], run.by
    case = queries.case_for(by, row.case.number, step=row.step)
    if run.undoes_id:
        if move.take_back:
            move.take_back(case, row.had_it, by, at)
    else:
        row.had_it_id = holders([case], by).get(case.pk)
        move.run(case, by, at, run.said)
    row.step_after = case.step
