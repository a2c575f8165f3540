import pytest

from govgrid.lib.geo import Point

HERE = Point(102.7, 25.0)


@pytest.mark.parametrize(("east", "north", "bearing"), [(0, 1, 0), (1, 0, 90), (0, -1, 180), (-1, 0, 270), (0, 0, 0)])
def test_a_bearing_is_counted_clockwise_from_north(east: int, north: int, bearing: int) -> None:
    there = Point(HERE.lon + east * 0.001, HERE.lat + north * 0.001)

    assert HERE.bearing_to(there) == pytest.approx(bearing, abs=0.01)


def test_a_degree_of_latitude_is_111_kilometres():
    assert HERE.metres_to(Point(HERE.lon, HERE.lat + 1)) == pytest.approx(111_195, abs=1)
