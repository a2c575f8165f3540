"""One owner for every point: shapely is the judge, on partitions whose cells have holes and parts that only touch."""

from datetime import date

import numpy as np
import pytest
import shapely
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from govgrid.lib.geo import Point
from grids import boundaries
from grids.locate import Cell, inside_city, locate_many
from grids.models import Area, Level
from tests.city import NOON

pytestmark = pytest.mark.django_db
ON, SINCE = NOON.date(), date(2024, 1, 1)
WEST, SOUTH, STEP = 102.7, 25.0, 1e-4
ON_THE_EDGE = 1e-9  # degrees: a tenth of a millimetre

corners = st.tuples(st.integers(0, 40), st.integers(0, 40))


class Undone(Exception):
    """Ends the transaction of one example."""


def write(shapes: list[BaseGeometry], level: Level = Level.CELL) -> list[Area]:
    """Make areas of the shapes, in the order of their ids."""
    rows = [
        Area(
            level=level, code=f"{level}{n}", name_en="A", name_zh="甲", path=f"/{level}{n}/", valid_from=SINCE,
        ) for n in range(len(shapes))
    ]  # fmt: skip
    areas = Area.objects.bulk_create(rows)
    boundaries.write_outlines(dict(zip([area.pk for area in areas], shapes, strict=True)), on=SINCE)
    return areas


def grid(shape: BaseGeometry) -> BaseGeometry:
    """Put a shape that is drawn in steps on the map."""
    return shapely.transform(shape, lambda xy: np.round(xy * STEP + [WEST, SOUTH], 9))


def points_of(shapes: list[BaseGeometry]) -> list[Point]:
    """Every corner of the shapes, the middle of every edge, and a point inside each."""
    rings = [ring for shape in shapes for ring in shapely.get_parts(shapely.get_parts(shapely.boundary(shape)))]
    found = [point for ring in rings for point in _along(shapely.get_coordinates(ring))]
    inside = shapely.get_coordinates(shapely.point_on_surface(shapes))
    return [Point(*xy) for xy in [*found, *inside]]


def _along(ring: np.ndarray) -> list[np.ndarray]:
    return [*ring[:-1], *((ring[1:] + ring[:-1]) / 2)]


@st.composite
def partitions(draw: st.DrawFn) -> list[BaseGeometry]:
    """Triangles between drawn corners, put together at random: holes, and parts that touch in a point, come about."""
    drawn = draw(st.lists(corners, min_size=4, max_size=25, unique=True))
    triangles = shapely.get_parts(shapely.delaunay_triangles(shapely.multipoints(drawn)))
    owner = draw(st.lists(st.integers(0, 3), min_size=len(triangles), max_size=len(triangles)))
    cells = [[t for t, own in zip(triangles, owner, strict=True) if own == cell] for cell in range(1, 4)]
    return [grid(shapely.coverage_union_all(parts)) for parts in cells if parts]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(shapes=partitions())
def test_every_point_of_a_partition_has_exactly_one_owner_and_it_covers_the_point(shapes: list, db: None) -> None:
    if not shapes:
        return
    points = points_of(shapes)

    owners = _owners(shapes, points)

    for point, owner in zip(points, owners, strict=True):
        near = shapely.distance(shapes, shapely.Point(*point)) < ON_THE_EDGE
        # Several cover a point of a shared border: the first by id has it.
        assert owner is not None
        assert near[owner]
        assert not near[:owner].any() or shapely.distance(shapes[owner], shapely.Point(*point)) == 0


def _owners(shapes: list[BaseGeometry], points: list[Point]) -> list[int | None]:
    """Return which of the shapes owns each point; nothing of it stays in the database."""
    found: list[Cell | None] = []
    try:
        with transaction.atomic():
            ids = [area.pk for area in write(shapes)]
            found = locate_many(points, on=ON)
            raise Undone
    except Undone:
        return [ids.index(cell.id) if cell else None for cell in found]


TOUCHING_HOLE = shapely.Polygon(
    [(0, 0), (10, 0), (10, 10), (0, 10)], [[(0, 0), (4, 1), (4, 4), (1, 4)], [(5, 5), (8, 5), (8, 8)]]
)
TOUCHING_PARTS = shapely.MultiPolygon([shapely.box(0, 0, 5, 5), shapely.box(5, 5, 10, 10)])
LAKE = shapely.Polygon([(0, 0), (10, 0), (10, 10), (0, 10)], [[(2, 2), (4, 2), (4, 4), (2, 4)]])


@pytest.mark.parametrize(
    ("shape", "point"),
    [
        (TOUCHING_HOLE, (0, 0)),  # where the hole meets the outer ring
        (TOUCHING_PARTS, (5, 5)),  # where the two parts meet
        (LAKE, (2, 3)),  # on the shore
        (LAKE, (2, 2)),
    ],
)
def test_a_point_that_two_rings_of_one_cell_hold_is_the_cell_s(shape: BaseGeometry, point: tuple[int, int]) -> None:
    [area] = write([grid(shape)])
    here = Point(*shapely.get_coordinates(grid(shapely.Point(point)))[0])

    assert locate_many([here], on=ON)[0].id == area.pk


def test_whoever_fills_a_hole_shares_its_shore_and_the_first_by_id_has_it(db: None) -> None:
    island, around = write([grid(shapely.box(2, 2, 4, 4)), grid(LAKE)])
    shore, within, without = (Point(WEST + x * STEP, SOUTH + 3 * STEP) for x in (2, 3, 1))

    assert [cell.id for cell in locate_many([shore, within, without], on=ON)] == [island.pk, island.pk, around.pk]


def test_the_corner_of_a_city_of_two_parts_is_in_the_city(db: None) -> None:
    write([grid(TOUCHING_PARTS)], Level.CITY)

    assert inside_city(Point(WEST + 5 * STEP, SOUTH + 5 * STEP), on=ON)
    assert not inside_city(Point(WEST + 6 * STEP, SOUTH + 4 * STEP), on=ON)
