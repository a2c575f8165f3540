"""Ladders in memory, and when a rung fires. A version of a ladder never changes once a clock has begun on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from departments.models import Ladder, Rung
from govgrid.lib.remembered import remembered
from govgrid.lib.worktime import CalendarTooShort, Worktime, add_working, worked

HOUR = 3600


@dataclass(frozen=True)
class Climb:
    """A version of a ladder with its rungs in order."""

    ladder: Ladder
    rungs: tuple[Rung, ...]

    @property
    def id(self) -> int:
        return self.ladder.pk

    def rung(self, position: int) -> Rung | None:
        return self.rungs[position - 1] if 0 < position <= len(self.rungs) else None


def climb_for(kind: str) -> Climb | None:
    """Return the ladder that clocks of `kind` begin on now; None where the pack has none."""
    return next(
        (climb for climb in climbs().values() if climb.ladder.clock == kind and not climb.ladder.retired_at), None
    )


def climb(ladder_id: int | None) -> Climb | None:
    """Return the very version a clock began on; None for a clock without a ladder."""
    if ladder_id is None:
        return None
    return climbs().get(ladder_id) or _read(ladder_id)[ladder_id]


@remembered(seconds=30)
def climbs() -> Mapping[int, Climb]:
    """Return every version of every ladder by id."""
    return _read()


def _read(*ids: int) -> dict[int, Climb]:
    wanted = Ladder.objects.filter(pk__in=ids) if ids else Ladder.objects.all()
    return {ladder.pk: Climb(ladder, tuple(ladder.rungs.all())) for ladder in wanted.prefetch_related("rungs")}


def fire_at(rung: Rung | None, due_at: datetime, calendar: Worktime, since: datetime) -> datetime | None:
    """Return when a rung of a clock that runs since `since` fires; None for no rung.

    Working time before the due instant counts back from it, and never to before `since`. Where the calendar ends
    first the hours run around the clock: an alarm is never lost, nor the sweep stopped, for want of a calendar.
    """
    if rung is None:
        return None
    seconds = float(rung.offset) * HOUR
    if rung.unit == Rung.Unit.HOUR or seconds == 0 or calendar.always_open:
        return due_at + timedelta(seconds=seconds)
    try:
        return _working(due_at, seconds, calendar, since)
    except CalendarTooShort:
        return due_at + timedelta(seconds=seconds)


def next_rung(
    climb: Climb, first: int, due_at: datetime, calendar: Worktime, *, since: datetime, at: datetime
) -> tuple[int, datetime | None]:
    """Return position and instant of what fires next from the rung `first` on, seen at `at`.

    Rungs that a later one has overtaken are passed over: of those whose time has come only the last fires.
    """
    position, fires = first, fire_at(climb.rung(first), due_at, calendar, since)
    while fires and fires <= at:
        later = fire_at(climb.rung(position + 1), due_at, calendar, since)
        if later is None or later > at:
            break
        position, fires = position + 1, later
    return position, fires


def _working(due_at: datetime, seconds: float, calendar: Worktime, since: datetime) -> datetime:
    if seconds > 0:
        return add_working(due_at, seconds, calendar)
    ahead = worked(since, due_at, calendar).total_seconds() + seconds
    return add_working(since, max(0.0, ahead), calendar)
