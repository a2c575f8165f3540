"""Stage clocks: a case's own clocks follow its status; those of its departments are kept by their steps.

A clock toward a desk begins where a case waits for people, and ends when the case leaves that status; the first look
ends with the first move of a person; the citizen's clock, which stands still with the host's part, ends with the case.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from cases import deadlines
from cases.deadlines import Start
from cases.limits import limit_of_stage
from cases.models import ENDED, LIVE_CLOCK, Case, Clock, Status
from departments.models import ClockKind
from departments.work_calendars import WorkCalendars

# What becomes of clocks: deadlines.meet, cancel or resume.
Fate = Callable[..., None]

# Which clock runs while a case waits in a status.
WAITING = {Status.REPORTED: ClockKind.FILE, Status.FILED: ClockKind.DISPATCH, Status.CHECKING: ClockKind.CHECK}
# At the first desk a person must look at it by then, whatever comes of it.
FIRST_LOOK = {Status.REPORTED: (ClockKind.ACKNOWLEDGE,)}
# Declined is an answer as much as done; a merged or cancelled case gives none of its own.
ANSWERED = {Status.CLOSED, Status.DECLINED}


def begin(
    cases: Sequence[Case],
    *kinds: ClockKind,
    at: datetime,
    calendars: WorkCalendars | None = None,
    fresh: bool = False,
) -> None:
    """Start the clocks of these kinds for each case, as far as this city times them; one that runs already goes on.

    `fresh`: the cases are new, so nothing can run yet and nobody need look.
    """
    calendars = calendars or WorkCalendars()
    limits = {kind: limit_of_stage(kind, calendars.office_id, calendars) for kind in kinds}
    timed = {kind: (limit, limit.due_at(at)) for kind, limit in limits.items() if limit}
    running = set() if fresh or not timed else _running(cases, list(timed))
    deadlines.start_all(
        [
            Start(case.pk, None, kind, limit, due_at)
            for kind, (limit, due_at) in timed.items()
            for case in cases
            if (case.pk, kind) not in running
        ],
        at=at,
    )


def _running(cases: Sequence[Case], kinds: Sequence[ClockKind]) -> set[tuple[int, str]]:
    found = Clock.objects.filter(LIVE_CLOCK, case__in=[case.pk for case in cases], leg=None, kind__in=kinds)
    return set(found.values_list("case", "kind"))


def wait_for_desk(cases: Sequence[Case], *, at: datetime, calendars: WorkCalendars | None = None) -> None:
    """Start the clock of the desk at which each case now waits for a person."""
    for status, kind in WAITING.items():
        here = [case for case in cases if case.status == status]
        if here:
            begin(here, kind, *FIRST_LOOK.get(status, ()), at=at, calendars=calendars)


def follow(cases: Sequence[Case], before: Mapping[int, str], *, by_person: bool, at: datetime) -> None:
    """End or resume the cases' own clocks as their new statuses want it; one question, and few rows answer it."""
    now, wanted = {case.pk: case for case in cases}, defaultdict[Fate, list[Clock]](list)
    kinds = _concerned({(Status(case.status), Status(before[case.pk])) for case in cases})
    for clock in Clock.objects.filter(LIVE_CLOCK, case__in=now, leg=None, kind__in=kinds).select_for_update():
        status, was = Status(now[clock.case_id].status), Status(before[clock.case_id])
        fate = _fate_of_answer(status, was) if clock.kind == ClockKind.ANSWER else _fate(clock, status, was, by_person)
        if fate:
            wanted[fate].append(clock)
    for fate, clocks in wanted.items():
        fate(clocks, at=at)


def _concerned(changes: set[tuple[Status, Status]]) -> set[ClockKind]:
    """Return the kinds of clocks that these changes (new status, old status) may touch."""
    if any(status in ENDED for status, _was in changes):
        return set(ClockKind)
    kinds = {WAITING[was] for status, was in changes if status != was and was in WAITING}
    resting = {ClockKind.ANSWER} if any(was == Status.SUSPENDED for _status, was in changes) else set()
    return kinds | resting | {ClockKind.ACKNOWLEDGE}


def _fate(clock: Clock, status: Status, was: Status, by_person: bool) -> Fate | None:
    if clock.kind == ClockKind.ACKNOWLEDGE:
        return deadlines.meet if by_person or status not in {Status.REPORTED, Status.VERIFYING} else None
    if status != was and WAITING.get(was) == clock.kind:
        return deadlines.meet
    return deadlines.cancel if status in ENDED else None


def _fate_of_answer(status: Status, was: Status) -> Fate | None:
    if status in ANSWERED:
        return deadlines.meet
    if status in ENDED:
        return deadlines.cancel
    return deadlines.resume if was == Status.SUSPENDED != status else None
