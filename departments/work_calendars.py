"""Departments' working calendars, read from the tables for govgrid.lib.worktime."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from functools import cached_property
from zoneinfo import ZoneInfo

from django.db.models import F

from departments.models import CalendarDay, Department, User, WorkCalendar
from govgrid.lib.worktime import Window, Worktime


def windows(pairs: list[list[str]]) -> tuple[Window, ...]:
    return tuple((time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in pairs)


class WorkCalendars:
    """Every calendar of the city in memory: three queries, on first need."""

    def of_department(self, department_id: int) -> Worktime:
        return self.by_id[self.id_of_department(department_id)]

    def id_of_department(self, department_id: int) -> int:
        return self._of_department[department_id]

    @cached_property
    def by_id(self) -> dict[int, Worktime]:
        days: dict[int, dict[date, tuple[Window, ...]]] = defaultdict(dict)
        for calendar_id, day, pairs in CalendarDay.objects.values_list("calendar", "day", "windows"):
            days[calendar_id][day] = windows(pairs)
        return {calendar.pk: _worktime(calendar, days[calendar.pk]) for calendar in WorkCalendar.objects.all()}

    @cached_property
    def office_id(self) -> int:
        """The calendar of the city's desks and of its word to citizens: the first that is not open round the clock."""
        return min(self.by_id, key=lambda pk: (self.by_id[pk].always_open, pk))

    @cached_property
    def _of_department(self) -> dict[int, int]:
        return dict(Department.objects.values_list("pk", "calendar"))


def _worktime(calendar: WorkCalendar, days: dict[date, tuple[Window, ...]]) -> Worktime:
    return Worktime(
        zone=ZoneInfo(calendar.time_zone),
        week=tuple(windows(pairs) for pairs in calendar.windows),
        days=days,
        covered_to=calendar.covered_to,
        always_open=calendar.always_open,
    )


def touched(calendar_ids: Iterable[int], *, at: datetime, by: User | None) -> None:
    """Count up the version of calendars whose hours were edited; `by` of None: a pack was loaded.

    Whoever times something by a calendar sees from the version that it must be computed anew.
    """
    edited = WorkCalendar.objects.filter(pk__in=list(calendar_ids))
    edited.update(version=F("version") + 1, edited_at=at, edited_by=by)


def touched_since(before: Mapping[int, Worktime], *, at: datetime, by: User | None) -> None:
    """Count up the versions of those calendars whose hours are not what they were; another name is no edit."""
    now = WorkCalendars().by_id
    touched([pk for pk, hours in before.items() if now.get(pk, hours) != hours], at=at, by=by)
