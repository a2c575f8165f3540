"""The arithmetic of one clock: what it has used, when it is due, what fires next. Nothing is written here.

What is used is kept to the microsecond, so that however many pauses neither lose nor gain a second, and a clock that
is late stays late.
"""

from datetime import datetime, timedelta

from cases import ladders
from cases.limits import after, between
from cases.models import Clock
from departments.work_calendars import WorkCalendars

SECOND, MOMENT = timedelta(seconds=1), timedelta(microseconds=1)


def banked(clock: Clock) -> timedelta:
    """Return what was used up to the last pause, change or end."""
    return timedelta(seconds=clock.consumed_seconds, microseconds=clock.consumed_micros)


def used(clock: Clock, at: datetime, calendars: WorkCalendars) -> timedelta:
    """Return how much of its own time the clock has used up to `at`, to the microsecond."""
    if clock.resumed_at is None:
        return banked(clock)
    calendar = calendars.by_id[clock.calendar_id]
    return banked(clock) + between(clock.resumed_at, at, clock.around_the_clock, calendar)


def consumed(clock: Clock, at: datetime, calendars: WorkCalendars) -> int:
    """Return the whole seconds of its own time that the clock has used up to `at`."""
    return used(clock, at, calendars) // SECOND


def due_again(clock: Clock, calendars: WorkCalendars) -> datetime | None:
    """Return when the clock is due by what it has banked and the calendar of today; None while it stands still."""
    if clock.resumed_at is None:
        return None
    left = (clock.budget_seconds * SECOND - banked(clock)).total_seconds()
    return after(clock.resumed_at, left, clock.around_the_clock, calendars.by_id[clock.calendar_id])


def fires_next(clock: Clock, calendars: WorkCalendars) -> datetime | None:
    """Return when the next rung of a running clock fires; None: no rung is left."""
    climb = ladders.climb(clock.ladder_id)
    if climb is None or clock.due_at is None or clock.resumed_at is None:
        return None
    if clock.repeated and clock.next_fire_at:
        return clock.next_fire_at  # a repeat is counted from the one before, not from the due instant
    calendar = calendars.by_id[clock.calendar_id]
    return ladders.fire_at(climb.rung(clock.next_rung), clock.due_at, calendar, clock.resumed_at)


def begin_generation(clock: Clock) -> None:
    """Let the ladder begin anew: rungs of another generation are other rungs."""
    clock.generation, clock.next_rung, clock.repeated, clock.stuck_at = clock.generation + 1, 1, 0, None


def take_the_rung_of_the_hour(clock: Clock, at: datetime, calendars: WorkCalendars) -> None:
    """Set what fires next: of the rungs whose time has come only the last, none before the hold on the ladder ends."""
    climb = ladders.climb(clock.ladder_id)
    if climb is None or clock.due_at is None or clock.resumed_at is None:
        clock.next_fire_at = None
        return
    clock.next_rung, fires = ladders.next_rung(
        climb, clock.next_rung, clock.due_at, calendars.by_id[clock.calendar_id], since=clock.resumed_at, at=at
    )
    clock.next_fire_at = max(fires, clock.held_until) if fires and clock.held_until else fires


def run_from(clock: Clock, at: datetime, calendars: WorkCalendars) -> None:
    clock.resumed_at = at
    clock.due_at = due_again(clock, calendars)
    take_the_rung_of_the_hour(clock, at, calendars)


def bank(clock: Clock, at: datetime, calendars: WorkCalendars) -> bool:
    """Keep what the clock has used up to `at`; return whether it is late.

    Who is late by a night alone has used just the budget: a millionth of a second more keeps that for later. A due
    instant that a calendar edit has overtaken, and no recount reached yet, makes nobody late.
    """
    budget, spent = clock.budget_seconds * SECOND, used(clock, at, calendars)
    if spent == budget and clock.due_at and at > clock.due_at:
        spent += MOMENT
    late = spent > budget and (clock.due_at is None or at > clock.due_at)
    clock.consumed_seconds, clock.consumed_micros = parts(spent)
    return late


def parts(length: timedelta) -> tuple[int, int]:
    seconds, rest = divmod(length, SECOND)
    return seconds, rest // MOMENT
