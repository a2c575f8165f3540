"""Federal holidays of the United States, by rule (5 U.S.C. 6103), on the day they are observed."""

from collections.abc import Iterator
from datetime import date, timedelta

MONDAY, THURSDAY, SATURDAY, SUNDAY = 0, 3, 5, 6


def federal_holidays(year: int) -> Iterator[tuple[date, str]]:
    """Yield the observed days of `year` with their names; a New Year's Day may be observed on the 31st before."""
    for day, name in _fixed(year):
        yield _observed(day), name
    yield _nth(year, 1, MONDAY, 3), "Birthday of Martin Luther King, Jr."
    yield _nth(year, 2, MONDAY, 3), "Washington's Birthday"
    yield _nth(year, 6, MONDAY, 1) - timedelta(days=7), "Memorial Day"
    yield _nth(year, 9, MONDAY, 1), "Labor Day"
    yield _nth(year, 10, MONDAY, 2), "Columbus Day"
    yield _nth(year, 11, THURSDAY, 4), "Thanksgiving Day"


def _fixed(year: int) -> Iterator[tuple[date, str]]:
    yield date(year, 1, 1), "New Year's Day"
    if year >= 2021:
        yield date(year, 6, 19), "Juneteenth National Independence Day"
    yield date(year, 7, 4), "Independence Day"
    yield date(year, 11, 11), "Veterans Day"
    yield date(year, 12, 25), "Christmas Day"


def _observed(day: date) -> date:
    return day + timedelta(days={SATURDAY: -1, SUNDAY: 1}.get(day.weekday(), 0))


def _nth(year: int, month: int, weekday: int, which: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (which - 1))
