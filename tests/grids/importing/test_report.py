"""How outlines fit: overlaps, borders, gaps, slivers, parents and what would change."""

from collections.abc import Callable
from pathlib import Path

import pytest
import shapely
from shapely import Geometry

from grids.importing.comparing import Plan
from tests.city import Town
from tests.grids.importing.files import cells, square, write, write_cells

Planned = Callable
METRE = 0.001  # of a cell's side of about 1,100 m, in units of a cell: a little over a metre


def said(plan: Plan, kind: str) -> list[str]:
    found = [*plan.report.faults, *plan.report.warnings]
    return [str(one) for one in found if one.kind == kind]


@pytest.fixture
def plan_with(town: Town, tmp_path: Path, planned: Planned) -> Callable[..., Plan]:
    """`plan_with({1: shape}, …)` plans the four cells, those that are named with another outline."""

    def plan(others: dict[int, Geometry], *, alone: bool = False, **words: object) -> Plan:
        shapes = {} if alone else cells(town)
        shapes |= {town.cells[n].code: shape for n, shape in others.items()}
        return planned(write_cells(tmp_path / "a.gpkg", shapes), **words)

    return plan


def test_an_overlap_names_both_cells_and_its_size(plan_with: Callable[..., Plan]) -> None:
    plan = plan_with({1: square(0, 0, 1.1, 1)})

    assert said(plan, "overlap")[0].startswith("Feature 1 (990101001001001): It overlaps with 990102001001001 by 11")
    assert not plan.change


def test_an_overlap_with_a_cell_that_is_not_in_the_file_is_found(plan_with: Callable[..., Plan]) -> None:
    plan = plan_with({1: square(0, 0, 1.1, 1)}, alone=True)

    assert "It overlaps with 990102001001001" in said(plan, "overlap")[0]


def test_a_border_with_other_corners_is_a_fault(plan_with: Callable[..., Plan]) -> None:
    more = shapely.segmentize(square(0, 0), 0.004)

    plan = plan_with({1: more})

    assert said(plan, "corners")[0].endswith(
        "Its border with 990101001001002 has not the same corners in both outlines."
    )


def test_a_gap_of_less_than_a_metre_is_a_fault(plan_with: Callable[..., Plan]) -> None:
    west, south, east, north = square(0, 0).bounds
    dent = [(east, south + 0.004), (east - 5e-6, south + 0.005), (east, south + 0.006)]

    plan = plan_with({1: shapely.Polygon([(west, south), (east, south), *dent, (east, north), (west, north)])})

    assert "A gap less than a metre wide lies between 990101001001001, 990102001001001" in said(plan, "gap")[0]


def test_a_wide_hole_is_a_warning(plan_with: Callable[..., Plan]) -> None:
    pond = square(0.4, 0.4, 0.2, 0.2)

    plan = plan_with({1: square(0, 0).difference(pond)})

    assert said(plan, "holes")[0].startswith("The outlines leave 1 holes, the largest of 44")
    assert (plan.report.faults, plan.report.reshape) == ([], 1)


def test_a_sliver_is_a_fault(plan_with: Callable[..., Plan]) -> None:
    thin = shapely.union_all([square(0, 0), square(1.2, 0.2, 0.3, METRE / 2)])

    plan = plan_with({1: thin}, alone=True)

    assert said(plan, "sliver") == [
        "Feature 1 (990101001001001): It has a part that is less than a metre wide everywhere."
    ]  # fmt: skip


def test_a_cell_that_reaches_out_of_its_parent_is_a_fault(town: Town, tmp_path: Path, planned: Planned) -> None:
    path = write(tmp_path / "a.gpkg", [square(0, 0, 2.5, 2)], {"code": ["990103"], "parent": ["99"]})

    plan = planned(path, level="district")

    assert said(plan, "outside")[0].endswith("outside of 99, of which it is a part.")


def test_cells_that_a_new_outline_of_their_parent_leaves_outside_are_a_warning(
    town: Town, tmp_path: Path, planned: Planned
) -> None:
    smaller = write(tmp_path / "a.gpkg", [square(0, 0, 0.5, 2)], {"code": ["990101001001"]})

    plan = planned(smaller, level="community")

    assert [one.facts["below"] for one in plan.report.warnings if one.kind == "below_outside"] == [
        "990101001001001", "990101001001002",
    ]  # fmt: skip
    assert (plan.report.faults, plan.report.reshape) == ([], 1)


def test_land_of_a_parent_that_no_area_covers_is_a_warning(town: Town, tmp_path: Path, planned: Planned) -> None:
    path = write(tmp_path / "a.gpkg", [square(0, 0, 1, 2)], {"code": ["990101"], "parent": ["99"]})

    plan = planned(path, level="district")

    assert said(plan, "uncovered")[0].endswith("m² of 99 will lie in none of its areas. Is it all water?")


def test_a_new_cell_begins_below_the_area_that_its_code_or_its_place_says(
    town: Town, tmp_path: Path, planned: Planned
) -> None:
    districts = write(
        tmp_path / "d.gpkg", [square(0, 0, 1, 2), square(1, 0, 1, 2)], {"code": ["W", "E"]}
    )  # fmt: skip

    plan = planned(districts, level="district")

    assert [(area.code, area.parent_id) for area in plan.change.begin] == [
        ("W", town.areas["city"].pk), ("E", town.areas["city"].pk),
    ]  # fmt: skip
    assert (plan.report.begin, plan.report.reshape, plan.report.end) == (2, 0, 0)


def test_nothing_says_where_a_new_cell_lies(town: Town, tmp_path: Path, planned: Planned) -> None:
    path = write(tmp_path / "a.gpkg", [square(0, 0)], {"code": ["7"]})

    assert said(planned(path), "no_parent") == [
        "Feature 1 (7): Nothing says which area it lies below: no column, not its code, and no area holds it."
    ]  # fmt: skip


def test_what_is_not_in_the_file_ends_only_when_it_is_complete(plan_with: Callable[..., Plan], town: Town) -> None:
    stays, ends = plan_with({1: square(0, 0)}, alone=True), plan_with({1: square(0, 0)}, alone=True, complete=True)

    assert (stays.report.end, ends.report.end) == (0, 3)
    assert set(ends.change.end) == {town.cells[n].pk for n in (2, 3, 4)}


def test_a_complete_file_of_a_part_of_the_city_ends_nothing_elsewhere(
    plan_with: Callable[..., Plan], town: Town
) -> None:
    plan = plan_with({1: square(0, 0)}, alone=True, complete=True, within="990101")

    assert plan.change.end == [town.cells[3].pk]


def test_what_lies_outside_of_the_named_part_is_a_fault(plan_with: Callable[..., Plan]) -> None:
    plan = plan_with({}, within="990101")

    assert [one.feature for one in plan.report.faults if one.kind == "outside_scope"] == [2, 4]


def test_an_area_with_others_below_does_not_end(town: Town, tmp_path: Path, planned: Planned) -> None:
    path = write(tmp_path / "a.gpkg", [square(0, 0, 1, 2)], {"code": ["990101"]})

    plan = planned(path, level="district", complete=True)

    assert said(plan, "end_has_areas") == [
        "990102 is not in the file and would end, but 1 areas below it are in force."
    ]  # fmt: skip
