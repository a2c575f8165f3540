"""Return (退件): a department gives its part back, with reason and evidence, while the window for it is open.

domain.md §4a: within one working day where the limit is longer than that, else within the limit. The host's return
puts the case on the dispatch desk; the second one is a dispute that the desk decides once and for all (疑难案件). A
co-handler's return waits for the desk while the others go on.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cases import deadlines, joining, legs, notices, photos, requests, stages, workflow
from cases.models import Attachment, Case, Leg, LegState
from cases.photos import CleanPhoto
from cases.requests import Decision, Kind
from cases.workflow import CannotMove
from departments.models import ClockKind, Department, Reason, User
from departments.work_calendars import WorkCalendars

DAY = 86_400
DISPUTED_AFTER = 2


@transaction.atomic
def return_case(
    case: Case,
    *,
    by: User,
    at: datetime,
    note: str,
    reason: Reason | None = None,
    evidence: Sequence[CleanPhoto] = (),
) -> Case:
    """Give the department's part back with the reason: the host's takes the whole case to the dispatch desk.

    Raises CannotMove after the window, after a decided dispute, or while a colleague has the work; NotAllowed,
    NoteMissing, ReasonNeeded.
    """
    leg = legs.own_leg(case, by, LegState.SENT, LegState.HANDLING)
    told = requests.check_reason(Reason.Kind.RETURN, reason)
    _check(case, leg, by, at)
    photos.keep(evidence, case_id=case.pk, report_id=None, stage=Attachment.Stage.EVIDENCE, by=by, at=at)
    if legs.is_host(leg):
        _return_all(case, leg, by, at, note, told)
    else:
        _return_part(case, leg, by, at, note, told, reason)
    return case


def _check(case: Case, leg: Leg, by: User, at: datetime) -> None:
    if leg.final:
        raise CannotMove(_("The dispatch desk has decided that your department has this; it cannot be given back."))
    if leg.assignee_id not in {None, by.pk}:
        raise CannotMove(
            _("%(person)s has this work: take it back from them before you return it.") % {"person": leg.assignee}
        )
    clock = deadlines.live(case, ClockKind.HANDLE, legs=[leg]).first()
    calendars = WorkCalendars()
    if clock and deadlines.consumed(clock, at, calendars) > _window(clock.budget_seconds, clock, calendars):
        raise CannotMove(_("The time for giving it back is over: a working day, or the limit where that is shorter."))


def _window(limit: int, clock: deadlines.Clock, calendars: WorkCalendars) -> int:
    day = DAY if clock.around_the_clock else calendars.by_id[clock.calendar_id].day_seconds()
    return min(limit, day)


def _return_all(case: Case, leg: Leg, by: User, at: datetime, note: str, told: dict[str, object]) -> None:
    disputed = case.returns + 1 >= DISPUTED_AFTER
    workflow.move(
        case, "return", by=by, at=at, note=note, department_id=leg.department_id, data=told,
        changes={"host_id": None, "returns": case.returns + 1, "disputed": disputed},
    )  # fmt: skip
    others = [other for other in legs.open_legs(case) if other.pk != leg.pk]
    deadlines.cancel(deadlines.live(case, legs=[leg]), at=at)
    legs.withdraw(others, at=at)
    requests.withdraw_all(case, at=at, legs=[leg, *others])
    legs.save(leg, state=LegState.RETURNED, finished_at=at, claim_until=None)
    stages.wait_for_desk([case], at=at)
    notices.write([case], "disputed" if disputed else "returned", at=at)


def _return_part(
    case: Case, leg: Leg, by: User, at: datetime, note: str, told: dict[str, object], reason: Reason | None
) -> None:
    workflow.move(case, "return_part", by=by, at=at, note=note, department_id=leg.department_id, data=told)
    requests.withdraw_all(case, at=at, legs=[leg])
    requests.ask(case, Kind.RETURN, by=by, at=at, note=note, leg=leg, reason=reason)
    deadlines.pause(deadlines.live(case, legs=[leg]), at=at, reason=note, by=by)
    legs.save(leg, state=LegState.RETURNED, claim_until=None)


@transaction.atomic
def allow_return(
    case: Case, *, by: User, at: datetime, note: str, leg: Leg | None = None, instead: Department | None = None
) -> Case:
    """Let a co-handler go, and call in another department `instead` where one is named. Raises CannotMove."""
    request = requests.waiting(case, Kind.RETURN, leg=leg)
    part = requests.part_of(request)
    workflow.move(case, "allow_return", by=by, at=at, note=note, department_id=part.department_id)
    deadlines.cancel(deadlines.live(case, legs=[part]), at=at)
    legs.save(part, finished_at=at)
    requests.answer(request, Decision.GRANTED, by=by, at=at, words=note)
    if instead:
        joining.join(case, departments=[instead], by=by, at=at, note=note)
    return case


@transaction.atomic
def refuse_return(case: Case, *, by: User, at: datetime, note: str, leg: Leg | None = None) -> Case:
    """Leave the part with its department for good; its clock runs on with what was used. Raises CannotMove."""
    request = requests.waiting(case, Kind.RETURN, leg=leg)
    part = requests.part_of(request)
    workflow.move(case, "refuse_return", by=by, at=at, note=note, department_id=part.department_id)
    legs.save(part, state=LegState.HANDLING if part.accepted_at else LegState.SENT, final=True)
    deadlines.resume(deadlines.live(case, legs=[part]), at=at)
    requests.answer(request, Decision.REFUSED, by=by, at=at, words=note)
    return case
