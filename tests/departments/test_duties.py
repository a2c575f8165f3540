"""Who answers: the most special area, then category, then priority; and why."""

from datetime import datetime

import pytest

from departments import duties
from departments.duties import adopted_duties
from departments.models import Duty, DutySet, Part
from tests.builders import HOUR
from tests.city import Town


def a_duty(town: Town, code: str, department: str, **more: object) -> Duty:
    areas = {"area": town.areas[str(more.pop("area"))]} if "area" in more else {}
    adopted = DutySet.objects.get(state="adopted")
    duties.forget()
    return Duty.objects.create(
        duty_set=adopted, code=code, department=town.departments[department],
        category=more.pop("category", town.categories["road"]), **areas, **more,
    )  # fmt: skip


def asked(town: Town, at: datetime, *, cell: int = 1, category: str = "road") -> duties.Responsibility:
    kind = town.categories[category]
    return adopted_duties().responsible_for((kind.parent_id, kind.pk), tuple(town.cells[cell].path_ids()), at)


def test_a_duty_for_a_smaller_area_wins(town: Town, noon: datetime) -> None:
    a_duty(town, "W", "clean", area="west")
    a_duty(town, "C", "bright", area="cell 1")

    assert asked(town, noon, cell=1).host.code == "C"
    assert asked(town, noon, cell=3).host.code == "W"
    assert asked(town, noon, cell=2).host.code == "D1"


def test_a_duty_for_the_category_wins_over_its_major_class(town: Town, noon: datetime) -> None:
    a_duty(town, "M", "clean", category=town.categories["road"].parent)

    assert asked(town, noon).host.code == "D1"
    assert asked(town, noon).certain


def test_a_higher_priority_settles_a_tie(town: Town, noon: datetime) -> None:
    a_duty(town, "P", "clean", priority=1)

    assert (asked(town, noon).host.code, asked(town, noon).certain) == ("P", True)


def test_an_unsettled_tie_is_not_certain_and_names_the_rival(town: Town, noon: datetime) -> None:
    answer = asked(town, noon, category="litter")

    assert not answer.certain
    assert {answer.host.code, *(rival.code for rival in answer.rivals)} == {"D4", "D5"}


@pytest.mark.parametrize(("hours", "code"), [("outside", "N"), ("working", "D1")])
def test_hours_choose_who_answers(town: Town, noon: datetime, hours: str, code: str) -> None:
    """Noon lies between the office's windows: outside working time."""
    a_duty(town, "N", "roads", hours=hours, priority=1)

    assert asked(town, noon).host.code == code
    assert asked(town, noon + 3 * HOUR).host.code == ("D1" if code == "N" else "N")


def test_a_duty_that_has_ended_names_nobody(town: Town, noon: datetime) -> None:
    a_duty(town, "OLD", "clean", priority=9, valid_to=noon.date())

    assert asked(town, noon).host.code == "D1"


def test_co_handlers_come_with_the_host(town: Town, noon: datetime) -> None:
    answer = asked(town, noon, category="lamp")

    assert [(a.code, a.part) for a in (answer.host, *answer.co_handlers)] == [
        ("D2", Part.HOST),
        ("D3", Part.CO_HANDLER),
    ]


def test_a_newly_adopted_set_is_seen_at_once(town: Town, noon: datetime) -> None:
    assert asked(town, noon).host.code == "D1"
    DutySet.objects.update(state="retired")
    DutySet.objects.create(version=2, state="adopted")

    assert asked(town, noon).host.code == "catch-all"
