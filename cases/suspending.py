"""Suspension (挂账, 缓办): once a part, at most a year, for a reason the public can read; it ends by itself.

domain.md §4a. While the host's part is suspended, the case is, and the citizen's clock stands still with it.
"""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cases import claims, deadlines, legs, notices, requests, workflow
from cases.models import Case, Leg, LegState, Request
from cases.moves import PLATFORM
from cases.requests import Decision, Kind
from cases.workflow import Actor, CannotMove, NotAllowed
from departments.access import dispatches, works_for
from departments.models import ClockKind, Reason, User
from govgrid.lib.refusals import Refusal

log = logging.getLogger(__name__)

LONGEST = timedelta(days=365)
AGAIN = timedelta(hours=1)


@transaction.atomic
def ask_suspension(
    case: Case, *, until: datetime, by: User, at: datetime, note: str, reason: Reason | None = None
) -> Request:
    """Ask that the department's own part rest until `until`.

    Raises CannotMove for a second suspension or an instant that is past or more than a year away, ReasonNeeded,
    NoteMissing.
    """
    leg = legs.own_leg(case, by, LegState.HANDLING)
    told = requests.check_reason(Reason.Kind.SUSPENSION, reason)
    if leg.suspensions:
        raise CannotMove(_("This part was suspended before; once is all."))
    if not at < until <= at + LONGEST:
        raise CannotMove(_("Name a day after today, and within a year."))
    workflow.move(
        case, "ask_suspension", by=by, at=at, note=note, department_id=leg.department_id, data={**told, "until": until}
    )
    return requests.ask(
        case, Kind.SUSPENSION, by=by, at=at, note=note, leg=leg, reason=reason, due_at=until,
        endorsed=requests.passes_on_own(leg, by),
    )  # fmt: skip


@transaction.atomic
def suspend(case: Case, *, by: User, at: datetime, note: str = "", leg: Leg | None = None) -> Case:
    """Grant the oldest waiting suspension (of `leg`): its clocks stand still until the day asked for, or a resume.

    Raises CannotMove, also where the day asked for has come meanwhile.
    """
    request = requests.waiting(case, Kind.SUSPENSION, leg=leg)
    part, until = requests.part_of(request), request.due_at
    if until is None or until <= at:
        raise CannotMove(_("The day asked for has come; there is nothing left to suspend."))
    action = "suspend" if legs.is_host(part) else "suspend_part"
    told: dict[str, Any] = {"until": until, "reason": request.reason.code if request.reason else ""}
    workflow.move(case, action, by=by, at=at, note=note, department_id=part.department_id, data=told)
    _stand_still(case, part, request.note, by, at)
    legs.save(part, state=LegState.SUSPENDED, suspended_until=until, suspensions=part.suspensions + 1)
    requests.answer(request, Decision.GRANTED, by=by, at=at, words=note)
    if legs.is_host(part):
        notices.write([case], "suspended", at=at, data={case.pk: {"until": until}})
    return case


def _stand_still(case: Case, part: Leg, reason: str, by: User, at: datetime) -> None:
    deadlines.pause(deadlines.live(case, legs=[part]), at=at, reason=reason, by=by)
    if legs.is_host(part):
        deadlines.pause(deadlines.of_case(case, ClockKind.ANSWER), at=at, reason=reason, by=by)


@transaction.atomic
def refuse_suspension(case: Case, *, by: User, at: datetime, note: str, leg: Leg | None = None) -> Case:
    """Refuse the oldest waiting suspension (of `leg`). Raises CannotMove, NoteMissing."""
    request = requests.waiting(case, Kind.SUSPENSION, leg=leg)
    part = requests.part_of(request)
    workflow.move(case, "refuse_suspension", by=by, at=at, note=note, department_id=part.department_id)
    requests.answer(request, Decision.REFUSED, by=by, at=at, words=note)
    return case


@transaction.atomic
def resume(case: Case, *, by: Actor, at: datetime, note: str = "", leg: Leg | None = None) -> Case:
    """Take a suspended part up again (`leg`, else the person's own, else the host's); its time runs on.

    Raises CannotMove where none is suspended, NotAllowed for another department's part, CalendarTooShort.
    """
    part = leg or _suspended(case, by)
    _check_whose(case, part, by)
    action = "resume" if legs.is_host(part) else "resume_part"
    workflow.move(case, action, by=by, at=at, note=note, department_id=part.department_id)
    legs.save(part, state=LegState.HANDLING, suspended_until=None)
    deadlines.resume(deadlines.live(case, legs=[part]), at=at)
    claims.renew(part, at)
    notices.write([case], "resumed", at=at, data={case.pk: {"leg": part.pk}})
    return case


def _check_whose(case: Case, part: Leg, by: Actor) -> None:
    if part.case_id != case.pk or part.state != LegState.SUSPENDED:
        raise CannotMove(_("No part of this case is suspended."))
    if isinstance(by, User) and not (works_for(by, part.department_id) or dispatches(by, case.area_path)):
        raise NotAllowed(_("Only %(department)s or the dispatch desk takes this up.") % {"department": part.department})


def _suspended(case: Case, by: Actor) -> Leg:
    resting = case.legs.filter(state=LegState.SUSPENDED).select_related("department").order_by("-part", "id")
    mine = [leg for leg in resting if isinstance(by, User) and works_for(by, leg.department_id)]
    found = mine or list(resting)
    if not found:
        raise CannotMove(_("No part of this case is suspended."))
    return found[0]


def resume_due(*, at: datetime, limit: int = 50) -> int:
    """Take up again every part whose suspension has come to its end; return how many were looked at.

    One that cannot run on (its calendar ends too soon) is looked at again an hour later, and the log says so.
    """
    with transaction.atomic():
        due = Leg.objects.filter(state=LegState.SUSPENDED, suspended_until__lte=at).select_related("department")
        found = list(due.order_by("suspended_until").select_for_update(skip_locked=True, of=("self",))[:limit])
        cases = Case.unscoped.in_bulk({leg.case_id for leg in found})
        for leg in found:
            _resume_or_wait(cases[leg.case_id], leg, at)
    return len(found)


def _resume_or_wait(case: Case, leg: Leg, at: datetime) -> None:
    try:
        with transaction.atomic():
            resume(case, by=PLATFORM, at=at, leg=leg)
    except Refusal as refusal:
        log.error("part %s cannot be taken up again: %s", leg.pk, refusal)
        Leg.objects.filter(pk=leg.pk).update(suspended_until=at + AGAIN)
