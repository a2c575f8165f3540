"""Other systems in and out: held to published pairs, and to their own inverse over China and the box of the shift."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from govgrid.lib import coordinates
from govgrid.lib.coordinates import WHERE_SHIFTED, from_wgs84, many_to_wgs84, to_wgs84
from govgrid.lib.geo import Point

WEST, SOUTH, EAST, NORTH = WHERE_SHIFTED
BOSTON = Point(-71.0589, 42.3601)
# The shift is nowhere larger than this; as near to the edge of its box a reading may be another point's, shifted.
SHIFT_AT_MOST = 0.02

# Published with github.com/googollee/eviltransform (go/transform_test.go): WGS 84, GCJ-02.
PAIRS_GCJ02 = [
    (Point(121.5272106, 31.1774276), Point(121.531541859215, 31.17530398364597)),  # Shanghai
    (Point(113.912316, 22.543847), Point(113.9171764808363, 22.540796131694766)),  # Shenzhen
    (Point(116.377817, 39.911954), Point(116.38404722455657, 39.91334545536069)),  # Beijing
]
# Published with github.com/wandergis/coordtransform (test/app.js): GCJ-02, BD-09.
PAIRS_BD09 = [(Point(116.404, 39.915), Point(116.41036949371029, 39.92133699351021))]

in_china = st.builds(Point, st.floats(73.4, 135.1), st.floats(3.8, 53.6))
in_the_box = st.builds(Point, st.floats(WEST, EAST), st.floats(SOUTH, NORTH))
shifting = st.sampled_from(["gcj02", "bd09"])


@pytest.mark.parametrize(("here", "shifted"), PAIRS_GCJ02)
def test_the_shift_is_the_published_one(here: Point, shifted: Point) -> None:
    assert from_wgs84(here, "gcj02").metres_to(shifted) < 0.01
    assert to_wgs84(*shifted, "gcj02").metres_to(here) < 0.01


@pytest.mark.parametrize(("shifted", "read"), PAIRS_BD09)
def test_the_second_shift_is_the_published_one(shifted: Point, read: Point) -> None:
    here = to_wgs84(*shifted, "gcj02")

    assert from_wgs84(here, "bd09").metres_to(read) < 0.01
    assert to_wgs84(*read, "bd09").metres_to(here) < 0.01


@given(in_china, shifting)
def test_there_and_back_over_china_is_within_a_millimetre(here: Point, system: str) -> None:
    assert to_wgs84(*from_wgs84(here, system), system).metres_to(here) < 0.001


@given(in_the_box, shifting)
def test_and_so_it_is_up_to_the_border_of_the_box(here: Point, system: str) -> None:
    assert to_wgs84(*from_wgs84(here, system), system).metres_to(here) < 0.001


@given(in_china, shifting)
def test_back_and_there_gives_the_reading_again(read: Point, system: str) -> None:
    assert from_wgs84(to_wgs84(*read, system), system).metres_to(read) < 0.001


@given(st.builds(Point, st.floats(-180, 180), st.floats(-85, 85)))
def test_nothing_is_shifted_abroad(here: Point) -> None:
    inside = WEST - SHIFT_AT_MOST < here.lon < EAST + SHIFT_AT_MOST
    inside = inside and SOUTH - SHIFT_AT_MOST < here.lat < NORTH + SHIFT_AT_MOST

    assume(not inside)

    assert from_wgs84(here, "gcj02") == here == to_wgs84(*here, "gcj02")


def test_the_shift_abroad_is_none_even_where_maps_have_one():
    assert from_wgs84(BOSTON, "gcj02") == BOSTON == to_wgs84(*BOSTON, "gcj02")


@given(in_the_box)
def test_the_shift_is_smaller_than_is_said(here: Point) -> None:
    shifted = from_wgs84(here, "gcj02")

    assert max(abs(shifted.lon - here.lon), abs(shifted.lat - here.lat)) < SHIFT_AT_MOST


@given(st.lists(in_china, max_size=30), st.sampled_from(coordinates.SYSTEMS))
def test_many_are_answered_like_one(points: list[Point], system: str) -> None:
    lons, lats = many_to_wgs84([point.lon for point in points], [point.lat for point in points], system)

    one_by_one = [to_wgs84(*point, system) for point in points]
    assert np.allclose(lons, [point.lon for point in one_by_one], atol=1e-9)
    assert np.allclose(lats, [point.lat for point in one_by_one], atol=1e-9)


@pytest.mark.parametrize("system", ["wgs84", "cgcs2000"])
def test_the_national_system_of_surveys_is_taken_as_it_is(system: str) -> None:
    assert to_wgs84(*BOSTON, system) == BOSTON == from_wgs84(BOSTON, system)


@pytest.mark.parametrize("convert", [lambda: to_wgs84(1.0, 1.0, "mars2"), lambda: from_wgs84(BOSTON, "mars2")])
def test_a_system_nobody_knows_is_refused(convert) -> None:
    with pytest.raises(KeyError):
        convert()


def test_every_system_can_be_read_and_written_and_has_a_name():
    assert set(coordinates.SYSTEMS) == set(coordinates.FROM_WGS84) == set(coordinates.NAMES)
