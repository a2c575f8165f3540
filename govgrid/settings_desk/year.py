"""A year of a calendar as twelve small months: which days are worked, which differ, and which nobody knows yet."""

import calendar as months
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from departments.models import CalendarDay, WorkCalendar
from govgrid.lib.worktime import Worktime


@dataclass(frozen=True)
class Day:
    """A day of the picture; `look` names how it is drawn, `words` say what a look alone would not."""

    day: date
    look: str
    words: str = ""


@dataclass(frozen=True)
class Month:
    name: str
    weeks: list[list[Day | None]]


@dataclass(frozen=True)
class Run:
    """Days in a row that differ in the same way: a holiday with its days off, a weekend that is worked."""

    first: date
    last: date
    name: str
    kind: str


def runs_of(rows: Iterable[CalendarDay]) -> list[Run]:
    """Return the days that differ, those in a row said together; `rows` come in their order."""
    runs: list[Run] = []
    for row in rows:
        run = Run(row.day, row.day, row.name, str(row.get_kind_display()))
        before = runs[-1] if runs else None
        if before and (before.name, before.kind) == (run.name, run.kind) and row.day - before.last == timedelta(days=1):
            runs[-1] = replace(before, last=row.day)
        else:
            runs.append(run)
    return runs


def months_of(calendar: WorkCalendar, hours: Worktime, rows: Mapping[date, CalendarDay], year: int) -> list[Month]:
    """Return the twelve months of `year`; `rows` are the days that differ."""
    weeks_of = months.Calendar(firstweekday=0).monthdatescalendar
    return [
        Month(
            date_format(date(year, number, 1), "F"),
            [
                [_day(calendar, hours, rows.get(day), day) if day.month == number else None for day in week]
                for week in weeks_of(year, number)
            ],
        )
        for number in range(1, 13)
    ]


def _day(calendar: WorkCalendar, hours: Worktime, row: CalendarDay | None, day: date) -> Day:
    if row is not None:
        named = f"{row.get_kind_display()}: {row.name}" if row.name else str(row.get_kind_display())
        return Day(day, row.kind, named if row.verified else f"{named} ({_('expected')})")
    if calendar.covered_to and day > calendar.covered_to:
        return Day(day, "unknown", _("not known yet"))
    return Day(day, "open" if calendar.always_open or hours.windows_on(day) else "closed")
