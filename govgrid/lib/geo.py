"""Points on the earth. Every value says its system; the platform keeps WGS 84 degrees."""

from math import asin, atan2, cos, degrees, hypot, pi, radians, sin, sqrt
from typing import NamedTuple

EARTH_RADIUS_M = 6_371_008.8


class Point(NamedTuple):
    """WGS 84 degrees, longitude first."""

    lon: float
    lat: float

    def metres_to(self, other: "Point") -> float:
        """Return the great-circle distance in metres."""
        a, b = radians(self.lat), radians(other.lat)
        half = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(radians(other.lon - self.lon) / 2) ** 2
        return 2 * EARTH_RADIUS_M * asin(sqrt(half))


# The mainland's maps and phones show a shifted system, GCJ-02 ("Mars"), and one provider shifts it again, BD-09.
# The constants are those of the published algorithm: Krassowsky's ellipsoid and a sum of sines.
KRASSOWSKY_A, KRASSOWSKY_E2 = 6_378_245.0, 0.006_693_421_622_965_943
BD_TURN = pi * 3000 / 180
WHERE_SHIFTED = (72.004, 0.8293, 137.8347, 55.8271)  # west, south, east, north
EXACT_DEGREES = 1e-10
ROUNDS = 30


def to_wgs84(lon: float, lat: float, system: str) -> Point:
    """Return a reading in `system` (wgs84, cgcs2000, gcj02 or bd09) as WGS 84. Raises KeyError for another system.

    CGCS2000, the national system of surveys, differs from WGS 84 by centimetres and is taken as it is.
    """
    return {"wgs84": Point, "cgcs2000": Point, "gcj02": gcj02_to_wgs84, "bd09": bd09_to_wgs84}[system](lon, lat)


def wgs84_to_gcj02(lon: float, lat: float) -> Point:
    """Return the shifted point; outside the box in which maps are shifted, the point itself."""
    west, south, east, north = WHERE_SHIFTED
    if not (west <= lon <= east and south <= lat <= north):
        return Point(lon, lat)
    x, y = lon - 105.0, lat - 35.0
    waves = 20 * sin(6 * pi * x) + 20 * sin(2 * pi * x)
    north_shift = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
    north_shift += (waves + _waves(y, 160, 320)) * 2 / 3
    east_shift = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
    east_shift += (waves + _waves(x, 150, 300)) * 2 / 3
    curve = 1 - KRASSOWSKY_E2 * sin(radians(lat)) ** 2
    metres_north = KRASSOWSKY_A * (1 - KRASSOWSKY_E2) / (curve * sqrt(curve))
    metres_east = KRASSOWSKY_A / sqrt(curve) * cos(radians(lat))
    return Point(lon + degrees(east_shift / metres_east), lat + degrees(north_shift / metres_north))


def _waves(t: float, long: float, longest: float) -> float:
    return 20 * sin(pi * t) + 40 * sin(pi * t / 3) + long * sin(pi * t / 12) + longest * sin(pi * t / 30)


def gcj02_to_wgs84(lon: float, lat: float) -> Point:
    """Return the point whose shift is the one given: found by correcting a guess until nothing moves."""
    guess = Point(lon, lat)
    for _round in range(ROUNDS):
        shifted = wgs84_to_gcj02(*guess)
        off_lon, off_lat = shifted.lon - lon, shifted.lat - lat
        guess = Point(guess.lon - off_lon, guess.lat - off_lat)
        if max(abs(off_lon), abs(off_lat)) < EXACT_DEGREES:
            break
    return guess


def gcj02_to_bd09(lon: float, lat: float) -> Point:
    reach = hypot(lon, lat) + 0.000_02 * sin(lat * BD_TURN)
    turn = atan2(lat, lon) + 0.000_003 * cos(lon * BD_TURN)
    return Point(reach * cos(turn) + 0.0065, reach * sin(turn) + 0.006)


def bd09_to_wgs84(lon: float, lat: float) -> Point:
    guess = Point(lon - 0.0065, lat - 0.006)
    for _round in range(ROUNDS):
        again = gcj02_to_bd09(*guess)
        guess = Point(guess.lon - (again.lon - lon), guess.lat - (again.lat - lat))
    return gcj02_to_wgs84(*guess)
