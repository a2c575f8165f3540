"""Limits (时限): how many seconds a standard or a stage gives, and on whose calendar they count."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from departments.models import ClockKind, FilingStandard, LimitUnit, StageLimit
from departments.work_calendars import WorkCalendars
from govgrid.lib.remembered import remembered
from govgrid.lib.worktime import CalendarTooShort, Worktime, add_working, worked, working_before

HOUR, DAY = 3600, 86400
AROUND_THE_CLOCK = {LimitUnit.URGENT_HOUR: HOUR, LimitUnit.URGENT_DAY: DAY, LimitUnit.CALENDAR_DAY: DAY}


@dataclass(frozen=True)
class Limit:
    """A limit put on a calendar: seconds of budget, and whether they run around the clock."""

    seconds: int
    around_the_clock: bool
    calendar_id: int
    calendar: Worktime

    def due_at(self, at: datetime, consumed: float = 0) -> datetime:
        """Return when the limit ends if it runs from `at` on with `consumed` seconds used. Raises CalendarTooShort."""
        return after(at, self.seconds - consumed, self.around_the_clock, self.calendar)


def after(at: datetime, seconds: float, around_the_clock: bool, calendar: Worktime) -> datetime:
    """Return the instant `seconds` of a clock's own time after `at`; less than none: before it, it is overdrawn."""
    if around_the_clock:
        return at + timedelta(seconds=seconds)
    if seconds < 0:
        return working_before(at, -seconds, calendar)
    return add_working(at, seconds, calendar)


def between(begin: datetime, end: datetime, around_the_clock: bool, calendar: Worktime) -> timedelta:
    """Return a clock's own time from `begin` to `end`, to the microsecond; nothing if `end` is not after `begin`."""
    if around_the_clock:
        return max(timedelta(), end - begin)
    return worked(begin, end, calendar)


def limit_of(standard: FilingStandard, department_id: int, calendars: WorkCalendars) -> Limit:
    """Return what `standard` gives to a department; 工作日 is a day of that department's own calendar."""
    calendar_id = calendars.id_of_department(department_id)
    return _limit(standard.limit_value, LimitUnit(standard.limit_unit), calendar_id, calendars)


def limit_of_stage(kind: ClockKind, calendar_id: int, calendars: WorkCalendars) -> Limit | None:
    """Return how long the stage `kind` may take on a calendar; None: this city does not time it."""
    given = stage_limits().get(kind)
    return _limit(*given, calendar_id, calendars) if given else None


def limit_of_hours(hours: float, calendar_id: int, calendars: WorkCalendars) -> Limit:
    """Return a limit of so many working hours on a calendar."""
    return _limit(Decimal(hours), LimitUnit.WORKING_HOUR, calendar_id, calendars)


@remembered(seconds=30)
def stage_limits() -> Mapping[str, tuple[Decimal, LimitUnit]]:
    """Return value and unit of each stage that is timed."""
    return {row.kind: (row.limit_value, LimitUnit(row.limit_unit)) for row in StageLimit.objects.all()}


def _limit(value: Decimal, unit: LimitUnit, calendar_id: int, calendars: WorkCalendars) -> Limit:
    calendar = calendars.by_id[calendar_id]
    around = unit in AROUND_THE_CLOCK or calendar.always_open
    # Rounded: five minutes are 0.0833 of an hour, and 0.7 is a little less than that in a computer.
    return Limit(round(value * _length(unit, calendar)), around, calendar_id, calendar)


def _length(unit: LimitUnit, calendar: Worktime) -> int:
    """Return the seconds of one `unit`. Raises CalendarTooShort where working days have no working time."""
    if unit in AROUND_THE_CLOCK:
        return AROUND_THE_CLOCK[unit]
    if unit is LimitUnit.WORKING_HOUR:
        return HOUR
    length = DAY if calendar.always_open else calendar.day_seconds()
    if not length:
        raise CalendarTooShort(_("The working calendar has no working time on any weekday. Put in its hours first."))
    return length
