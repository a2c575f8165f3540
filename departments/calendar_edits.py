"""Editing when an office works: its week, its days that differ, and up to when they are known.

An edit of hours counts the calendar's version up; the running time limits on it are then computed anew (recounts).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from departments import config_edits, config_log
from departments.models import CalendarDay, User, WorkCalendar
from departments.work_calendars import WorkCalendars, touched_since, windows
from govgrid.lib.refusals import Refusal
from govgrid.lib.worktime import Worktime

Kind = CalendarDay.Kind
WEEK = ("name_en", "name_zh", "time_zone", "windows", "always_open", "covered_to")
DAY = ("windows", "kind", "name_en", "name_zh", "verified", "source")
# Next year's holidays are announced late in the year before.
ANNOUNCED_IN = 10
NOTICE = timedelta(days=90)


class NoDayOfThatYear(Refusal):
    """A year of which no day was put in is not known."""

    code = "no_day_of_that_year"
    status = 422


@dataclass(frozen=True)
class Days:
    """Days to be put in as this kind with these windows; `facts` are the other columns."""

    days: tuple[date, ...]
    kind: str
    windows: list[list[str]]
    facts: Mapping[str, Any]

    def hours(self, before: Worktime) -> Worktime:
        """Return the calendar as it would be with them."""
        return replace(before, days={**before.days, **dict.fromkeys(self.days, windows(self.windows))})


def days_from(first: date, last: date | None) -> tuple[date, ...]:
    """Return the days from `first` to `last`, both included; None: the first alone."""
    return tuple(first + timedelta(days=more) for more in range(((last or first) - first).days + 1))


def without(day: date, before: Worktime) -> Worktime:
    """Return the calendar as it would be if `day` were an ordinary weekday again."""
    return replace(before, days={one: hours for one, hours in before.days.items() if one != day})


def missing_years(calendars: Iterable[WorkCalendar], on: date) -> list[tuple[WorkCalendar, int]]:
    """Return the calendars that end too soon, each with the first year that is not known."""
    found = []
    for calendar in calendars:
        known = calendar.covered_to
        late = known is None or known < on + NOTICE or (on.month >= ANNOUNCED_IN and known.year <= on.year)
        if late and not calendar.always_open:
            found.append((calendar, known.year + 1 if known else on.year))
    return found


@transaction.atomic
def save_week(calendar: WorkCalendar, *, seen: str, by: User, at: datetime) -> None:
    """Write the week and the names of a calendar. Raises Overtaken."""
    before = WorkCalendars().by_id
    config_edits.save(calendar, WEEK, subject="calendar", key=calendar.code, seen=seen, by=by, at=at)
    touched_since(before, at=at, by=by)


@transaction.atomic
def put_days(calendar: WorkCalendar, wanted: Days, *, version: int, by: User, at: datetime) -> None:
    """Put days in, over what stood there; `version` is that of the hours that the person read. Raises Overtaken."""
    _hold(calendar, version)
    before = WorkCalendars().by_id
    present = {row.day: row for row in CalendarDay.objects.filter(calendar=calendar, day__in=wanted.days)}
    values = {"kind": wanted.kind, "windows": wanted.windows, **wanted.facts}
    for day in wanted.days:
        row = present.get(day)
        old = config_log.facts_of(row, DAY) if row else {}
        made, _new = CalendarDay.objects.update_or_create(calendar=calendar, day=day, defaults=values)
        _note(calendar, day, old, config_log.facts_of(made, DAY), by=by, at=at)
    touched_since(before, at=at, by=by)


@transaction.atomic
def take_day(calendar: WorkCalendar, day: date, *, version: int, by: User, at: datetime) -> None:
    """Make a day an ordinary weekday again. Raises Overtaken."""
    _hold(calendar, version)
    before = WorkCalendars().by_id
    row = CalendarDay.objects.filter(calendar=calendar, day=day).first()
    if row is None:
        raise config_log.Overtaken(_("Somebody else has taken this day out meanwhile."))
    old = config_log.facts_of(row, DAY)
    row.delete()
    _note(calendar, day, old, {}, by=by, at=at)
    touched_since(before, at=at, by=by)


@transaction.atomic
def know_year(calendar: WorkCalendar, year: int, *, by: User, at: datetime) -> None:
    """Say that the days of `year` are all put in: limits may run to its end. Raises NoDayOfThatYear."""
    if not CalendarDay.objects.filter(calendar=calendar, day__year=year).exists():
        raise NoDayOfThatYear(_("Put in the days of %(year)s that differ first.") % {"year": year})
    held = WorkCalendar.objects.select_for_update().get(pk=calendar.pk)
    before, end = WorkCalendars().by_id, date(year, 12, 31)
    if held.covered_to and held.covered_to >= end:
        return
    old = config_log.facts_of(held, ["covered_to"])
    held.covered_to = end
    held.save(update_fields=["covered_to"])
    new = config_log.facts_of(held, ["covered_to"])
    config_log.note("calendar", held.code, before=old, after=new, by=by, at=at)
    touched_since(before, at=at, by=by)


def days_by_year(calendar: WorkCalendar) -> dict[int, int]:
    """Return how many days differ in each year that has any."""
    years = CalendarDay.objects.filter(calendar=calendar).values("day__year").annotate(days=Count("pk"))
    return {row["day__year"]: row["days"] for row in years.order_by("day__year")}


def _hold(calendar: WorkCalendar, version: int) -> None:
    held = WorkCalendar.objects.select_for_update().get(pk=calendar.pk)
    if held.version != version:
        raise config_log.Overtaken(
            _("Somebody else has changed the hours of this calendar meanwhile. Look at the year again, then save.")
        )


def _note(
    calendar: WorkCalendar, day: date, before: dict[str, Any], after: dict[str, Any], *, by: User, at: datetime
) -> None:
    action = None if after else config_log.Action.REMOVED
    key = f"{calendar.code} {day.isoformat()}"
    config_log.note("calendar", key, before=before, after=after, by=by, at=at, action=action)
