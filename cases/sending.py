"""Parts (主办, 协办): what is sent to departments, each with its limits and clocks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cases import deadlines, history
from cases.deadlines import Start
from cases.limits import Limit, limit_of, limit_of_stage
from cases.models import Case, Clock, Leg, LegState
from departments.models import ClockKind, FilingStandard, Part
from departments.work_calendars import WorkCalendars
from govgrid.lib import rows

# What a clock has used, as it is kept: seconds and microseconds.
Spent = tuple[int, int]


@dataclass(frozen=True)
class Sending:
    """One department to send to: its part, and the duty that named it with the reason, where one did."""

    department_id: int
    part: str = Part.HOST
    rule: str = ""
    reason: str = ""
    duty_id: int | None = None


@dataclass(frozen=True)
class Order:
    """A case, the standard it is filed under, and where it is to go: the host first."""

    case: Case
    standard: FilingStandard
    sendings: tuple[Sending, ...]

    @property
    def host(self) -> Sending:
        return self.sendings[0]


def start_parts(
    orders: Sequence[Order],
    *,
    at: datetime,
    calendars: WorkCalendars,
    again: Sequence[Case] = (),
    final: bool = False,
    called_by: Leg | None = None,
) -> None:
    """Write the parts and start their clocks; a department that had one of `again` before goes on with what it used."""
    limits, used = Limits(at, calendars), used_before(again) if again else {}
    legs, clocks = [], []
    for order in orders:
        for sending in order.sendings:
            spent = used.get((order.case.pk, sending.department_id), (0, 0))
            limit, due_at = limits.of(order.standard, sending.department_id, spent)
            clocks.append((limit, due_at, spent))
            legs.append({**_leg(order.case, sending, due_at, at), "final": final, "called_by_id": _id(called_by)})
    ids = [pk for (pk,) in rows.insert(Leg, legs, keys=("id",))]
    handling = [
        Start(leg["case_id"], pk, ClockKind.HANDLE, limit, due_at, *spent)
        for pk, leg, (limit, due_at, spent) in zip(ids, legs, clocks, strict=True)
    ]
    accepting = [
        Start(leg["case_id"], pk, ClockKind.ACCEPT, *given)
        for pk, leg in zip(ids, legs, strict=True)
        if (given := limits.to_accept(leg["department_id"]))
    ]
    deadlines.start_all([*handling, *accepting], at=at)


def _id(leg: Leg | None) -> int | None:
    return leg.pk if leg else None


class Limits:
    """Limits and due instants at one instant; a batch asks the calendar once for each kind of limit."""

    def __init__(self, at: datetime, calendars: WorkCalendars) -> None:
        self.at, self.calendars = at, calendars
        self._known: dict[Any, tuple[Limit, datetime] | None] = {}

    def of(self, standard: FilingStandard, department_id: int, spent: Spent) -> tuple[Limit, datetime]:
        key = (standard.limit_value, standard.limit_unit, self.calendars.id_of_department(department_id), spent)
        if key not in self._known:
            limit = limit_of(standard, department_id, self.calendars)
            self._known[key] = limit, limit.due_at(self.at, spent[0] + spent[1] / 1e6)
        found = self._known[key]
        if found is None:
            raise AssertionError("a standard always limits")
        return found

    def to_accept(self, department_id: int) -> tuple[Limit, datetime] | None:
        """Return how long the department has to accept; None where this city does not time it."""
        calendar_id = self.calendars.id_of_department(department_id)
        if calendar_id not in self._known:
            limit = limit_of_stage(ClockKind.ACCEPT, calendar_id, self.calendars)
            self._known[calendar_id] = (limit, limit.due_at(self.at)) if limit else None
        return self._known[calendar_id]


def used_before(cases: Sequence[Case]) -> dict[tuple[int, int], Spent]:
    """Return by case and department what was used in parts withdrawn or returned since the last reopening."""
    over = [LegState.WITHDRAWN, LegState.RETURNED]
    ended = Clock.objects.filter(case__in=cases, kind=ClockKind.HANDLE, leg__state__in=over).select_related("leg")
    reopened = {case_id: entry.at for case_id, entry in history.newest_of(cases, "reopen").items()}
    return {
        (clock.case_id, clock.leg.department_id): (clock.consumed_seconds, clock.consumed_micros)
        for clock in ended.order_by("id")
        if clock.leg and clock.leg.sent_at >= reopened.get(clock.case_id, clock.leg.sent_at)
    }


def _leg(case: Case, sending: Sending, due_at: datetime, at: datetime) -> dict[str, Any]:
    return {
        "case_id": case.pk,
        "department_id": sending.department_id,
        "part": str(sending.part),
        "mandatory": True,
        "state": LegState.SENT.value,
        "extensions": 0,
        "suspensions": 0,
        "outcome": "",
        "excused": False,
        "area_path": case.area_path,
        "due_at": due_at,
        "sent_at": at,
        "duty_id": sending.duty_id,
        "rule": sending.rule,
        "reason": sending.reason,
    }
