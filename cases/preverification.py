"""Pre-verification (核实): before a public report is filed, the nearest officer looks whether it is as reported."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from cases import fieldwork, notices, stages, workflow
from cases.models import Attachment, Case, FieldTask
from cases.photos import CleanPhoto
from cases.workflow import CannotMove, NoteMissing
from departments import access
from departments.models import User
from departments.roles import Role

# domain.md §4a: a 30-minute task.
VERIFY_WITHIN = timedelta(minutes=30)
Kind, Result = FieldTask.Kind, FieldTask.Result


def officers(case: Case) -> list[User]:
    """Return the officers of the smallest area around the case, the least busy first."""
    return fieldwork.least_busy_first(access.nearest(access.holders_around(Role.OFFICER, case.area_path)))


@transaction.atomic
def send_verify(case: Case, *, by: User, at: datetime, to: User | None = None, note: str = "") -> FieldTask:
    """Ask `to`, else the nearest officer, to look on the spot. Raises CannotMove, also where no officer is near."""
    officer = to or next(iter(officers(case)), None)
    if officer is None:
        raise CannotMove(_("No officer is posted around this place; decide by what is known."))
    told = {"to": officer.name, "to_id": officer.pk}
    workflow.move(case, "send_verify", by=by, at=at, note=note, data=told)
    task = FieldTask.objects.create(case=case, kind=Kind.VERIFY, officer=officer, made_at=at, due_at=at + VERIFY_WITHIN)
    notices.write([case], "verify", at=at, data={case.pk: {"officer": officer.pk}})
    return task


@transaction.atomic
def verify(case: Case, *, true: bool, by: User, at: datetime, note: str = "", shown: Sequence[CleanPhoto] = ()) -> Case:
    """Say on the spot whether the matter is as reported (属实, 不属实); the desk decides what follows.

    Raises CannotMove, NotAllowed (another officer's task), NoteMissing where it is not as reported.
    """
    task = fieldwork.own_task(case, Kind.VERIFY, by)
    if not true and not note.strip():
        raise NoteMissing(_("Write a few words: what did you find instead?"))
    workflow.move(case, "verify", by=by, at=at, note=note, data={"result": Result.TRUE if true else Result.FALSE})
    fieldwork.answer(
        task, Result.TRUE if true else Result.FALSE, at=at, note=note, shown=shown, stage=Attachment.Stage.VERIFY
    )
    _back_at_desk(case, at)
    return case


@transaction.atomic
def stop_verify(case: Case, *, by: User, at: datetime, note: str) -> Case:
    """Wait for the officer no longer. Raises CannotMove, NoteMissing."""
    workflow.move(case, "stop_verify", by=by, at=at, note=note)
    fieldwork.drop(case, at=at)
    _back_at_desk(case, at)
    return case


def _back_at_desk(case: Case, at: datetime) -> None:
    stages.wait_for_desk([case], at=at)
    notices.write([case], "verified", at=at)
