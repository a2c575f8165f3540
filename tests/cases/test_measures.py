"""What the map counts: for each viewer, as the list that a number opens, by the boundaries of then or of now."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from cases import clusters, measures, queries, redrawn
from cases.models import Case, Status
from departments.models import User
from govgrid.lib.boxes import Box
from grids.models import Area, Level
from tests.builders import a_case, a_routed_case
from tests.city import NOON, SIDE, SOUTH, WEST, Town, build_town
from tests.grids.test_tiles import split_cell_one
from tests.photograph import photographed

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=20)
CITY = Box(WEST, SOUTH, WEST + 2 * SIDE, SOUTH + 2 * SIDE)


def a_town_with_cases() -> Town:
    """Open and closed cases in three cells, the open ones late after twenty days, one known by address only."""
    town = build_town()
    for cell in (1, 1, 2, 4):
        a_routed_case(town, cell=cell)
    a_routed_case(town, cell=1, category="lamp")
    for cell in (1, 4):
        a_case(town, Status.CLOSED, cell=cell)
    east = town.areas["east community"]
    a_routed_case(town, cell=None, area_id=east.pk, area_path=east.path, address="12 Lake Road")
    closed = Case.unscoped.filter(status=Status.CLOSED).order_by("pk").last()
    Case.unscoped.filter(pk=closed.pk).update(reopens=1)
    return town


@pytest.fixture
def town(db: None) -> Town:
    return photographed(a_town_with_cases)


def by_code(found: Mapping[int, int]) -> dict[str, int]:
    codes = dict(Area.objects.values_list("pk", "code"))
    return {codes[pk]: cases for pk, cases in found.items()}


@pytest.mark.parametrize("person", ["su", "west_su", "li", "deng", "wu", "adam"])
@pytest.mark.parametrize("measure", list(measures.MEASURES))
@pytest.mark.parametrize("boundaries", [redrawn.THEN, redrawn.NOW])
def test_every_number_is_the_length_of_the_list_that_it_opens(
    town: Town, person: str, measure: str, boundaries: str
) -> None:
    split_cell_one(town, on=LATER.date())
    user = User.objects.get(username=person)
    seen = queries.visible_to(user)

    for level in (Level.CITY, Level.DISTRICT, Level.CELL):
        found = by_code(measures.counts(user, measure, level=level, at=LATER, boundaries=boundaries))
        for area in Area.objects.filter(level=level):
            wish = {**measures.MEASURES[measure].wish, "area": area.code, "boundaries": boundaries}
            assert found.get(area.code, 0) == queries.found_by(seen, wish, at=LATER).count()


def test_counts_are_of_what_the_viewer_may_see(town: Town) -> None:
    everything = measures.counts(town.people["su"], "open", level=Level.CITY, at=NOON)
    lamps = measures.counts(town.people["deng"], "open", level=Level.CITY, at=NOON)
    nothing = measures.counts(town.people["adam"], "open", level=Level.CITY, at=NOON)

    assert by_code(everything) == {"99": 6}
    assert by_code(lamps) == {"99": 1}
    assert nothing == {}


def test_each_measure_says_what_its_name_says(town: Town) -> None:
    su = town.people["su"]
    found = {
        name: by_code(measures.counts(su, name, level=Level.CITY, at=LATER)).get("99", 0) for name in measures.MEASURES
    }

    assert found == {"open": 6, "late": 5, "reported": 8, "closed": 2, "reopened": 1}
    later = LATER + timedelta(days=11)
    assert measures.counts(su, "reported", level=Level.CITY, at=later) == {}


def test_a_filter_narrows_a_measure(town: Town) -> None:
    found = measures.counts(town.people["su"], "open", level=Level.CITY, at=NOON, wish={"category": "C0137"})

    assert by_code(found) == {"99": 1}


def test_only_the_areas_asked_for_are_counted(town: Town) -> None:
    found = measures.counts(town.people["su"], "open", level=Level.CELL, at=NOON, areas=[town.cells[2].pk])

    assert found == {town.cells[2].pk: 1}


def test_per_thousand_households_counts_the_homes_of_the_cells_below(town: Town) -> None:
    Area.objects.filter(pk__in=[town.cells[1].pk, town.cells[3].pk]).update(households=200)
    found = measures.counts(town.people["su"], "open", level=Level.DISTRICT, at=NOON)

    rates = measures.per_thousand(found, at=NOON)

    assert rates == {town.areas["west"].pk: 7.5}


@pytest.mark.parametrize(
    ("values", "begin"),
    [([], []), ([0, 0], []), ([3], [3]), ([1, 1, 1, 1], [1]), ([1, 2, 3, 4, 5, 6, 7, 8, 9, 40], [1, 6, 9, 40])],
)
def test_classes_begin_at_the_lowest_and_show_the_few_that_stand_out(values: list[int], begin: list[int]) -> None:
    assert measures.steps(values) == begin


# Clusters


def test_cases_that_would_cover_each_other_are_one_and_come_apart_close_up(town: Town) -> None:
    su = town.people["su"]

    far = clusters.clusters(su, CITY, 9, {"status": "open"}, at=LATER)
    near = clusters.clusters(su, CITY, 15, {"status": "open"}, at=LATER)

    assert sum(one.cases for one in far) == sum(one.cases for one in near) == 5
    assert sum(one.late for one in far) == 5
    assert len(far) < len(near) == 3


def test_a_case_alone_is_shown_as_itself(town: Town) -> None:
    (lamp,) = clusters.clusters(town.people["deng"], CITY, 15, {}, at=NOON)

    assert lamp.cases == 1
    assert lamp.case.category.code == "C0137"
    assert (lamp.lon, lamp.lat) == (pytest.approx(lamp.case.lon), pytest.approx(lamp.case.lat))


def test_what_lies_beside_the_box_is_not_shown(town: Town) -> None:
    west = Box(WEST, SOUTH, WEST + SIDE, SOUTH + 2 * SIDE)

    assert sum(one.cases for one in clusters.clusters(town.people["su"], west, 15, {}, at=NOON)) == 4


def test_nobody_sees_more_on_the_map_than_in_the_list(town: Town) -> None:
    for person in town.people.values():
        shown = sum(one.cases for one in clusters.clusters(person, CITY, 15, {}, at=NOON))
        assert shown == queries.visible_to(person).filter(lon__isnull=False).count()
