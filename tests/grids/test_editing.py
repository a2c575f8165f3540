"""Split, merge, move and draw: the land stays whole, borders agree, and each refusal is a sentence."""

import re
from dataclasses import replace

import pytest
import shapely
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from govgrid.lib.geo import Point
from grids import codes, editing, editions
from grids.editing import CannotDraw, CannotMerge
from grids.editing.cutting import NotCut
from grids.editing.ground import GridChanged, Ground, NoSuchCell, NoSuchCommunity, ground_of, need_unchanged
from grids.editing.tiling import DoesNotTile
from grids.editions import Change, NothingChanges
from grids.locate import locate_many
from grids.models import Edition
from grids.nodes import knit
from tests.grids.ground import BESIDE, HERE, NOON, SIDE, SOUTH, TODAY, WEST, A, B, area, lay_out, line, square

pytestmark = pytest.mark.django_db
ONE, TWO, THREE, FOUR = (f"{HERE}{n:03}" for n in (1, 2, 3, 4))


@pytest.fixture
def ground(db: None) -> Ground:
    lay_out()
    return ground_of(HERE)


def adopt(change: Change) -> Edition:
    return editions.adopt(change, kind=Edition.Kind.EDIT, on=TODAY, at=NOON)


def outlines_after(change: Change) -> dict[str, shapely.Geometry]:
    """The outlines of all cells, here and beside, once the change is adopted."""
    adopt(change)
    after = ground_of(HERE)
    return {**after.shapes, **after.shapes_beside}


def area_of(shapes: dict[str, shapely.Geometry]) -> float:
    return sum(shape.area for shape in shapes.values())


def test_a_split_cell_ends_and_its_parts_get_the_next_codes_and_a_share_of_the_households(ground: Ground) -> None:
    change = editing.split(ground, ONE, line((0.3, -0.5), (0.3, 1.5)))

    assert [new.code for new in change.begin] == [f"{HERE}005", f"{HERE}006"]
    assert [new.households for new in change.begin] == [30, 71]
    assert [new.population for new in change.begin] == [75, 175]
    assert {new.parent_id for new in change.begin} == {area(A).pk}
    assert (change.begin[0].name_en, change.begin[0].name_zh) == ("Here 05", "此地05网格")
    assert change.end == [area(ONE).pk]


def test_a_cut_that_meets_the_border_in_the_middle_makes_a_corner_in_the_neighbour(ground: Ground) -> None:
    after = outlines_after(editing.split(ground, ONE, line((-0.1, 0.4), (0.5, 0.6), (1.1, 0.4))))

    assert shapely.coverage_is_valid(list(after.values()))
    assert shapely.get_num_coordinates(after[TWO]) == 6


def test_a_cut_at_the_edge_of_the_community_makes_a_corner_in_the_community_beside(ground: Ground) -> None:
    change = editing.split(ground, TWO, line((0.9, 0.5), (2.1, 0.5)))

    assert area(f"{BESIDE}001").pk in change.reshape
    assert shapely.coverage_is_valid(list(outlines_after(change).values()))


def test_responsibility_grids_are_dissolved_anew_from_their_cells(ground: Ground) -> None:
    change = editing.move(
        ground, {ONE: square(0, 0, 1, 1.2), TWO: square(1, 0, 1, 1), THREE: square(0, 1.2, 1, 0.8), FOUR: square(1, 1)}
    )

    assert change.reshape[area(A).pk].area == pytest.approx(2.2 * SIDE**2)
    assert change.reshape[area(B).pk].area == pytest.approx(1.8 * SIDE**2)
    assert shapely.coverage_is_valid([change.reshape[area(code).pk] for code in (A, B)])


def test_an_end_drawn_a_hand_short_of_the_edge_still_cuts(ground: Ground) -> None:
    change = editing.split(ground, ONE, line((0.00001, 0.5), (0.99999, 0.5)))

    assert len(change.begin) == 2


def test_a_hole_is_kept_when_the_line_runs_through_it(ground: Ground) -> None:
    lake = square(0.4, 0.4, 0.2, 0.2)
    adopt(Change(reshape={area(ONE).pk: square(0, 0).difference(lake)}))

    change = editing.split(ground_of(HERE), ONE, line((-0.1, 0.5), (1.1, 0.5)))

    assert [shapely.get_num_interior_rings(new.shape) for new in change.begin] == [0, 0]
    assert sum(new.shape.area for new in change.begin) == pytest.approx(square(0, 0).area - lake.area, rel=1e-9)


def test_parts_that_the_line_does_not_touch_go_with_the_largest_piece(ground: Ground) -> None:
    island = square(5, 5, 0.5, 0.5)
    adopt(Change(reshape={area(ONE).pk: square(0, 0).union(island)}))

    change = editing.split(ground_of(HERE), ONE, line((0.3, -0.5), (0.3, 1.5)))

    assert [new.shape.geom_type for new in change.begin] == ["Polygon", "MultiPolygon"]


@pytest.mark.parametrize(
    ("points", "sentence"),
    [
        (((0.5, 0.5), (0.5, 1.5)), "ends inside cell"),
        (((-0.5, 0.5), (0.7, 0.5)), "ends inside cell"),
        (((5, 5), (6, 6)), "does not cross cell"),
        (((0.5, 0.5), (0.5, 0.5)), "at least two different points"),
        (((-1, 0.5), (2, 0.5), (2, 2), (0.5, -1)), "crosses itself"),
        (((-0.001, 0.0014), (0.0014, -0.001)), "m² off cell"),
    ],
)
def test_a_line_that_does_not_divide_is_refused_with_the_reason(
    ground: Ground, points: tuple[tuple[float, float], ...], sentence: str
) -> None:
    with pytest.raises(NotCut, match=sentence):
        editing.split(ground, ONE, line(*points))


def test_a_line_into_a_lake_and_no_further_does_not_divide(ground: Ground) -> None:
    adopt(Change(reshape={area(ONE).pk: square(0, 0).difference(square(0.4, 0.4, 0.2, 0.2))}))

    with pytest.raises(NotCut, match="from one side to another"):
        editing.split(ground_of(HERE), ONE, line((-0.1, 0.5), (0.5, 0.5)))


def test_merged_cells_end_and_one_begins_with_all_their_households(ground: Ground) -> None:
    change = editing.merge(ground, [ONE, TWO])

    (new,) = change.begin
    assert (new.code, new.households, new.population) == (f"{HERE}005", 202, 500)
    assert sorted(change.end) == sorted([area(ONE).pk, area(TWO).pk])
    assert shapely.coverage_is_valid(list(outlines_after(change).values()))


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [([ONE], "at least two cells"), ([ONE, ONE], "at least two cells"), ([ONE, THREE], "different responsibility")],
)
def test_cells_that_cannot_become_one_are_refused(ground: Ground, chosen: list[str], sentence: str) -> None:
    with pytest.raises(CannotMerge, match=sentence):
        editing.merge(ground, chosen)


def test_cells_that_meet_in_a_corner_only_are_not_merged(ground: Ground) -> None:
    adopt(editing.split(ground, ONE, line((0.5, -0.5), (0.5, 1.5))))
    now = ground_of(HERE)

    with pytest.raises(CannotMerge, match=f"{HERE}005 and {TWO} do not touch"):
        editing.merge(now, [f"{HERE}005", TWO])


def test_a_moved_edge_reshapes_both_neighbours_under_their_codes(ground: Ground) -> None:
    change = editing.move(ground, {ONE: square(0, 0, 1.25, 1), TWO: square(1.25, 0, 0.75, 1)})

    assert not change.begin
    assert not change.end
    after = outlines_after(change)
    assert after[ONE].area == pytest.approx(1.25 * SIDE**2)
    assert area_of(after) == pytest.approx(6 * SIDE**2, rel=1e-9)
    assert shapely.coverage_is_valid(list(after.values()))


def test_what_a_map_rounds_away_is_brought_together_again(ground: Ground) -> None:
    shaken = shapely.transform(square(0, 0, 1.25, 1), lambda corners: corners + 3e-9)

    after = outlines_after(editing.move(ground, {ONE: shaken, TWO: square(1.25, 0, 0.75, 1)}))

    assert shapely.coverage_is_valid(list(after.values()))


@pytest.mark.parametrize(
    ("outlines", "sentence"),
    [
        ({ONE: square(0, 0, 1.25, 1)}, f"Cells {ONE} and {TWO} overlap by "),
        ({ONE: square(0, 0, 0.75, 1)}, f"A gap: .* m² of cells {ONE} would lie in no cell"),
        ({ONE: square(-0.2, 0, 1.2, 1)}, f"Cells {ONE} would reach .* m² beyond the land of Here"),
        ({TWO: square(1, 0, 1.3, 1)}, f"Cells {TWO} and {BESIDE}001 overlap"),
        ({ONE: shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])}, "crosses itself"),
    ],
)
def test_an_edge_that_no_neighbour_follows_is_refused_with_both_names_and_the_area(
    ground: Ground, outlines: dict[str, shapely.Geometry], sentence: str
) -> None:
    with pytest.raises(DoesNotTile) as refused:
        editing.move(ground, outlines)

    assert re.search(sentence, str(refused.value))


def test_an_overlap_says_its_square_metres_and_where(ground: Ground) -> None:
    with pytest.raises(DoesNotTile) as refused:
        editing.move(ground, {ONE: square(0, 0, 1.1, 1)})

    fault = refused.value.faults[0]
    said = float(re.search(r"by ([\d.]+) m²", fault.sentence).group(1))
    assert said == pytest.approx(0.1 * (SIDE * 111_320) ** 2 * 0.9063, rel=0.01)
    assert fault.shape.equals(square(1, 0, 0.1, 1))


def test_an_edge_that_stayed_where_it_was_is_no_edit(ground: Ground) -> None:
    with pytest.raises(NothingChanges):
        editing.move(ground, {ONE: ground.shapes[ONE]})


def test_a_cell_of_another_community_is_not_edited_here(ground: Ground) -> None:
    with pytest.raises(NoSuchCell):
        editing.move(ground, {f"{BESIDE}001": square(2, 0, 1, 1)})
    with pytest.raises(NoSuchCell):
        editing.split(ground, f"{BESIDE}001", line((2, 0.5), (3, 0.5)))


def test_a_drawn_cell_is_what_is_free_of_its_outline(ground: Ground) -> None:
    change = editing.draw(ground, square(-1, 1.5, 5, 5))

    (new,) = change.begin
    assert new.shape.equals(square(0, 2, 2, 1))
    assert (new.code, new.parent_id) == (f"{HERE}005", area(B).pk)
    assert shapely.coverage_is_valid(list(outlines_after(change).values()))


def test_a_drawn_cell_may_be_given_to_a_responsibility_grid(ground: Ground) -> None:
    change = editing.draw(ground, square(0, 2, 1, 1), parent=area(A))

    assert change.begin[0].parent_id == area(A).pk


@pytest.mark.parametrize(
    ("outline", "sentence"),
    [
        (square(0, 0), "Nothing of this outline is free"),
        (square(5, 5), "Nothing of this outline is free"),
        (shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)]), "crosses itself"),
        (square(0, 2, 0.2, 1).union(square(1, 2, 0.2, 1)), "falls into 2 pieces"),
    ],
)
def test_an_outline_without_free_land_is_refused(ground: Ground, outline: shapely.Geometry, sentence: str) -> None:
    with pytest.raises(CannotDraw, match=sentence):
        editing.draw(ground, outline)


def test_without_an_outline_of_the_community_nothing_is_drawn(ground: Ground) -> None:
    with pytest.raises(CannotDraw, match="no outline of its own"):
        editing.draw(replace(ground, outline=None), square(0, 2))


def test_an_edit_made_on_an_older_edition_is_refused(ground: Ground) -> None:
    base = editions.newest().number
    adopt(editing.split(ground, ONE, line((0.3, -0.5), (0.3, 1.5))))

    with pytest.raises(GridChanged, match="Edition 2 has changed Here"):
        need_unchanged(ground, base)
    need_unchanged(ground, base + 1)


def test_an_edit_elsewhere_does_not_stand_in_the_way(ground: Ground) -> None:
    base = editions.newest().number
    adopt(editing.split(ground_of(BESIDE), f"{BESIDE}002", line((2.5, 0.9), (2.5, 2.5))))

    need_unchanged(ground, base)


def test_a_community_that_is_not_there_is_refused(ground: Ground) -> None:
    with pytest.raises(NoSuchCommunity):
        ground_of("123")


def test_codes_that_run_out_are_refused(ground: Ground) -> None:
    adopt(Change(begin=[editions.NewArea(f"{HERE}998", "cell", parent_id=area(A).pk)]))

    with pytest.raises(codes.NoCodeLeft):
        editing.split(ground, ONE, line((0.3, -0.5), (0.3, 1.5)))


@given(whole=st.integers(0, 5_000), areas=st.lists(st.floats(0.001, 1000), min_size=1, max_size=9))
def test_households_shared_by_area_add_up(whole: int, areas: list[float]) -> None:
    parts = editing.shared(whole, areas)

    assert sum(parts) == whole
    assert all(abs(part - whole * size / sum(areas)) < 1 for part, size in zip(parts, areas, strict=True))


inside = st.floats(0.05, 0.95)
SLOW = settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@SLOW
@given(start=inside, bends=st.lists(st.tuples(inside, inside), max_size=4, unique=True), end=inside)
def test_any_split_conserves_area_and_leaves_every_point_in_one_cell(
    ground: Ground, start: float, bends: list[tuple[float, float]], end: float
) -> None:
    way = [(-0.2, start), *sorted(bends), (1.2, end)]
    try:
        change = editing.split(ground, ONE, line(*way))
    except NotCut as refused:
        assert "m² off" in str(refused) or "crosses itself" in str(refused)  # noqa: PT017 - the only honest refusals
        return

    pieces = [new.shape for new in change.begin]
    assert sum(piece.area for piece in pieces) == pytest.approx(square(0, 0).area, rel=1e-9)
    changed = {**ground.all_shapes, **{new.code: new.shape for new in change.begin}}
    changed |= {code: change.reshape[pk] for code, pk in ground.ids.items() if pk in change.reshape}
    del changed[ONE]
    assert shapely.coverage_is_valid(list(changed.values()))


@SLOW
@given(cuts=st.lists(st.tuples(inside, inside), min_size=1, max_size=3), joins=st.integers(0, 3))
def test_after_any_splits_and_merges_every_point_lies_in_exactly_one_cell(
    ground: Ground, cuts: list[tuple[float, float]], joins: int
) -> None:
    with transaction.atomic():
        _edit(cuts, joins)
        after = ground_of(HERE)
        found = locate_many(POINTS, on=TODAY)
        holding = [
            [code for code, shape in after.all_shapes.items() if shape.contains(shapely.Point(p))] for p in POINTS
        ]
        transaction.set_rollback(True)

    assert area_of(after.shapes) == pytest.approx(4 * SIDE**2, rel=1e-9)
    assert [[cell.code] if cell else [] for cell in found] == holding


POINTS = [
    Point(WEST + SIDE * (0.0131 + 0.0717 * n % 2), SOUTH + SIDE * (0.0173 + 0.0937 * n % 2)) for n in range(150)
]  # fmt: skip


def _edit(cuts: list[tuple[float, float]], joins: int) -> None:
    """Cut the westernmost cells of grid A, then merge as many of the pieces as `joins` says."""
    for left, right in cuts:
        now = ground_of(HERE)
        largest = max(
            (code for code in now.shapes if now.cells[code].parent_id == area(A).pk), key=lambda c: now.shapes[c].area
        )
        west, south, east, north = now.shapes[largest].bounds
        way = [(west - 1e-4, south + left * (north - south)), (east + 1e-4, south + right * (north - south))]
        try:
            adopt(editing.split(now, largest, shapely.LineString(way)))
        except NotCut:
            continue
    for _n in range(joins):
        now = ground_of(HERE)
        pairs = [
            [a, b] for a in now.shapes for b in now.shapes
            if a < b and now.cells[a].parent_id == now.cells[b].parent_id == area(A).pk
            and now.shapes[a].boundary.intersection(now.shapes[b].boundary).length > 1e-6
        ]  # fmt: skip
        if pairs:
            adopt(editing.merge(now, pairs[0]))


def test_an_overlap_that_was_there_before_does_not_stop_an_edit_elsewhere(ground: Ground) -> None:
    adopt(Change(reshape={area(FOUR).pk: square(0.9, 1, 1.1, 1)}))

    assert editing.split(ground_of(HERE), ONE, line((-0.1, 0.5), (1.1, 0.5))).begin


def test_an_edit_mends_no_border_that_it_does_not_meet() -> None:
    # The neighbour on the right lacks a corner of its own neighbour above: that is no matter of this edit.
    right = shapely.Polygon([(1, 0), (3, 0), (3, 1), (1, 1)])
    above = shapely.Polygon([(1, 1), (2, 1), (2, 2), (1, 2)])
    new = shapely.Polygon([(0, 0), (1, 0), (1, 0.5), (0, 0.5)])

    after = knit({"right": right, "above": above}, {"new": new})

    assert after["above"] is above
    assert (1, 0.5) in list(after["right"].exterior.coords)
    assert (2, 1) not in list(after["right"].exterior.coords)
