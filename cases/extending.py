"""More time (延期): asked in time by the department, passed on by its head, decided by the dispatch desk.

domain.md §4a: at most two extensions a part, never once it is overdue; each adds the original limit once.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cases import deadlines, legs, requests, workflow
from cases.limits import Limit
from cases.models import Case, Clock, Leg, LegState, Request
from cases.requests import Decision, Kind
from cases.workflow import CannotMove
from departments.models import ClockKind, Reason, User
from departments.work_calendars import WorkCalendars

MOST = 2


@transaction.atomic
def ask_extension(case: Case, *, by: User, at: datetime, note: str, reason: Reason | None = None) -> Request:
    """Ask for one more original limit on the department's own part.

    Raises CannotMove once it is overdue or was extended twice, ReasonNeeded, NoteMissing.
    """
    leg = legs.own_leg(case, by, LegState.HANDLING)
    told = requests.check_reason(Reason.Kind.EXTENSION, reason)
    _check(leg, _clock(case, leg), at)
    workflow.move(case, "ask_extension", by=by, at=at, note=note, department_id=leg.department_id, data=told)
    return requests.ask(
        case, Kind.EXTENSION, by=by, at=at, note=note, leg=leg, reason=reason,
        endorsed=requests.passes_on_own(leg, by),
    )  # fmt: skip


def _check(leg: Leg, clock: Clock, at: datetime) -> None:
    if leg.extensions >= MOST:
        raise CannotMove(_("This part was extended twice already; more time is not possible."))
    if clock.due_at is None or clock.due_at <= at:
        raise CannotMove(_("This part is overdue; more time can only be asked for before."))


def _clock(case: Case, leg: Leg) -> Clock:
    clock = deadlines.live(case, ClockKind.HANDLE, legs=[leg]).first()
    if clock is None:
        raise CannotMove(_("No time limit runs on this part."))
    return clock


@transaction.atomic
def allow_extension(case: Case, *, by: User, at: datetime, note: str = "", leg: Leg | None = None) -> Case:
    """Grant the oldest waiting extension (of `leg`): the due instant moves by one original limit. Raises CannotMove."""
    request = requests.waiting(case, Kind.EXTENSION, leg=leg)
    part = requests.part_of(request)
    clock = _clock(case, part)
    longer = clock.budget_seconds + clock.budget_seconds // (1 + part.extensions)
    workflow.move(
        case, "allow_extension", by=by, at=at, note=note, department_id=part.department_id,
        data={"seconds": longer - clock.budget_seconds, "due_at": clock.due_at},
    )  # fmt: skip
    calendars = WorkCalendars()
    limit = Limit(longer, clock.around_the_clock, clock.calendar_id, calendars.by_id[clock.calendar_id])
    deadlines.change([clock], lambda _clock: limit, at=at)
    legs.save(part, extensions=part.extensions + 1)
    requests.answer(request, Decision.GRANTED, by=by, at=at, words=note)
    return case


@transaction.atomic
def refuse_extension(case: Case, *, by: User, at: datetime, note: str, leg: Leg | None = None) -> Case:
    """Refuse the oldest waiting extension (of `leg`); the limit stays. Raises CannotMove, NoteMissing."""
    request = requests.waiting(case, Kind.EXTENSION, leg=leg)
    part = requests.part_of(request)
    workflow.move(case, "refuse_extension", by=by, at=at, note=note, department_id=part.department_id)
    requests.answer(request, Decision.REFUSED, by=by, at=at, words=note)
    return case
