"""The dictionary is that of the city's own day, and a kind is found by whatever words people have for it."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from departments.dictionary import dictionary, named_like
from departments.models import Category
from tests.city import Town

EVENING = datetime(2026, 3, 31, 20, tzinfo=UTC)  # the morning of the 1st of April in the town


@pytest.mark.parametrize(("ends", "offered"), [(date(2026, 4, 1), False), (date(2026, 4, 2), True)])
def test_a_kind_ends_with_the_citys_day(town: Town, monkeypatch: pytest.MonkeyPatch, ends: date, offered: bool) -> None:
    monkeypatch.setattr(timezone, "now", lambda: EVENING)
    Category.objects.filter(code="E0113").update(valid_to=ends)

    assert ("E0113" in dictionary().by_code) == offered


@pytest.mark.parametrize("words", ["road damage", "damaged road", "damage roads", "破损"])
def test_a_kind_is_found_by_its_words_in_any_order(town: Town, words: str) -> None:
    assert "E0113" in [category.code for category in named_like(words)]


def test_a_word_that_fits_nothing_finds_nothing(town: Town) -> None:
    assert named_like("elephant road") == []
