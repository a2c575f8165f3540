"""Appeal (申诉): once, a department that was late says why it should not count; the supervision axis decides.

domain.md §4a: passed on by the dispatch desk, decided by the acceptance desk; a granted appeal leaves the part out of
the figures, and that it was late stays to be seen.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cases import legs, requests, workflow
from cases.models import Case, ClockState, Leg, LegState, Request
from cases.requests import Decision, Kind
from cases.workflow import CannotMove
from departments.models import ClockKind, User


@transaction.atomic
def appeal(case: Case, *, by: User, at: datetime, note: str) -> Request:
    """Appeal for the department's own late part of a closed case. Raises CannotMove, NotAllowed, NoteMissing."""
    leg = legs.own_leg(case, by, LegState.FINISHED)
    if not leg.clocks.filter(kind=ClockKind.HANDLE, state=ClockState.MISSED).exists():
        raise CannotMove(_("This part was finished in time; there is nothing to appeal."))
    if leg.requests.filter(kind=Kind.APPEAL).exists():
        raise CannotMove(_("Your department has appealed here before; once is all."))
    workflow.move(case, "appeal", by=by, at=at, note=note, department_id=leg.department_id)
    return requests.ask(case, Kind.APPEAL, by=by, at=at, note=note, leg=leg, endorsed=False)


@transaction.atomic
def allow_appeal(case: Case, *, by: User, at: datetime, note: str, leg: Leg | None = None) -> Case:
    """Leave the part out of the department's figures. Raises CannotMove, NotAllowed, NoteMissing."""
    return _decide(case, "allow_appeal", Decision.GRANTED, by, at, note, leg)


@transaction.atomic
def refuse_appeal(case: Case, *, by: User, at: datetime, note: str, leg: Leg | None = None) -> Case:
    """Let the figures stand. Raises CannotMove, NotAllowed, NoteMissing."""
    return _decide(case, "refuse_appeal", Decision.REFUSED, by, at, note, leg)


def _decide(
    case: Case, action: str, decision: Request.Decision, by: User, at: datetime, note: str, leg: Leg | None
) -> Case:
    request = requests.waiting(case, Kind.APPEAL, leg=leg)
    part = requests.part_of(request)
    workflow.move(case, action, by=by, at=at, note=note, department_id=part.department_id)
    if decision == Decision.GRANTED:
        legs.save(part, excused=True)
    requests.answer(request, decision, by=by, at=at, words=note)
    return case
