"""Dispatch (派遣): the router by certain duty, else a dispatcher, sends a case to its host and co-handlers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cases import emergencies, legs, notices, requests, workflow
from cases.models import Case, Leg
from cases.sending import Order, Sending, start_parts
from cases.workflow import Actor, CannotMove
from departments.models import Department, FilingStandard, Part
from departments.work_calendars import WorkCalendars


@transaction.atomic
def dispatch_all(orders: Sequence[Order], *, by: Actor, at: datetime, calendars: WorkCalendars | None = None) -> None:
    """Send each case to its departments and start their clocks: set-based, all or none. Raises CannotMove."""
    _send(orders, "dispatch", by=by, at=at, calendars=calendars or WorkCalendars())


@transaction.atomic
def dispatch(
    case: Case, *, to: Department, helpers: Sequence[Department] = (), by: Actor, at: datetime, note: str = ""
) -> Case:
    """Send `case` to `to` as host, with `helpers` as co-handlers. Raises CannotMove, also where it has no standard."""
    if case.disputed:
        raise CannotMove(_("This case was given back twice: decide the dispute, with your reasons in writing."))
    _send([_order(case, to, helpers)], "dispatch", by=by, at=at, calendars=WorkCalendars(), note=note)
    return case


@transaction.atomic
def arbitrate(
    case: Case, *, to: Department, helpers: Sequence[Department] = (), by: Actor, at: datetime, note: str
) -> Case:
    """Decide a dispute (疑难案件): the departments named here cannot give their parts back.

    Raises CannotMove where nothing is disputed, NoteMissing without the reasons.
    """
    if not case.disputed:
        raise CannotMove(_("Nothing is disputed here: dispatch the case."))
    order = _order(case, to, helpers)
    _send([order], "arbitrate", by=by, at=at, calendars=WorkCalendars(), note=note, final=True)
    return case


@transaction.atomic
def reassign(case: Case, *, to: Department, by: Actor, at: datetime, note: str) -> Case:
    """Take the host's part from its department and send the case to `to`; co-handlers keep theirs.

    The new host has the limit of the standard, less what it has used of this case before. Raises CannotMove where
    `to` has a part already, NoteMissing without the reason.
    """
    taking_part = list(legs.open_legs(case))
    if any(leg.department_id == to.pk for leg in taking_part):
        raise CannotMove(_("%(department)s has a part in this case already.") % {"department": to.name})
    order = _order(case, to, ())
    workflow.move(
        case, "reassign", by=by, at=at, note=note, changes={"host_id": to.pk, "accepted_at": None},
        data={"to": [sending.__dict__ for sending in order.sendings]},
    )  # fmt: skip
    given_up = [leg for leg in taking_part if legs.is_host(leg)]
    legs.withdraw(given_up, at=at)
    requests.withdraw_all(case, at=at, legs=given_up)
    start_parts([order], at=at, calendars=WorkCalendars(), again=[case])
    notices.write([case], "dispatched", at=at)
    return case


def call_in(case: Case, sendings: Sequence[Sending], *, caller: Leg | None, at: datetime) -> None:
    """Give more departments a part in a case under way, each with a limit of its own by the case's standard."""
    order = Order(case, _standard(case), tuple(sendings))
    start_parts([order], at=at, calendars=WorkCalendars(), again=[case], called_by=caller)


def _send(
    orders: Sequence[Order], action: str, *, by: Actor, at: datetime, calendars: WorkCalendars, note: str = "",
    final: bool = False,
) -> None:  # fmt: skip
    again = [order.case for order in orders if order.case.dispatched_at]
    workflow.move_all(
        [order.case for order in orders],
        action,
        by=by,
        at=at,
        note=note,
        changes={order.case.pk: {"host_id": order.host.department_id, "disputed": False} for order in orders},
        data={order.case.pk: {"to": [sending.__dict__ for sending in order.sendings]} for order in orders},
    )
    start_parts(orders, at=at, calendars=calendars, again=again, final=final)
    emergencies.call_out_all([order.case for order in orders], at=at, calendars=calendars)
    notices.write([order.case for order in orders], "dispatched", at=at)


def _order(case: Case, to: Department, helpers: Sequence[Department]) -> Order:
    if to in helpers:
        raise CannotMove(_("%(department)s cannot be host and co-handler at once.") % {"department": to.name})
    suggested = (case.suggestion or {}).get("to", [])
    named = {sending["department_id"]: sending for sending in suggested}
    chosen = [(to, Part.HOST), *((helper, Part.CO_HANDLER) for helper in helpers)]
    sendings = tuple(_sending(department, part, named.get(department.pk)) for department, part in chosen)
    return Order(case, _standard(case), sendings)


def _standard(case: Case) -> FilingStandard:
    if case.standard is None:
        raise CannotMove(_("File the case first: it has no standard yet, so nobody knows its time limit."))
    return case.standard


def _sending(department: Department, part: str, named: dict[str, Any] | None) -> Sending:
    if named:
        return Sending(department.pk, part, named["rule"], named["reason"], named["duty_id"])
    return Sending(department.pk, part, rule="desk")
