"""Ranks of departments: only as far as figures bear them; and the age of cases in working days."""

from datetime import UTC, date, datetime

import pytest

from cases import ageing, flows, league
from cases.league import Rank, Record
from cases.opened_by import read_days
from tests.city import Town

WEDNESDAY = date(2026, 9, 16)


def test_a_department_that_finished_little_is_not_ranked() -> None:
    assert league.ranks([Record(1, finished=9), Record(2, finished=10)]) == {2: Rank(1, 1, 1)}


def test_shares_that_chance_may_explain_share_their_places() -> None:
    near = league.ranks([Record(1, finished=20, late=1), Record(2, finished=20, late=2)])

    assert near == {1: Rank(1, 2, 2), 2: Rank(1, 2, 2)}


def test_shares_that_chance_does_not_explain_are_told_apart() -> None:
    clear = league.ranks([Record(1, finished=500, late=5), Record(2, finished=500, late=250), Record(3, finished=12)])

    assert (clear[1].best, clear[2]) == (1, Rank(3, 3, 3))


@pytest.mark.parametrize(
    ("counts", "median"), [({}, None), ({3: 1}, 3), ({1: 2, 5: 1}, 1), ({1: 1, 2: 1, 9: 2}, 2), ({4: 0, 6: 1}, 6)]
)
def test_the_median_is_of_the_days_taken(counts: dict[int, int], median: int | None) -> None:
    assert league.median(counts) == median


def test_working_age_passes_over_the_weekend(town: Town) -> None:
    hours = ageing.office_hours()
    monday = date(2026, 9, 14)
    open_by_day = {date(2026, 9, 11): 1, date(2026, 9, 12): 2, date(2026, 9, 13): 4, monday: 8}

    found = ageing.buckets(open_by_day, today=monday, hours=hours)

    # Friday's, Saturday's and Sunday's reports are one working day old on Monday.
    assert [bucket.cases for bucket in found] == [8, 7, 0, 0, 0, 0]


def test_every_open_case_is_in_one_bucket(town: Town) -> None:
    open_by_day = {date(2026, month, day): 1 for month in range(1, 10) for day in (1, 9, 16) if (month, day) <= (9, 16)}

    found = ageing.buckets(open_by_day, today=WEDNESDAY, hours=ageing.office_hours())

    assert sum(bucket.cases for bucket in found) == len(open_by_day)


def test_the_pace_is_that_of_days_that_are_over() -> None:
    days = flows.days_shown(WEDNESDAY, 3)
    flow = flows.Flow(
        days, came=dict.fromkeys(days, 4), ended={days[0]: 6, days[1]: 2, days[2]: 99}, open={days[0]: 10}
    )

    assert (flow.ended_a_day, flow.days_to_clear, flow.grows_a_day) == (4.0, 2.5, 0.0)
    assert flows.Flow(days, open={days[0]: 10}).days_to_clear is None


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("2026-09-16", datetime(2026, 9, 15, 16, tzinfo=UTC), datetime(2026, 9, 16, 16, tzinfo=UTC)),
        ("2026-09-14..2026-09-16", datetime(2026, 9, 13, 16, tzinfo=UTC), datetime(2026, 9, 16, 16, tzinfo=UTC)),
    ],
)
def test_days_of_an_address_are_the_citys_own(town: Town, said: str, first: datetime, last: datetime) -> None:
    assert read_days(said) == (first, last)


@pytest.mark.parametrize("said", ["", "..", "soon", "2026-13-01", "2026-09-16..x"])
def test_what_says_no_days_narrows_nothing(said: str) -> None:
    assert read_days(said) is None
