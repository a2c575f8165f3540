"""The nearest cell within the tolerance: exact metres to its edge, held against shapely on a true plane."""

from datetime import date

import pyproj
import pytest
import shapely
import shapely.ops
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from govgrid.lib.geo import Point
from grids.locate import How, inside_city, place_at, place_many
from grids.models import City
from tests.city import NOON, SIDE, SOUTH, WEST, Town

pytestmark = pytest.mark.django_db
ON = NOON.date()
TOWN = shapely.box(WEST, SOUTH, WEST + 2 * SIDE, SOUTH + 2 * SIDE)
around = st.builds(
    Point, st.floats(WEST - 0.001, WEST + 2 * SIDE + 0.001), st.floats(SOUTH - 0.001, SOUTH + 2 * SIDE + 0.001)
)


def metres_outside(point: Point) -> float:
    """Return the distance from the town on the ellipsoid."""
    edge = shapely.ops.nearest_points(TOWN, shapely.Point(*point))[0]
    return pyproj.Geod(ellps="WGS84").inv(*point, edge.x, edge.y)[2]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(point=around)
def test_within_the_tolerance_the_metres_are_those_of_the_ellipsoid(point: Point, town: Town) -> None:
    located, away = place_at(point, on=ON), metres_outside(point)

    if located.how == How.NEAREST:
        assert located.metres == pytest.approx(away, abs=0.02)
        assert away < 30.02
    else:
        assert located.how == (How.INSIDE if away < 0.02 else How.OUTSIDE)
        assert away < 0.02 or away > 29.98
    assert inside_city(point, on=ON, within_m=30) == (located.how != How.OUTSIDE)


def test_the_first_by_id_has_a_point_that_is_as_near_to_two(town: Town) -> None:
    below_the_border = Point(WEST + SIDE, SOUTH - 0.0001)

    assert place_at(below_the_border, on=ON).cell.id == town.cells[1].pk


def test_a_wider_tolerance_reaches_further(town: Town) -> None:
    City.objects.update(tolerance_m=200)

    assert place_at(Point(WEST, SOUTH - 0.001), on=ON).metres == pytest.approx(110.8, abs=0.1)


def test_many_are_answered_like_one(town: Town) -> None:
    points = [Point(WEST + n * 0.0007, SOUTH - 0.0004 + n * 0.00002) for n in range(40)]

    assert place_many(points, on=ON) == [place_at(point, on=ON) for point in points]
    assert place_many([None, points[0]], on=ON)[0] is None


def test_by_the_boundaries_of_another_day_there_was_no_cell(town: Town) -> None:
    assert place_at(Point(WEST + 0.001, SOUTH + 0.001), on=date(2020, 1, 1)).how == How.OUTSIDE
