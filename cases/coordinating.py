"""Coordination (协调): the catch-all desk gets a part of a case that is stuck, and brings its departments together.

A ladder's rung opens such a part, and so does a supervisor. It has no time limit and holds nobody up: who handles the
case stays as it is.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cases import notices, workflow
from cases.models import OPEN_LEG, Case, Leg
from cases.workflow import CannotMove
from departments.models import Department, Part, User

# The rules that such parts name: parts without a clock.
BY_LADDER, BY_SUPERVISOR = UNTIMED = "ladder", "supervisor"


@transaction.atomic
def coordinate(case: Case, *, by: User, at: datetime, note: str) -> Case:
    """Open a part of the catch-all desk in `case`. Raises CannotMove where it has one, NotAllowed, NoteMissing."""
    workflow.move(case, "coordinate", by=by, at=at, note=note)
    if not open_parts([case], rule=BY_SUPERVISOR, at=at):
        raise CannotMove(_("Case %(number)s is being coordinated already.") % {"number": case.number})
    return case


def open_parts(cases: Sequence[Case], *, rule: str, at: datetime) -> dict[int, int]:
    """Open a part for the desk in each case that has none of it open, and tell it; return the new parts by case id."""
    desk = Department.objects.get(catch_all=True)
    there = Leg.objects.filter(OPEN_LEG, case__in=[case.pk for case in cases], department=desk)
    present = set(there.values_list("case", flat=True))
    wanted = [case for case in cases if case.pk not in present]
    legs = Leg.objects.bulk_create([_part_of_the_desk(case, desk, rule, at) for case in wanted])
    opened = {leg.case_id: leg.pk for leg in legs}
    notices.write(wanted, "coordinate", at=at, data={case_id: {"leg": pk} for case_id, pk in opened.items()})
    return opened


def _part_of_the_desk(case: Case, desk: Department, rule: str, at: datetime) -> Leg:
    return Leg(
        case=case, department=desk, part=Part.CO_HANDLER, mandatory=False, area_path=case.area_path, sent_at=at,
        rule=rule,
    )  # fmt: skip
