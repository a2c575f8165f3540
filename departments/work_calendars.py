"""Departments' working calendars, read from the tables for govgrid.lib.worktime."""

from collections import defaultdict
from datetime import date, time
from functools import cached_property
from zoneinfo import ZoneInfo

from departments.models import CalendarDay, Department, WorkCalendar
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
