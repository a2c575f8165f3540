"""Checking (核查): an officer who neither dispatched nor handled looks at the place and says whether it is solved."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from cases import deadlines, fieldwork, notices, requests, stages, workflow
from cases.legs import save
from cases.models import Attachment, Case, FieldTask, HistoryEntry, Leg, LegState
from cases.moves import DISPATCHING, PLATFORM, WORKING
from cases.photos import CleanPhoto
from cases.workflow import Actor, CannotMove
from departments import access
from departments.models import Posting, Reason, User
from departments.roles import Role

# domain.md §4a: an officer answers a check within 30 minutes.
CHECK_WITHIN = timedelta(minutes=30)


def may_check(case: Case) -> dict[User, int]:
    """Return the officers around the case who had no part in it, each with how small their area is.

    Nobody who dispatched or handled it, and nobody of a department at work on it.
    """
    around = access.holders_around(Role.OFFICER, case.area_path)
    barred = _had_a_part(case) | _work_for_its_departments(case, around)
    return {officer: depth for officer, depth in around.items() if officer.pk not in barred}


def checkers(case: Case) -> list[User]:
    """Return those of the smallest area who may check the case, the least busy first."""
    return fieldwork.least_busy_first(access.nearest(may_check(case)))


def _had_a_part(case: Case) -> set[int]:
    made = HistoryEntry.objects.filter(case=case, action__in=DISPATCHING | WORKING, by__isnull=False)
    return set(made.values_list("by", flat=True))


def _work_for_its_departments(case: Case, officers: Iterable[User]) -> set[int]:
    departments = Leg.objects.filter(case=case).values("department")
    posted = Posting.objects.filter(user__in=[officer.pk for officer in officers], department__in=departments)
    return set(posted.values_list("user", flat=True))


def send_check_to_nearest(case: Case, *, at: datetime) -> FieldTask | None:
    """Ask the least busy officer of the smallest area around the case; None: nobody fits, so a desk must choose."""
    fit = checkers(case)
    return send_check(case, to=fit[0], by=PLATFORM, at=at) if fit else None


@transaction.atomic
def send_check(case: Case, *, to: User, by: Actor, at: datetime) -> FieldTask:
    """Give `to` the task to check the case. Raises CannotMove, also if `to` dispatched or handled it."""
    if to not in may_check(case):
        raise CannotMove(
            _("%(person)s cannot check this case: choose an officer who had no part in it.") % {"person": to}
        )
    workflow.move(case, "send_check", by=by, at=at, data={"to": to.name, "to_id": to.pk})
    task = FieldTask.objects.create(
        case=case, kind=FieldTask.Kind.CHECK, officer=to, made_at=at, due_at=at + CHECK_WITHIN
    )
    stages.wait_for_desk([case], at=at)
    notices.write([case], "check", at=at, data={case.pk: {"officer": to.pk}})
    return task


@transaction.atomic
def pass_check(case: Case, *, by: User, at: datetime, note: str = "", shown: Sequence[CleanPhoto] = ()) -> Case:
    """Say that the matter is solved. Raises CannotMove, NotAllowed (another officer's task)."""
    task = fieldwork.own_task(case, FieldTask.Kind.CHECK, by)
    workflow.move(case, "pass_check", by=by, at=at, note=note)
    fieldwork.answer(task, FieldTask.Result.PASSED, at=at, note=note, shown=shown, stage=Attachment.Stage.CHECK)
    notices.write([case], "checked", at=at)
    return case


@transaction.atomic
def rework(
    case: Case,
    *,
    by: User,
    at: datetime,
    note: str,
    shown: Sequence[CleanPhoto] = (),
    reason: Reason | None = None,
) -> Case:
    """Send the case back to the same department, time used stays used (返工). Raises as pass_check, NoteMissing."""
    told = requests.check_reason(Reason.Kind.REWORK, reason)
    task = fieldwork.own_task(case, FieldTask.Kind.CHECK, by)
    workflow.move(case, "rework", by=by, at=at, note=note, changes={"reworks": case.reworks + 1}, data=told)
    fieldwork.answer(task, FieldTask.Result.FAILED, at=at, note=note, shown=shown, stage=Attachment.Stage.CHECK)
    leg = case.legs.filter(department=case.host_id, state=LegState.FINISHED).latest("id")
    deadlines.restart(leg, at=at)
    save(leg, state=LegState.HANDLING, finished_at=None, due_at=leg.due_at)
    notices.write([case], "rework", at=at)
    return case
