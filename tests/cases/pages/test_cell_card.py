"""The card of a cell: who is there, who answers for what, its cases, and what followed a cell that ended."""

from datetime import date, timedelta

import pytest
import shapely

from cases import cell_facts, chores
from cases.models import Status
from departments.models import Absence, Component, Shift
from grids import editions, undoing
from grids.city import city_day
from grids.models import Area, Edition
from tests.builders import HOUR, a_case, a_routed_case
from tests.cases.components import a_component
from tests.city import NOON, SIDE, SOUTH, WEST, Town
from tests.grids.test_tiles import split_cell_one

pytestmark = pytest.mark.django_db


def card(client, cell: Area) -> str:
    answer = client.get(f"/desk/cells/{cell.code}/")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("person", "status"), [("su", 200), ("west_su", 200), ("wu", 200), ("ou", 404), ("li", 404), ("adam", 404)]
)
def test_only_who_may_see_the_cases_of_its_area_has_the_card(town: Town, signed_in, person: str, status: int) -> None:
    assert signed_in(person).get(f"/desk/cells/{town.cells[1].code}/").status_code == status


def test_another_area_or_no_code_at_all_has_no_card(town: Town, signed_in) -> None:
    assert signed_in("su").get("/desk/cells/990101/").status_code == 404
    assert signed_in("su").get("/desk/cells/nowhere/").status_code == 404


def test_the_officers_around_are_named_the_nearest_first_with_who_is_on_duty(town: Town) -> None:
    wu, wen = town.people["wu"], town.people["wen"]
    wen.postings.update(area=town.cells[1])
    Shift.objects.create(user=wu, area=town.areas["west"], begins_at=NOON - HOUR, ends_at=NOON + 3 * HOUR)
    Absence.objects.create(user=wen, begins_at=NOON - HOUR, ends_at=NOON + HOUR)

    found = cell_facts.officers(town.cells[1], at=NOON)

    assert [(one.person.username, one.on_duty_until, one.away) for one in found] == [
        ("wen", None, True), ("wu", NOON + 3 * HOUR, False),
    ]  # fmt: skip


def test_it_says_who_answers_for_what_and_by_which_duty(town: Town) -> None:
    found = cell_facts.answering(town.cells[1], at=NOON)

    told = {
        (department.code, one.answer.code, one.host): [category.code for category in one.categories]
        for department, rules in found.items()
        for one in rules
    }
    assert told == {
        ("roads", "D1", True): ["E0113"], ("roads", "D3", False): ["C0137"], ("lamps", "D2", True): ["C0137"],
        ("bright", "D5", True): ["E0110"], ("clean", "D4", True): ["E0110"], ("centre", "catch-all", True): ["E0128"],
    }  # fmt: skip


def test_twelve_weeks_are_counted_of_what_the_viewer_may_see(town: Town) -> None:
    a_case(town, Status.CLOSED, cell=1)
    a_routed_case(town, cell=1, at=NOON - timedelta(weeks=1))
    a_routed_case(town, cell=1, category="lamp")

    def counted(person: str) -> list[tuple[int, int]]:
        weeks = cell_facts.weeks(town.people[person], town.cells[1], at=NOON)
        assert len(weeks) == cell_facts.WEEKS
        assert all(week.monday.weekday() == 0 for week in weeks)
        return [(week.reported, week.closed) for week in weeks[-2:]]

    assert counted("su") == [(1, 0), (2, 1)]
    assert counted("deng") == [(0, 0), (1, 0)]


def test_the_page_shows_numbers_that_open_their_cases(town: Town, signed_in) -> None:
    cell = town.cells[1]
    a_routed_case(town, cell=1, at=chores.now())
    Component.objects.create(code="990101C01", category=town.categories["lamp"], cell=cell, lon=102.705, lat=25.005)

    page = card(signed_in("su"), cell)

    assert f"/desk/cases/?status=open&amp;area={cell.code}" in page
    assert "D1" in page
    assert "roads answers for road" in page
    assert "No duty names anyone" in page
    assert 'id="cell-outline"' in page


def test_an_ended_cell_keeps_its_card_and_says_what_followed(town: Town, signed_in) -> None:
    split_cell_one(town, on=city_day(chores.now()))

    page = card(signed_in("su"), town.cells[1])

    assert "This cell ended on" in page
    assert "/desk/cells/990101001091/" in page
    assert "/desk/cells/990101001092/" in page
    assert town.cells[3].code not in page
    assert "1 · Edited on the map" in page


def test_the_components_of_a_new_cell_are_those_that_stand_in_it(town: Town) -> None:
    later = NOON.date() + timedelta(days=2)
    for code, lon in (("W", WEST + SIDE / 4), ("E1", WEST + SIDE / 1.5), ("E2", WEST + SIDE / 1.4)):
        a_component(town, code, lon=lon)
    a_component(town, "OLD", valid_to=NOON.date())
    split_cell_one(town, on=later)
    cells = [town.cells[1], *Area.objects.filter(valid_from=later).order_by("code")]

    assert [cell_facts.components_in(cell, on=NOON.date()) for cell in cells] == [3, 0, 0]
    assert [cell_facts.components_in(cell, on=later) for cell in cells] == [0, 1, 2]


def test_the_outline_is_that_of_today_and_not_of_a_planned_or_an_undone_edition(town: Town) -> None:
    today = NOON.date()
    was = cell_facts.outline(town.cells[1], on=today)
    undoing.undo(narrowed(town, on=today), on=today, at=NOON)
    narrowed(town, on=today + timedelta(days=2))

    assert cell_facts.outline(town.cells[1], on=today) == was
    assert cell_facts.outline(town.cells[1], on=today + timedelta(days=2)).area < was.area


def narrowed(town: Town, *, on: date) -> Edition:
    change = editions.Change(reshape={town.cells[1].pk: shapely.box(WEST, SOUTH, WEST + SIDE / 2, SOUTH + SIDE)})
    return editions.adopt(change, kind=Edition.Kind.EDIT, on=on, at=NOON)


def test_a_cell_that_ends_later_has_no_followers_yet(town: Town) -> None:
    split_cell_one(town, on=NOON.date() + timedelta(days=2))
    ended = Area.objects.get(pk=town.cells[1].pk)

    assert cell_facts.followed_by(ended, on=NOON.date()) == []
    assert len(cell_facts.followed_by(ended, on=NOON.date() + timedelta(days=2))) == 2
