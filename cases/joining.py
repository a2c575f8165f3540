"""Joint handling (联办) and the street's whistle (吹哨): more departments are called to a case that is under way."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cases import legs, notices, workflow
from cases.dispatch import call_in
from cases.models import OPEN_LEG, Case, Leg, LegState
from cases.sending import Sending
from cases.workflow import CannotMove
from departments.models import Department, Part, User


@transaction.atomic
def join(case: Case, *, departments: Sequence[Department], by: User, at: datetime, note: str) -> Case:
    """Call in co-handlers from the dispatch desk; each gets a part and a limit of its own. Raises CannotMove."""
    _check(case, departments)
    told = {"to": [department.pk for department in departments]}
    workflow.move(case, "join", by=by, at=at, note=note, data=told)
    _call(case, departments, "desk", note, at)
    return case


@transaction.atomic
def whistle(case: Case, *, departments: Sequence[Department], by: User, at: datetime, note: str) -> Case:
    """Call departments to the spot as a street office: the street whistles, they report (街乡吹哨、部门报到).

    Raises CannotMove, also for a department that is no street office; NotAllowed, NoteMissing.
    """
    own = legs.own_leg(case, by, LegState.SENT, LegState.HANDLING)
    if own.department.kind != Department.Kind.STREET_OFFICE:
        raise CannotMove(_("Only a street office whistles; ask the dispatch desk to call in other departments."))
    _check(case, departments)
    told = {"to": [department.pk for department in departments]}
    workflow.move(case, "whistle", by=by, at=at, note=note, department_id=own.department_id, data=told)
    _call(case, departments, "whistle", note, at, own)
    return case


def _check(case: Case, departments: Sequence[Department]) -> None:
    if not departments:
        raise CannotMove(_("Choose at least one department."))
    taking_part = Leg.objects.filter(OPEN_LEG, case=case, department__in=departments).select_related("department")
    if there := taking_part.first():
        raise CannotMove(_("%(department)s has a part in this case already.") % {"department": there.department})


def _call(
    case: Case, departments: Sequence[Department], rule: str, note: str, at: datetime, caller: Leg | None = None
) -> None:
    sendings = [Sending(department.pk, Part.CO_HANDLER, rule=rule, reason=note[:300]) for department in departments]
    call_in(case, sendings, caller=caller, at=at)
    notices.write([case], "called_in", at=at, data={case.pk: {"to": [department.pk for department in departments]}})
