import random

import pytest

from govgrid.lib import geo
from govgrid.lib.geo import Point

GATE_WGS84 = Point(116.397470, 39.908823)
GATE_GCJ02 = Point(116.403714, 39.910227)
BOSTON = Point(-71.0589, 42.3601)


def test_the_shift_is_the_published_one():
    shifted = geo.wgs84_to_gcj02(*GATE_WGS84)

    assert shifted.metres_to(GATE_GCJ02) < 0.2
    assert GATE_WGS84.metres_to(shifted) == pytest.approx(556, abs=2)


def test_nothing_is_shifted_abroad():
    assert geo.wgs84_to_gcj02(*BOSTON) == BOSTON
    assert geo.to_wgs84(*BOSTON, "gcj02") == BOSTON


@pytest.mark.parametrize("system", ["gcj02", "bd09"])
def test_there_and_back_is_within_a_millimetre(system):
    dice = random.Random(1)
    for _time in range(500):
        here = Point(dice.uniform(75, 134), dice.uniform(19, 53))
        read = geo.wgs84_to_gcj02(*here)
        read = geo.gcj02_to_bd09(*read) if system == "bd09" else read

        assert geo.to_wgs84(*read, system).metres_to(here) < 0.001


def test_the_national_system_of_surveys_is_taken_as_it_is():
    assert geo.to_wgs84(*GATE_WGS84, "cgcs2000") == GATE_WGS84


def test_a_system_nobody_knows_is_refused():
    with pytest.raises(KeyError):
        geo.to_wgs84(1.0, 1.0, "mars2")
