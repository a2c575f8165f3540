"""Checking (核查): an officer who neither dispatched nor handled looks at the place and says whether it is solved."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from cases import deadlines, notices, photos, workflow
from cases.models import Attachment, Case, FieldTask, HistoryEntry, Leg, LegState
from cases.photos import CleanPhoto
from cases.workflow import DISPATCHING, PLATFORM, WORKING, Actor, CannotMove, NotAllowed
from departments import access
from departments.models import Posting, User
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
    return _least_busy_first(access.nearest(may_check(case)))


def _had_a_part(case: Case) -> set[int]:
    made = HistoryEntry.objects.filter(case=case, action__in=DISPATCHING | WORKING, by__isnull=False)
    return set(made.values_list("by", flat=True))


def _work_for_its_departments(case: Case, officers: Iterable[User]) -> set[int]:
    departments = Leg.objects.filter(case=case).values("department")
    posted = Posting.objects.filter(user__in=[officer.pk for officer in officers], department__in=departments)
    return set(posted.values_list("user", flat=True))


def _least_busy_first(officers: Iterable[User]) -> list[User]:
    waiting = Count("tasks", filter=Q(tasks__done_at=None))
    return list(
        User.objects.filter(pk__in=[o.pk for o in officers]).annotate(waiting=waiting).order_by("waiting", "pk")
    )


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
    task = FieldTask.objects.create(case=case, officer=to, made_at=at, due_at=at + CHECK_WITHIN)
    notices.write([case], "check", at=at, data={case.pk: {"officer": to.pk}})
    return task


@transaction.atomic
def pass_check(case: Case, *, by: User, at: datetime, note: str = "", shown: Sequence[CleanPhoto] = ()) -> Case:
    """Say that the matter is solved. Raises CannotMove, NotAllowed (another officer's task)."""
    task = _own_task(case, by)
    workflow.move(case, "pass_check", by=by, at=at, note=note)
    _answer(task, FieldTask.Result.PASSED, at, note, shown)
    notices.write([case], "checked", at=at)
    return case


@transaction.atomic
def rework(case: Case, *, by: User, at: datetime, note: str, shown: Sequence[CleanPhoto] = ()) -> Case:
    """Send the case back to the same department, time used stays used (返工). Raises as pass_check, NoteMissing."""
    task = _own_task(case, by)
    workflow.move(case, "rework", by=by, at=at, note=note, changes={"reworks": case.reworks + 1})
    _answer(task, FieldTask.Result.FAILED, at, note, shown)
    leg = case.legs.filter(department=case.host_id, state=LegState.FINISHED).latest("id")
    deadlines.restart(leg, at=at)
    leg.state, leg.finished_at = LegState.HANDLING, None
    leg.save(update_fields=["state", "finished_at", "due_at"])
    notices.write([case], "rework", at=at)
    return case


def _own_task(case: Case, by: User) -> FieldTask:
    task = FieldTask.objects.filter(case=case, done_at=None).select_for_update().first()
    if task is None:
        raise CannotMove(_("Nobody was asked to check case %(number)s.") % {"number": case.number})
    if task.officer_id != by.pk:
        raise NotAllowed(_("This check was given to %(person)s.") % {"person": task.officer})
    return task


def _answer(task: FieldTask, result: FieldTask.Result, at: datetime, note: str, shown: Sequence[CleanPhoto]) -> None:
    photos.keep(shown, case_id=task.case_id, report_id=None, stage=Attachment.Stage.CHECK, by=task.officer, at=at)
    task.result, task.done_at, task.note = result, at, note
    task.save(update_fields=["result", "done_at", "note"])
