"""A part of a page is drawn once for the same values, and anew for any other."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils import timezone, translation

from govgrid.lib.drawn import drawn

BADGE, ROW = "components/_due_badge.html", "desk/_board_league_row.html"
NOON = datetime(2026, 9, 16, 4, tzinfo=UTC)


def test_the_same_values_are_drawn_once() -> None:
    assert drawn(BADGE, state="ok", words="2 h left", at=NOON) is drawn(BADGE, state="ok", words="2 h left", at=NOON)


def test_another_value_is_another_part() -> None:
    assert "1 h left" in drawn(BADGE, state="ok", words="1 h left", at=NOON)
    assert "2 h left" in drawn(BADGE, state="ok", words="2 h left", at=NOON)


def test_each_language_has_its_own() -> None:
    english = drawn(ROW, name="Roads", rank="–")
    with translation.override("zh-hans"):
        chinese = drawn(ROW, name="Roads", rank="–")

    assert 'data-label="Rank"' in english
    assert 'data-label="Rank"' not in chinese


def test_each_time_zone_has_its_own() -> None:
    with timezone.override(ZoneInfo("Asia/Shanghai")):
        assert "12:00" in drawn(BADGE, state="ok", words="now", at=NOON)
    with timezone.override(UTC):
        assert "04:00" in drawn(BADGE, state="ok", words="now", at=NOON)


def test_what_is_drawn_is_still_escaped() -> None:
    assert "&lt;b&gt;" in drawn(BADGE, state="ok", words="<b>", at=None)


def test_the_tag_draws_what_is_given_to_it_and_nothing_else() -> None:
    tag = Template('{% drawn "components/_status_tag.html" with status=status label=label only %}')

    first = tag.render(Context({"status": "FILED", "label": "Filed"}))
    second = tag.render(Context({"status": "FILED", "label": "Accepted"}))

    assert ("tag-filed" in first, "Filed" in first, "Accepted" in second) == (True, True, True)


def test_the_tag_is_refused_where_it_could_show_what_is_no_part_of_its_key() -> None:
    with pytest.raises(TemplateSyntaxError, match="only"):
        Template('{% drawn "components/_status_tag.html" with status=status %}')
