"""A time limit is written as people say it."""

from decimal import Decimal

import pytest
from django.utils.translation import override

from departments.models.dictionary import limit_in_words


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        ("1", "working_day", "1 working day"),
        ("7.5", "urgent_hour", "7.5 hours round the clock"),
        ("0.0833", "urgent_hour", "5 minutes"),
        ("0.25", "working_hour", "15 minutes of working time"),
        ("0.5", "working_day", "0.5 working days"),
    ],
)
def test_below_an_hour_a_limit_is_said_in_minutes(value: str, unit: str, said: str) -> None:
    with override("en"):
        assert limit_in_words(Decimal(value), unit) == said
