"""Cells inside an outline, by geometry alone: they tile it, none is a sliver, and they are numbered like a page."""

from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from grids.generating.ground import Ground, Source
from grids.generating.planning import balance, plan_cells
from grids.generating.slivers import NARROWEST_M, SMALLEST_SHARE
from grids.generating.ways import Balanced, Hexagon, NobodyKnown, Square, TooManyCells, Way
from tests.grids.land import in_degrees, in_metres, outlines

ways = st.sampled_from([Square(90), Square(200), Hexagon(10), Hexagon(9), Balanced(60), Balanced(400)])


def ground(outline: BaseGeometry, households: int = 1000) -> Ground:
    return Ground(outline, (Source(outline, households),), "Well")


def shapes_of(outline: BaseGeometry, way: Way) -> np.ndarray:
    return np.array([cell.shape for cell in plan_cells(ground(outline), way)], dtype=object)


@settings(max_examples=80, deadline=None)
@given(outlines(), ways)
def test_cells_tile_the_outline_and_conserve_its_area(outline: BaseGeometry, way: Way) -> None:
    cells = shapes_of(outline, way)

    assert shapely.coverage_is_valid(cells)
    assert shapely.is_valid(cells).all()
    assert shapely.area(cells).sum() == pytest.approx(outline.area, rel=1e-9)
    assert shapely.difference(shapely.coverage_union_all(cells), outline).area < 1e-9 * outline.area
    corners = set(map(tuple, shapely.get_coordinates(cells)))
    assert set(map(tuple, shapely.get_coordinates(outline))) <= corners


@settings(max_examples=60, deadline=None)
@given(outlines(), st.sampled_from([Square(90), Square(200), Hexagon(10)]))
def test_no_cell_is_a_sliver_unless_it_stands_alone(outline: BaseGeometry, way: Way) -> None:
    here = ground(outline)
    cells = np.array([here.plane.metres(shape) for shape in shapes_of(outline, way)], dtype=object)

    for number, cell in enumerate(cells):
        others = np.delete(cells, number)
        alone = not shapely.length(shapely.intersection(cell.boundary, shapely.boundary(others))).any()
        wide = not cell.buffer(-NARROWEST_M / 2 + 0.01).is_empty
        assert alone or (wide and cell.area > 0.999 * SMALLEST_SHARE * way.whole(here))


@settings(max_examples=60, deadline=None)
@given(outlines(), ways)
def test_cells_are_numbered_from_left_to_right_in_rows_from_the_top(outline: BaseGeometry, way: Way) -> None:
    cells = [in_metres(shape) for shape in shapes_of(outline, way)]

    reach, lowest = np.median(np.sqrt(shapely.area(cells))) / 2, np.inf
    for before, after in pairwise(cells):
        lowest = min(lowest, before.centroid.y)
        assert after.centroid.y <= lowest + reach * 1.01
        # In one row, further right; else a new row begins, below.
        assert after.centroid.x > before.centroid.x or after.centroid.y < before.centroid.y + reach


@settings(max_examples=20, deadline=None)
@given(outlines(), ways)
def test_the_same_outline_is_divided_the_same_way(outline: BaseGeometry, way: Way) -> None:
    assert shapes_of(outline, way).tolist() == shapes_of(outline, way).tolist()


def test_squares_have_the_size_asked_for_on_the_ground() -> None:
    cells = plan_cells(ground(in_degrees(shapely.box(0, 0, 1000, 800))), Square(100))

    assert len(cells) == 80
    assert all(cell.square_metres == pytest.approx(10_000, rel=0.01) for cell in cells)


def test_squares_are_as_large_in_the_north() -> None:
    wide = 1 / (111_320 * np.cos(np.radians(53.5)))
    outline = shapely.box(123.0, 53.5, 123.0 + 1000 * wide, 53.5 + 1000 / 111_270)

    cells = plan_cells(ground(outline), Square(100))

    middle = [cell.square_metres for cell in cells if len(cell.shape.exterior.coords) == 5]
    assert np.median(middle) == pytest.approx(10_000, rel=0.01)


def test_what_a_bend_cuts_off_joins_its_neighbour() -> None:
    # Of the third column only a corner of a sixth is land.
    bent = shapely.Polygon([(0, 0), (600, 0), (600, 200), (410, 200), (400, 40), (0, 40)])

    cells = plan_cells(ground(in_degrees(bent)), Square(200))

    assert len(cells) < 3
    assert min(cell.square_metres for cell in cells) >= SMALLEST_SHARE * 40_000


def test_a_cell_around_a_hole_keeps_it() -> None:
    outline = in_degrees(shapely.box(0, 0, 300, 300).difference(shapely.box(130, 130, 170, 170)))

    [cell] = plan_cells(ground(outline), Square(300))

    assert cell.shape.equals(outline)
    assert len(cell.shape.interiors) == 1


def test_balanced_cells_hold_about_as_many_households_each() -> None:
    crowded, empty = (in_degrees(shapely.box(0, 0, 300, 600)), in_degrees(shapely.box(300, 0, 900, 600)))
    outline = shapely.coverage_union_all([crowded, empty])
    here = Ground(outline, (Source(crowded, 900), Source(empty, 300)))

    cells = plan_cells(here, Balanced(100))

    homes = balance([cell.households for cell in cells])
    assert len(cells) == 12
    assert homes.off_percent < 5
    assert sum(cell.households for cell in cells) == 1200
    assert sum(cell.shape.centroid.x < crowded.bounds[2] for cell in cells) == 9


def test_households_nobody_counted_cannot_be_balanced() -> None:
    outline = in_degrees(shapely.box(0, 0, 300, 300))

    with pytest.raises(NobodyKnown, match="Nobody has counted the households of Well"):
        plan_cells(Ground(outline, (Source(outline, None),), "Well"), Balanced(100))
    assert [cell.households for cell in plan_cells(Ground(outline, (Source(outline, None),)), Square(300))] == [None]


def test_too_small_a_size_is_refused_before_anything_is_computed() -> None:
    with pytest.raises(TooManyCells, match="at most 5000"):
        plan_cells(ground(in_degrees(shapely.box(0, 0, 9000, 9000))), Square(20))
