"""Visits: who is asked to look on the spot, and what they answer."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from cases import photos
from cases.models import Attachment, Case, FieldTask
from cases.photos import CleanPhoto
from cases.workflow import CannotMove, NotAllowed
from departments.models import User


def least_busy_first(officers: Iterable[User]) -> list[User]:
    waiting = Count("tasks", filter=Q(tasks__done_at=None))
    return list(
        User.objects.filter(pk__in=[o.pk for o in officers]).annotate(waiting=waiting).order_by("waiting", "pk")
    )


def own_task(case: Case, kind: FieldTask.Kind, by: User) -> FieldTask:
    """Return the open visit of the case, locked. Raises CannotMove for none, NotAllowed if another has it."""
    task = FieldTask.objects.filter(case=case, kind=kind, done_at=None).select_for_update().first()
    if task is None:
        raise CannotMove(_("Nobody was asked to look at case %(number)s.") % {"number": case.number})
    if task.officer_id != by.pk:
        raise NotAllowed(_("This visit was given to %(person)s.") % {"person": task.officer})
    return task


def answer(
    task: FieldTask,
    result: FieldTask.Result,
    *,
    at: datetime,
    note: str,
    shown: Sequence[CleanPhoto],
    stage: Attachment.Stage,
) -> None:
    photos.keep(shown, case_id=task.case_id, report_id=None, stage=stage, by=task.officer, at=at)
    task.result, task.done_at, task.note = result, at, note
    task.save(update_fields=["result", "done_at", "note"])


def drop(case: Case, *, at: datetime) -> None:
    """Take the open visits of a case off their officers' lists, without an answer."""
    FieldTask.objects.filter(case=case, done_at=None).update(done_at=at)
