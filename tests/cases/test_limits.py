"""Limits in each of the field's units: 紧急工作时, 工作时, 工作日, 自然日."""

from datetime import datetime

import pytest

from cases import limits
from departments.models import ClockKind, LimitUnit, StageLimit, WorkCalendar
from departments.work_calendars import WorkCalendars
from govgrid.lib.worktime import CalendarTooShort
from tests.builders import HOUR, MINUTE
from tests.cases.test_clocks import DAY, OPENING, a_limit
from tests.city import NOON, Town


@pytest.mark.parametrize(
    ("value", "unit", "due"),
    [
        ("2", LimitUnit.URGENT_HOUR, NOON + 2 * HOUR),
        ("1", LimitUnit.URGENT_DAY, NOON + DAY),
        ("3", LimitUnit.CALENDAR_DAY, NOON + 3 * DAY),
        ("2", LimitUnit.WORKING_HOUR, OPENING + 2 * HOUR),
        ("1", LimitUnit.WORKING_DAY, NOON + DAY),
        ("0.0833", LimitUnit.URGENT_HOUR, NOON + 5 * MINUTE),
    ],
)
def test_each_unit_counts_its_own_way(town: Town, value: str, unit: LimitUnit, due: datetime) -> None:
    StageLimit.objects.create(kind=ClockKind.CALL, limit_value=value, limit_unit=unit)
    calendars = WorkCalendars()

    limit = limits.limit_of_stage(ClockKind.CALL, WorkCalendar.objects.get(code="office").pk, calendars)

    assert limit is not None
    assert limit.due_at(NOON) == due


def test_a_working_day_is_as_long_as_the_calendars_own(town: Town) -> None:
    calendar = WorkCalendar.objects.get(code="office")
    calendar.windows = [[["09:00", "12:00"], ["14:00", "17:00"]]] * 5 + [[], []]
    calendar.save()
    StageLimit.objects.create(kind=ClockKind.CALL, limit_value=2, limit_unit=LimitUnit.WORKING_DAY)

    limit = limits.limit_of_stage(ClockKind.CALL, calendar.pk, WorkCalendars())

    assert limit is not None
    assert limit.seconds == 2 * 6 * 3600


def test_working_days_of_an_office_that_never_opens_are_refused(town: Town) -> None:
    calendar = WorkCalendar.objects.create(code="shut", name_en="Shut", name_zh="停", time_zone="UTC", windows=[[]] * 7)
    StageLimit.objects.create(kind=ClockKind.CALL, limit_value=1, limit_unit=LimitUnit.WORKING_DAY)

    with pytest.raises(CalendarTooShort, match="no working time"):
        limits.limit_of_stage(ClockKind.CALL, calendar.pk, WorkCalendars())


def test_seven_tenths_of_an_hour_are_not_a_second_short(town: Town) -> None:
    assert a_limit(0.7).seconds == 2520
