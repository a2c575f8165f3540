"""Whose part it is: the leg of a case on which a person may act."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cases import deadlines
from cases.models import OPEN_LEG, Case, Leg, LegState
from cases.workflow import NotAllowed
from departments.access import scope_of
from departments.models import Part, User


def own_leg(case: Case, by: User, *states: LegState) -> Leg:
    """Return the leg that `by` may work on in `case`. Raises NotAllowed where there is none in these states."""
    reach = scope_of(by).reach("work_cases")
    legs = case.legs.filter(department__in=reach.department_ids, state__in=states).select_related("department")
    leg = legs.order_by("part", "id").last()  # the host's part before a co-handler's
    if leg is None:
        raise NotAllowed(
            _("Your department has no part in case %(number)s where this could be done.") % {"number": case.number}
        )
    return leg


def open_legs(case: Case) -> QuerySet[Leg]:
    return case.legs.filter(OPEN_LEG).select_related("department").order_by("id")


def is_host(leg: Leg) -> bool:
    return leg.part == Part.HOST


def withdraw(legs: Iterable[Leg], *, at: datetime) -> None:
    """Take parts back from their departments; their clocks stop and keep what was used."""
    for leg in legs:
        deadlines.cancel(deadlines.live(leg.case, legs=[leg]), at=at)
        save(leg, state=LegState.WITHDRAWN, finished_at=at, suspended_until=None, claim_until=None)


def save(leg: Leg, **values: object) -> None:
    for name, value in values.items():
        setattr(leg, name, value)
    leg.save(update_fields=list(values))
