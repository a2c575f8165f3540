"""How old open cases are in working days: the city's office calendar decides, so a long holiday makes nothing older."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from departments.work_calendars import WorkCalendars
from govgrid.lib.remembered import remembered
from govgrid.lib.worktime import Worktime

# The least age of each bucket in working days; the last one has no end.
BEGINS = (0, 1, 3, 6, 11, 21)
# Whoever closes its offices for longer than this has no working days to count by.
FURTHEST = timedelta(days=400)


@dataclass(frozen=True)
class Bucket:
    """Open cases `least` to `most` working days old (None: no end), reported from `first` (None: ever) to `last`."""

    least: int
    most: int | None
    first: date | None
    last: date
    cases: int


@remembered(seconds=30)
def office_hours() -> Worktime:
    """Return the hours of the city's desks."""
    calendars = WorkCalendars()
    return calendars.by_id[calendars.office_id]


def buckets(open_by_day: Mapping[date, int], *, today: date, hours: Worktime) -> list[Bucket]:
    """Return the open cases by working age, the youngest first; every case is in just one bucket."""
    lasts = _last_days(today, hours)
    found = []
    for n, (least, last) in enumerate(zip(BEGINS, lasts, strict=True)):
        older = n + 1 < len(BEGINS)
        first = lasts[n + 1] + timedelta(days=1) if older else None
        cases = sum(count for day, count in open_by_day.items() if day <= last and (first is None or day >= first))
        found.append(Bucket(least, BEGINS[n + 1] - 1 if older else None, first, last, cases))
    return found


def _last_days(today: date, hours: Worktime) -> Sequence[date]:
    """Return for each bucket the last day on which a case of it may have been reported.

    A case is as many working days old as have begun since the day of its report; today counts from the next day on.
    """
    lasts, age, day = [today + timedelta(days=1)], 0, today
    while len(lasts) < len(BEGINS):
        if hours.always_open or hours.windows_on(day) or today - day > FURTHEST:
            age += 1
        day -= timedelta(days=1)
        if age == BEGINS[len(lasts)]:
            lasts.append(day)
    return lasts
