"""Adding working time over a calendar: pure functions, no database. Local wall time in, UTC instants out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
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

    def spans_from(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield the working spans from `start` on, as UTC instants. Raises CalendarTooShort past `covered_to`."""
        day = start.astimezone(self.zone).date()
        for _ahead in range(3660):
            if self.covered_to and day > self.covered_to:
                raise CalendarTooShort(
                    _("The working calendar ends on %(day)s. Add the days that follow, then try again.")
                    % {"day": self.covered_to}
                )
            for opens, closes in self.windows_on(day):
                begin, end = self._instant(day, opens), self._instant(day, closes)
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

    def _instant(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, self.zone).astimezone(UTC)


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


def working_between(start: datetime, end: datetime, calendar: Worktime) -> int:
    """Return the whole working seconds from `start` to `end`; 0 if `end` is not after `start`."""
    if end <= start:
        return 0
    if calendar.always_open:
        return int((end - start).total_seconds())
    total = timedelta()
    for begin, close in calendar.spans_from(start):
        if begin >= end:
            break
        total += min(close, end) - begin
    return int(total.total_seconds())
