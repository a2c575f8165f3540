"""Cell 1 was split in the middle after the cases were filed: counted by the boundaries of then or of now."""

from datetime import timedelta

import shapely

from cases import measures, redrawn
from cases.models import Case
from govgrid.lib.geo import Point
from grids import editions
from grids.editions import Change
from grids.models import Edition, Level
from tests.builders import a_routed_case
from tests.cases.test_measures import by_code
from tests.city import NOON, SIDE, SOUTH, WEST, Town
from tests.grids.test_tiles import split_cell_one

LATER = NOON + timedelta(days=20)


def test_by_the_boundaries_of_then_a_case_counts_in_the_cell_of_its_filing(town: Town) -> None:
    for share in (0.25, 0.75, 0.8):
        a_routed_case(town, point=town_point(share))
    split_cell_one(town, on=LATER.date())

    then = measures.counts(town.people["su"], "open", level=Level.CELL, at=LATER)

    assert by_code(then) == {town.cells[1].code: 3}


def test_by_the_boundaries_of_now_it_counts_where_its_point_lies_today(town: Town) -> None:
    for share in (0.25, 0.75, 0.8):
        a_routed_case(town, point=town_point(share))
    a_routed_case(town, cell=2)
    split_cell_one(town, on=LATER.date())

    now = measures.counts(town.people["su"], "open", level=Level.CELL, at=LATER, boundaries=redrawn.NOW)

    assert by_code(now) == {"990101001091": 1, "990101001092": 2, town.cells[2].code: 1}
    assert Case.unscoped.filter(cell=town.cells[1]).count() == 3


def test_before_the_day_of_the_split_now_is_as_then(town: Town) -> None:
    a_routed_case(town, point=town_point(0.25))
    split_cell_one(town, on=LATER.date())

    now = measures.counts(town.people["su"], "open", level=Level.CELL, at=NOON, boundaries=redrawn.NOW)

    assert by_code(now) == {town.cells[1].code: 1}


def test_a_border_that_moved_takes_its_cases_along_to_the_other_district(town: Town) -> None:
    a_routed_case(town, point=town_point(0.9))
    border = WEST + 0.5 * SIDE
    west = shapely.box(WEST, SOUTH, border, SOUTH + SIDE)
    east = shapely.box(border, SOUTH, WEST + 2 * SIDE, SOUTH + SIDE)
    reshape = {town.cells[1].pk: west, town.cells[2].pk: east}
    editions.adopt(Change(reshape=reshape), kind=Edition.Kind.EDIT, on=LATER.date(), at=NOON)

    found = {
        boundaries: by_code(
            measures.counts(town.people["su"], "open", level=Level.DISTRICT, at=LATER, boundaries=boundaries)
        )
        for boundaries in (redrawn.THEN, redrawn.NOW)
    }

    assert found == {"then": {"990101": 1}, "now": {"990102": 1}}


def test_a_point_that_lies_in_no_cell_today_stays_where_it_was_filed(town: Town) -> None:
    a_routed_case(town, cell=1)
    change = Change(end=[town.cells[1].pk])
    editions.adopt(change, kind=Edition.Kind.EDIT, on=LATER.date(), at=NOON)

    now = measures.counts(town.people["su"], "open", level=Level.DISTRICT, at=LATER, boundaries=redrawn.NOW)

    assert by_code(now) == {"990101": 1}


def town_point(share: float) -> Point:
    """A point in cell 1, at a share of its width from the west."""
    return Point(WEST + share * SIDE, SOUTH + 0.5 * SIDE)
