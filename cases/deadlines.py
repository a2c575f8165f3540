"""Clocks: started, paused, resumed, changed and ended by the steps; what was used is banked and never lost.

engine.md §1.2: pause and change bank what has run; a change keeps it under the new limit and begins a generation.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cases import ladders
from cases.ladders import Climb
from cases.limits import Limit, after, between
from cases.models import LIVE_CLOCK, Case, Clock, ClockPause, ClockState, Leg
from departments.models import ClockKind, User
from departments.work_calendars import WorkCalendars
from govgrid.lib import rows
from govgrid.lib.refusals import Refusal


class ReasonMissing(Refusal):
    """A clock stands still only for a reason that can be read later."""

    code = "reason_missing"
    status = 422


@dataclass(frozen=True)
class Start:
    """A clock to be started: whose, of what kind, its limit and due instant; `consumed` seconds are used already."""

    case_id: int
    leg_id: int | None
    kind: ClockKind
    limit: Limit
    due_at: datetime
    consumed: int = 0


def start_all(starts: Sequence[Start], *, at: datetime) -> None:
    """Start many clocks in one statement, each on the newest version of its kind's ladder."""
    climbing = {start.kind: ladders.climb_for(start.kind) for start in starts}
    rows.insert(Clock, [_fresh(start, climbing[start.kind], at) for start in starts])


def start(case: Case, kind: ClockKind, limit: Limit | None, *, at: datetime, leg: Leg | None = None) -> None:
    """Start one clock of a case or leg; a stage without a limit is not timed."""
    if limit:
        start_all([Start(case.pk, leg.pk if leg else None, kind, limit, limit.due_at(at))], at=at)


def _fresh(start: Start, climb: Climb | None, at: datetime) -> dict[str, Any]:
    limit = start.limit
    return {
        "case_id": start.case_id,
        "leg_id": start.leg_id,
        "kind": str(start.kind),
        "state": ClockState.RUNNING.value,
        "calendar_id": limit.calendar_id,
        "around_the_clock": limit.around_the_clock,
        "budget_seconds": limit.seconds,
        "consumed_seconds": start.consumed,
        "started_at": at,
        "resumed_at": at,
        "due_at": start.due_at,
        "ladder_id": climb.id if climb else None,
        "generation": 1,
        "next_rung": 1,
        "repeated": 0,
        "next_fire_at": ladders.fire_at(climb.rung(1), start.due_at, limit.calendar, at) if climb else None,
    }


def live(case: Case, *kinds: ClockKind, legs: Iterable[Leg] | None = None) -> QuerySet[Clock]:
    """Return the running and paused clocks of a case, locked: of these kinds and legs, where any are named."""
    found = Clock.objects.filter(LIVE_CLOCK, case=case).order_by("id").select_for_update()
    if kinds:
        found = found.filter(kind__in=kinds)
    return found if legs is None else found.filter(leg__in=[leg.pk for leg in legs])


def of_case(case: Case, *kinds: ClockKind) -> QuerySet[Clock]:
    """Return the live clocks that are the case's own, locked."""
    return live(case, *kinds).filter(leg=None)


def pause(clocks: Iterable[Clock], *, at: datetime, reason: str, by: User | None) -> None:
    """Stand still: what has run is banked, nothing is due. Raises ReasonMissing. Paused clocks stay as they are."""
    if not reason.strip():
        raise ReasonMissing(_("Say why the clock stands still; the reason is kept and shown."))
    calendars, running = WorkCalendars(), [clock for clock in clocks if clock.state == ClockState.RUNNING]
    for clock in running:
        clock.consumed_seconds, clock.resumed_at = consumed(clock, at, calendars), None
        clock.state, clock.due_at, clock.next_fire_at = ClockState.PAUSED, None, None
    _save(running)
    ClockPause.objects.bulk_create(
        [ClockPause(clock=clock, begins_at=at, reason=reason[:300], by=by) for clock in running]
    )


def resume(clocks: Iterable[Clock], *, at: datetime) -> None:
    """Run again with what is left of the budget. Running clocks stay as they are. Raises CalendarTooShort."""
    calendars, paused = WorkCalendars(), [clock for clock in clocks if clock.state == ClockState.PAUSED]
    for clock in paused:
        clock.state = ClockState.RUNNING
        _run_from(clock, at, calendars)
    _save(paused)
    ClockPause.objects.filter(clock__in=[clock.pk for clock in paused], ends_at=None).update(ends_at=at)


def change(clocks: Iterable[Clock], limit_for: Callable[[Clock], Limit], *, at: datetime) -> list[Clock]:
    """Give clocks another limit and keep what they used; return those that are overdue by it at once.

    A generation begins: the ladder goes on at the rung of the hour, never at the first again (ServiceNow's way,
    engine.md §1.2). A paused clock stays paused. Raises CalendarTooShort.
    """
    calendars, changed = WorkCalendars(), list(clocks)
    for clock in changed:
        spent, limit = consumed(clock, at, calendars), limit_for(clock)
        clock.consumed_seconds, clock.budget_seconds = spent, limit.seconds
        clock.calendar_id, clock.around_the_clock = limit.calendar_id, limit.around_the_clock
        clock.generation, clock.repeated, clock.stuck_at = clock.generation + 1, 0, None
        if clock.state == ClockState.RUNNING:
            clock.next_rung = 1
            _run_from(clock, at, calendars)
            _take_the_rung_of_the_hour(clock, at, calendars)
    _save(changed)
    return [clock for clock in changed if clock.due_at and clock.due_at < at]


def meet(clocks: Iterable[Clock], *, at: datetime) -> None:
    """End clocks: met, or missed if `at` is later than due; what was used is kept."""
    calendars, ended = WorkCalendars(), list(clocks)
    for clock in ended:
        late = at > clock.due_at if clock.due_at else clock.consumed_seconds > clock.budget_seconds
        clock.consumed_seconds = consumed(clock, at, calendars)
        clock.state = ClockState.MISSED if late else ClockState.MET
        clock.ended_at, clock.resumed_at, clock.next_fire_at = at, None, None
    _save(ended)
    ClockPause.objects.filter(clock__in=[clock.pk for clock in ended], ends_at=None).update(ends_at=at)


def cancel(clocks: Iterable[Clock], *, at: datetime) -> None:
    """Stop clocks that no longer matter: their leg is withdrawn or the case has ended; what was used is kept."""
    calendars, ended = WorkCalendars(), list(clocks)
    for clock in ended:
        clock.consumed_seconds = consumed(clock, at, calendars)
        clock.state, clock.ended_at, clock.resumed_at, clock.next_fire_at = ClockState.CANCELLED, at, None, None
    _save(ended)
    ClockPause.objects.filter(clock__in=[clock.pk for clock in ended], ends_at=None).update(ends_at=at)


def restart(leg: Leg, *, at: datetime) -> None:
    """Start the leg's handling clock again after a rework: the same budget, what was used stays used."""
    calendars = WorkCalendars()
    ended = [ClockState.MET, ClockState.MISSED]
    before = leg.clocks.filter(kind=ClockKind.HANDLE, state__in=ended).latest("id")
    calendar = calendars.by_id[before.calendar_id]
    limit = Limit(before.budget_seconds, before.around_the_clock, before.calendar_id, calendar)
    leg.due_at = limit.due_at(at, before.consumed_seconds)
    start_all([Start(leg.case_id, leg.pk, ClockKind.HANDLE, limit, leg.due_at, before.consumed_seconds)], at=at)


def consumed(clock: Clock, at: datetime, calendars: WorkCalendars) -> int:
    """Return the seconds of its own time that the clock has used up to `at`."""
    if clock.resumed_at is None:
        return clock.consumed_seconds
    calendar = calendars.by_id[clock.calendar_id]
    return clock.consumed_seconds + between(clock.resumed_at, at, clock.around_the_clock, calendar)


def due_again(clock: Clock, calendars: WorkCalendars) -> datetime | None:
    """Return when the clock is due by what it has banked and the calendar of today; None while it stands still."""
    if clock.resumed_at is None:
        return None
    left = clock.budget_seconds - clock.consumed_seconds
    return after(clock.resumed_at, left, clock.around_the_clock, calendars.by_id[clock.calendar_id])


def fires_next(clock: Clock, calendars: WorkCalendars) -> datetime | None:
    """Return when the next rung of a running clock fires; None: no rung is left."""
    climb = ladders.climb(clock.ladder_id)
    if climb is None or clock.due_at is None or clock.resumed_at is None:
        return None
    calendar = calendars.by_id[clock.calendar_id]
    return ladders.fire_at(climb.rung(clock.next_rung), clock.due_at, calendar, clock.resumed_at)


def _run_from(clock: Clock, at: datetime, calendars: WorkCalendars) -> None:
    clock.resumed_at = at
    clock.due_at = due_again(clock, calendars)
    clock.next_fire_at = fires_next(clock, calendars)


def _take_the_rung_of_the_hour(clock: Clock, at: datetime, calendars: WorkCalendars) -> None:
    """Pass over rungs that a later one has overtaken: of those whose time has come only the last one fires."""
    while clock.next_fire_at and clock.next_fire_at <= at:
        clock.next_rung += 1
        later = fires_next(clock, calendars)
        if later is None or later > at:
            clock.next_rung -= 1
            return
        clock.next_fire_at = later


SAVED = (
    "state", "calendar_id", "around_the_clock", "budget_seconds", "consumed_seconds", "resumed_at", "ended_at",
    "due_at", "generation", "next_rung", "repeated", "next_fire_at", "stuck_at",
)  # fmt: skip


def _save(clocks: Sequence[Clock]) -> None:
    """Write clocks, and the due instant of handling clocks to their legs, from which queues are read."""
    rows.update(Clock, [{"id": clock.pk, **{name: getattr(clock, name) for name in SAVED}} for clock in clocks])
    show_due(clocks)


def show_due(clocks: Iterable[Clock]) -> None:
    """Copy the due instants of live handling clocks to their legs, from which queues are read."""
    live_ones = {ClockState.RUNNING, ClockState.PAUSED}
    rows.update(
        Leg,
        [
            {"id": clock.leg_id, "due_at": clock.due_at}
            for clock in clocks
            if clock.leg_id and clock.kind == ClockKind.HANDLE and clock.state in live_ones
        ],
    )
