"""Dispatch (派遣): legs for the host and the co-handlers, each with its clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cases import deadlines, emergencies, notices, workflow
from cases.deadlines import Start
from cases.limits import Limit, limit_of
from cases.models import Case, Leg, LegState
from cases.workflow import Actor, CannotMove
from departments.models import ClockKind, Department, FilingStandard, Part
from departments.work_calendars import WorkCalendars
from govgrid.lib import rows


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


@transaction.atomic
def dispatch_all(orders: Sequence[Order], *, by: Actor, at: datetime, calendars: WorkCalendars | None = None) -> None:
    """Send each case to its departments and start their clocks: set-based, all or none. Raises CannotMove."""
    calendars = calendars or WorkCalendars()
    workflow.move_all(
        [order.case for order in orders],
        "dispatch",
        by=by,
        at=at,
        changes={order.case.pk: {"host_id": order.host.department_id} for order in orders},
        data={order.case.pk: {"to": [sending.__dict__ for sending in order.sendings]} for order in orders},
    )
    _start_legs(orders, at, calendars)
    emergencies.call_out_all([order.case for order in orders], at=at, calendars=calendars)
    notices.write([order.case for order in orders], "dispatched", at=at)


def dispatch(case: Case, *, to: Department, helpers: Sequence[Department] = (), by: Actor, at: datetime) -> Case:
    """Send `case` to `to` as host, with `helpers` as co-handlers. Raises CannotMove, also where it has no standard."""
    if case.standard is None:
        raise CannotMove(_("File the case first: it has no standard yet, so nobody knows its time limit."))
    if to in helpers:
        raise CannotMove(_("%(department)s cannot be host and co-handler at once.") % {"department": to.name})
    suggested = (case.suggestion or {}).get("to", [])
    named = {sending["department_id"]: sending for sending in suggested}
    chosen = [(to, Part.HOST), *((helper, Part.CO_HANDLER) for helper in helpers)]
    sendings = tuple(_sending(department, part, named.get(department.pk)) for department, part in chosen)
    dispatch_all([Order(case, case.standard, sendings)], by=by, at=at)
    return case


def _sending(department: Department, part: str, named: dict[str, Any] | None) -> Sending:
    if named:
        return Sending(department.pk, part, named["rule"], named["reason"], named["duty_id"])
    return Sending(department.pk, part, rule="desk")


def _start_legs(orders: Sequence[Order], at: datetime, calendars: WorkCalendars) -> None:
    legs: list[dict[str, Any]] = []
    limits: list[Limit] = []
    due: dict[tuple[int, str, int], tuple[Limit, datetime]] = {}
    for order in orders:
        for sending in order.sendings:
            limit, due_at = _due(order.standard, sending.department_id, at, calendars, due)
            limits.append(limit)
            legs.append(_leg(order.case, sending, due_at, at))
    ids = rows.insert(Leg, legs, keys=("id",))
    for leg, (pk,) in zip(legs, ids, strict=True):
        leg["id"] = pk
    handling = [
        Start(leg["case_id"], leg["id"], ClockKind.HANDLE, limit, leg["due_at"])
        for leg, limit in zip(legs, limits, strict=True)
    ]
    deadlines.start_all(handling, at=at)


def _due(
    standard: FilingStandard,
    department_id: int,
    at: datetime,
    calendars: WorkCalendars,
    known: dict[Any, tuple[Limit, datetime]],
) -> tuple[Limit, datetime]:
    """Return limit and due instant; a batch dispatched at one instant asks the calendar once for each kind of limit."""
    key = (standard.limit_value, standard.limit_unit, calendars.id_of_department(department_id))
    if key not in known:
        limit = limit_of(standard, department_id, calendars)
        known[key] = limit, limit.due_at(at)
    return known[key]


def _leg(case: Case, sending: Sending, due_at: datetime, at: datetime) -> dict[str, Any]:
    return {
        "case_id": case.pk,
        "department_id": sending.department_id,
        "part": str(sending.part),
        "mandatory": True,
        "state": LegState.SENT.value,
        "final": False,
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
