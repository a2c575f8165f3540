"""Golden examples of domain.md §4b: windows 08–12 and 14–18, the Chinese holidays of 2026."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from govgrid.lib.worktime import CalendarTooShort, Worktime, add_working, worked, working_before, working_between

OFFICE = ((time(8), time(12)), (time(14), time(18)))
CHINA = ZoneInfo("Asia/Shanghai")
HOLIDAYS = [
    *(date(2026, 10, day) for day in range(1, 8)),
    *(date(2026, 9, day) for day in (25, 26, 27)),
    *(date(2026, 2, day) for day in range(15, 24)),
]
MAKE_UP = [date(2026, 9, 20), date(2026, 10, 10), date(2026, 2, 14), date(2026, 2, 28)]
KUNMING = Worktime(
    zone=CHINA,
    week=(OFFICE,) * 5 + ((), ()),
    days={**dict.fromkeys(HOLIDAYS, ()), **dict.fromkeys(MAKE_UP, OFFICE)},
    covered_to=date(2026, 12, 31),
)
NEW_YORK = Worktime(zone=ZoneInfo("America/New_York"), week=(((time(0), time(23, 59, 59)),),) * 7)


def china(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-09-18 17:00", 4, "2026-09-20 11:00"),
        ("2026-09-30 16:00", 16, "2026-10-09 16:00"),
        ("2026-10-09 16:00", 8, "2026-10-10 16:00"),
        ("2026-09-26 10:00", 2, "2026-09-28 10:00"),
        ("2026-02-14 17:00", 2, "2026-02-24 09:00"),
        ("2026-11-23 12:30", 2, "2026-11-23 16:00"),
    ],
)
def test_working_hours_end_where_the_golden_examples_say(start: str, hours: int, due: str) -> None:
    assert add_working(china(start), hours * 3600, KUNMING) == china(due)


def test_the_days_of_the_golden_examples_are_those_that_were_announced() -> None:
    """The state's own calendar, not ours: a day is worked if an office opens at all."""
    for month in (2, 9, 10, 11):
        for number in range(1, 29):
            day = date(2026, month, number)
            assert bool(KUNMING.windows_on(day)) == chinese_calendar.is_workday(day), day


def test_a_limit_used_up_at_closing_time_is_due_at_that_closing() -> None:
    assert add_working(china("2026-11-23 08:00"), 8 * 3600, KUNMING) == china("2026-11-23 18:00")


def test_a_limit_beyond_the_known_days_is_refused_and_names_the_day() -> None:
    with pytest.raises(CalendarTooShort, match="2026-12-31"):
        add_working(china("2026-12-31 17:00"), 2 * 3600, KUNMING)


def test_a_calendar_without_working_time_is_refused_and_never_loops() -> None:
    closed = Worktime(zone=CHINA, week=((),) * 7)

    with pytest.raises(CalendarTooShort):
        add_working(china("2026-11-23 08:00"), 60, closed)


def test_the_night_when_clocks_go_back_has_an_hour_more() -> None:
    autumn = datetime(2026, 11, 1, 4, 0, tzinfo=UTC)  # midnight in New York, before the change at 2

    assert working_between(autumn, autumn + timedelta(hours=25), NEW_YORK) == 25 * 3600 - 1


@pytest.mark.parametrize(
    ("zone", "day", "opens", "closes", "minutes"),
    [
        ("America/New_York", date(2026, 3, 8), time(1), time(2, 30), 60),  # 2:00 to 3:00 is left out
        ("America/New_York", date(2026, 3, 8), time(2, 15), time(2, 45), 0),
        ("America/New_York", date(2026, 3, 8), time(2, 15), time(4), 60),
        ("America/New_York", date(2026, 11, 1), time(1), time(2), 120),  # 1:00 to 2:00 comes twice
        ("America/New_York", date(2026, 11, 1), time(0, 30), time(1, 30), 90),
        ("Australia/Lord_Howe", date(2026, 4, 5), time(1), time(2), 90),  # half an hour comes twice
        ("Australia/Lord_Howe", date(2026, 10, 4), time(1), time(3), 90),
        ("Asia/Kolkata", date(2026, 3, 8), time(1), time(3), 120),
    ],
)
def test_a_window_counts_by_what_the_wall_clock_shows(
    zone: str, day: date, opens: time, closes: time, minutes: int
) -> None:
    calendar = Worktime(zone=ZoneInfo(zone), week=((),) * 7, days={day: ((opens, closes),)})
    night = datetime.combine(day, time(), ZoneInfo(zone))

    assert worked(night, night.astimezone(UTC) + timedelta(days=2), calendar) == timedelta(minutes=minutes)


def test_counting_goes_on_where_the_calendar_has_ended() -> None:
    assert working_between(china("2026-12-31 17:00"), china("2027-01-04 09:00"), KUNMING) == 3600 + 8 * 3600 + 3600


def test_what_is_overdrawn_counts_back_to_the_closing_at_which_it_was_due() -> None:
    assert working_before(china("2026-10-08 09:00"), 3600, KUNMING) == china("2026-09-30 18:00")
    assert working_before(china("2026-10-08 09:00"), 3601, KUNMING) == china("2026-09-30 17:59:59")


def test_a_calendar_open_around_the_clock_counts_every_second() -> None:
    always = Worktime(zone=CHINA, week=((),) * 7, always_open=True)

    assert add_working(china("2026-10-01 00:00"), 7200, always) == china("2026-10-01 02:00")


# Days of the first half year of 2026, to the second.
moments = st.integers(0, 176 * 86400).map(lambda second: datetime(2026, 1, 5, tzinfo=UTC) + timedelta(seconds=second))


@given(start=moments, seconds=st.integers(1, 40 * 8 * 3600))
def test_what_was_added_is_what_passed(start: datetime, seconds: int) -> None:
    due = add_working(start, seconds, KUNMING)

    assert working_between(start, due, KUNMING) == seconds


@given(start=moments, first=st.integers(1, 200_000), then=st.integers(1, 200_000))
def test_adding_in_two_parts_ends_where_adding_at_once_does(start: datetime, first: int, then: int) -> None:
    at_once = add_working(start, first + then, KUNMING)

    assert add_working(add_working(start, first, KUNMING), then, KUNMING) == at_once


@given(start=moments, seconds=st.integers(1, 40 * 8 * 3600))
def test_counting_back_is_counting_forward_again(start: datetime, seconds: int) -> None:
    due = add_working(start, seconds, KUNMING)
    late = due + timedelta(days=3)
    over = worked(due, late, KUNMING).total_seconds()

    assert over == 0 or working_before(late, over, KUNMING) == due


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        ("2026-11-23 09:30", "2026-11-23 09:30"),
        ("2026-11-23 08:00", "2026-11-23 08:00"),
        ("2026-11-23 12:00", "2026-11-23 14:00"),
        ("2026-11-23 22:00", "2026-11-24 08:00"),
        ("2026-09-30 18:00", "2026-10-08 08:00"),
        ("2026-09-18 18:00", "2026-09-20 08:00"),
    ],
)
def test_the_next_opening_is_the_instant_itself_or_the_next_working_time(at: str, opens: str) -> None:
    assert KUNMING.next_opening(china(at)) == china(opens)


@pytest.mark.parametrize(
    ("night", "opens"),
    [
        (datetime(2026, 3, 8, 5, tzinfo=UTC), datetime(2026, 3, 8, 13, tzinfo=UTC)),  # clocks go forward
        (datetime(2026, 11, 1, 4, tzinfo=UTC), datetime(2026, 11, 1, 14, tzinfo=UTC)),  # and back
    ],
)
def test_an_office_opens_at_nine_on_the_wall_whatever_the_night_did(night: datetime, opens: datetime) -> None:
    office = Worktime(zone=ZoneInfo("America/New_York"), week=(((time(9), time(17)),),) * 7)

    assert office.next_opening(night) == opens


def test_the_next_opening_of_what_never_closes_is_now() -> None:
    always = Worktime(zone=CHINA, week=((),) * 7, always_open=True)

    assert always.next_opening(china("2026-11-23 03:00")) == china("2026-11-23 03:00")
