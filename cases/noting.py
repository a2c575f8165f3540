"""Notes of a department in a case's history: words for those who work on it, and no move."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cases import history, permits
from cases.legs import own_leg
from cases.models import Case, LegState
from cases.workflow import NoteMissing
from departments.models import User


@transaction.atomic
def note(case: Case, *, by: User, at: datetime, words: str) -> Case:
    """Write `words` into the history of `case`, by the department of `by`. Raises NotAllowed, NoteMissing."""
    permits.need(by, "work_cases", case)
    if not words.strip():
        raise NoteMissing(_("Write a few words."))
    leg = own_leg(case, by, *LegState)
    history.note_down([case], "note", by=by, at=at, note=words, department_id=leg.department_id)
    return case
