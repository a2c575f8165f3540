"""Adding working time over a calendar: pure functions, no database. Local wall time in, UTC instants out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from govgrid.lib.refusals import Refusal

Window = tuple[time, time]


class CalendarTooShort(Refusal):
    """The limit would end after the last day whose holidays are known."""

    code = "calendar_too_short"


@dataclass(frozen=True)
class Worktime:
    """A calendar: windows for Monday … Sunday, days that differ, and the last day that is covered.

    A window ends after it begins, on one day; windows of a day follow each other. `covered_to` of None: no end.
    """

    zone: ZoneInfo
    week: tuple[tuple[Window, ...], ...]
    days: Mapping[date, tuple[Window, ...]] = field(default_factory=dict)
    covered_to: date | None = None
    always_open: bool = False

    def windows_on(self, day: date) -> tuple[Window, ...]:
        return self.days.get(day, self.week[day.weekday()])

    def spans_on(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        """Yield the working spans of a local day as UTC instants, in order.

        An instant is working time if the wall clock then shows a time within a window: an hour that a change of the
        clocks leaves out is no working time, one that it repeats is worked twice where a window covers it.
        """
        for begin, end, offset in _stretches(self.zone, day):
            for opens, closes in self.windows_on(day):
                start = max(begin, datetime.combine(day, opens, UTC) - offset)
                stop = min(end, datetime.combine(day, closes, UTC) - offset)
                if start < stop:
                    yield start, stop

    def spans_from(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield the working spans from `start` on, as UTC instants. Raises CalendarTooShort past `covered_to`."""
        day = start.astimezone(self.zone).date()
        for _ahead in range(3660):
            if self.covered_to and day > self.covered_to:
                raise CalendarTooShort(
                    _("The working calendar ends on %(day)s. Add the days that follow, then try again.")
                    % {"day": self.covered_to}
                )
            for begin, end in self.spans_on(day):
                if end > start:
                    yield max(begin, start), end
            day += timedelta(days=1)
        raise CalendarTooShort(_("The working calendar has no working time in ten years."))

    def is_open(self, at: datetime) -> bool:
        local = at.astimezone(self.zone)
        return self.always_open or any(a <= local.time() < b for a, b in self.windows_on(local.date()))

    def next_opening(self, at: datetime) -> datetime:
        """Return `at` where it lies in working time, else when the next begins. Raises CalendarTooShort."""
        return at if self.always_open else next(self.spans_from(at))[0]

    def day_seconds(self) -> int:
        """Return the working seconds of an ordinary day: the longest of the week; 工作日 is this long."""
        return max(sum(_seconds(window) for window in windows) for windows in self.week)


@lru_cache(maxsize=4096)
def _stretches(zone: ZoneInfo, day: date) -> tuple[tuple[datetime, datetime, timedelta], ...]:
    """Return the parts of a local day in which the zone keeps one distance from UTC: begin, end, distance.

    One, and two on the days when clocks change.
    """
    begin = datetime.combine(day, time(), zone).astimezone(UTC)
    end = datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)
    before, after = _distance(begin, zone), _distance(end - timedelta(seconds=1), zone)
    if before == after:
        return ((begin, end, before),)
    low, high = 0, int((end - begin).total_seconds()) - 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _distance(begin + timedelta(seconds=middle), zone) == before else (low, middle)
    change = begin + timedelta(seconds=high)
    return (begin, change, before), (change, end, after)


def _distance(at: datetime, zone: ZoneInfo) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()


def _seconds(window: Window) -> int:
    begin, end = (datetime.combine(date.min, clock) for clock in window)
    return int((end - begin).total_seconds())


def add_working(start: datetime, seconds: float, calendar: Worktime) -> datetime:
    """Return the instant when `seconds` of working time have passed since `start`; no seconds: `start` itself.

    A start outside working time counts from the next opening; a limit that is used up exactly at closing time
    is due at that closing. Raises CalendarTooShort if the calendar ends first. Golden examples: domain.md §4b.
    """
    if calendar.always_open or seconds <= 0:
        return start + timedelta(seconds=seconds)
    left = timedelta(seconds=seconds)
    for begin, end in calendar.spans_from(start):
        if left <= end - begin:
            return begin + left
        left -= end - begin
    raise AssertionError("spans_from never ends quietly")


def working_before(end: datetime, seconds: float, calendar: Worktime) -> datetime:
    """Return the instant since which `seconds` of working time have passed at `end`: where a limit overdrawn by that
    was due. An instant at which the office opened is that of its closing before."""
    left, day = timedelta(seconds=seconds), end.astimezone(calendar.zone).date()
    if calendar.always_open:
        return end - left
    for _back in range(3660):
        for begin, close in reversed([*calendar.spans_on(day)]):
            span = min(close, end) - begin
            if span > left:
                return min(close, end) - left
            left -= max(timedelta(), span)
        day -= timedelta(days=1)
    return end - left


def worked(start: datetime, end: datetime, calendar: Worktime) -> timedelta:
    """Return the working time from `start` to `end`, to the microsecond; nothing if `end` is not after `start`.

    Days past `covered_to` count as their weekday says: what has begun must be ended even where nobody has yet put in
    the days of the new year.
    """
    if calendar.always_open:
        return max(timedelta(), end - start)
    total, day = timedelta(), start.astimezone(calendar.zone).date()
    while end > start and day <= end.astimezone(calendar.zone).date():
        for begin, close in calendar.spans_on(day):
            total += max(timedelta(), min(close, end) - max(begin, start))
        day += timedelta(days=1)
    return total


def working_between(start: datetime, end: datetime, calendar: Worktime) -> int:
    """Return the whole working seconds from `start` to `end`; 0 if `end` is not after `start`."""
    return int(worked(start, end, calendar).total_seconds())
