"""Places in words: checked where the words are written, filled where they are used."""

import pytest

from departments import phrases, phrasing
from departments.models import Template
from tests.city import Town


@pytest.mark.parametrize("words", ["Plain.", "{number} at {place}", "到{due}前完成", "a {{brace}}"])
def test_known_places_are_sound(words: str) -> None:
    assert phrasing.fault_in(words) == ""


@pytest.mark.parametrize(
    ("words", "told"),
    [("{street}", "{street} is no known place"), ("{number", "A brace is left open"), ("{0}", "{0} is no known place")],
)
def test_what_could_not_be_filled_is_said(words: str, told: str) -> None:
    assert told in phrasing.fault_in(words)


def test_a_place_is_filled_once_and_what_a_fact_says_is_never_filled_again() -> None:
    filled = phrasing.fill("{number}: {place} {due} {odd}", {"number": "TT-1", "place": "{name} street"})

    assert filled == "TT-1: {name} street – {odd}"


def test_a_person_is_offered_what_is_everybodys_or_the_departments_own_for_this_category(town: Town) -> None:
    roads, lamps = (town.departments[name] for name in ("roads", "lamps"))
    road, lamp = town.categories["road"], town.categories["lamp"]
    for code, department, category in (
        ("all", None, None), ("ours", roads, road.parent), ("theirs", lamps, None), ("other", roads, lamp),
    ):  # fmt: skip
        Template.objects.create(
            code=code, department=department, category=category, audience="own", name_en=code, words_en=code
        )

    assert {one.code for one in phrases.templates_for([roads.pk], road)} == {"all", "ours"}
    assert {one.code for one in phrases.templates_for([], None)} == {"all"}
