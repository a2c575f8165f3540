"""What a clock should say, counted the naive way: minute by minute, by what the wall clock shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

Windows = tuple[tuple[str, str], ...]
FIRST = datetime(2026, 2, 20, tzinfo=UTC)
MINUTES = 90 * 1440
SEASONS = {"spring": FIRST, "autumn": datetime(2026, 9, 20, tzinfo=UTC)}


@dataclass(frozen=True)
class Hours:
    """A calendar as a person would write it down: days (ISO) that differ from their weekday."""

    zone: str
    week: tuple[Windows, ...]
    days: frozenset[tuple[str, Windows]] = frozenset()

    def minutes_of_a_day(self) -> int:
        return max(len(_open_on(windows)) for windows in self.week)


@cache
def _open_on(windows: Windows) -> frozenset[str]:
    """Return the minutes of a day, as "08:05", that lie in a window."""
    every = (f"{hour:02}:{minute:02}" for hour in range(24) for minute in range(60))
    return frozenset(shown for shown in every if any(opens <= shown < closes for opens, closes in windows))


@cache
def _walls(zone: str, season: str) -> list[tuple[str, int, str]]:
    """Return what calendar and clock on the wall show at each minute of a season."""
    place = ZoneInfo(zone)
    local = ((SEASONS[season] + timedelta(minutes=number)).astimezone(place) for number in range(MINUTES))
    return [(at.strftime("%Y-%m-%d"), at.weekday(), at.strftime("%H:%M")) for at in local]


@cache
def worked_minutes(hours: Hours | None, season: str) -> bytes:
    """Return 1 for each minute of a season that is worked, else 0; hours of None: around the clock."""
    if hours is None:
        return b"\1" * MINUTES
    days: Mapping[str, Windows] = dict(hours.days)
    return bytes(
        shown in _open_on(days.get(day, hours.week[weekday])) for day, weekday, shown in _walls(hours.zone, season)
    )


@dataclass
class Oracle:
    """A clock in whole minutes since the beginning of its season."""

    season: str
    hours: Hours | None
    budget: int
    since: int | None
    banked: int = 0
    # It was late by a night when it was banked, with its budget just used up: it never becomes on time again.
    nudged: bool = False
    ended: str = ""

    @property
    def _worked(self) -> bytes:
        return worked_minutes(self.hours, self.season)

    def used(self, now: int) -> int:
        return self.banked + (sum(self._worked[self.since : now]) if self.since is not None else 0)

    def due(self) -> int | None:
        """Return the end of the minute with which the budget is used up."""
        if self.since is None:
            return None
        minute, left = self.since, self.budget - self.banked
        while left > 0:
            left -= self._worked[minute]
            minute += 1
        if left < 0 or (self.nudged and self.budget == self.banked):
            while left < 0:
                minute -= 1
                left += self._worked[minute]
            while not self._worked[minute - 1]:
                minute -= 1
        return minute

    def late(self, now: int) -> bool:
        due = self.due()
        if due is None:
            return self.banked > self.budget or (self.banked == self.budget and self.nudged)
        return now > due or (now == due and self.nudged)

    def bank(self, now: int) -> None:
        used, late = self.used(now), self.late(now)
        self.nudged = self.nudged or (late and used == self.budget and self.since is not None)
        self.banked = used
        self.since = None
