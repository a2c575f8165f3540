"""Points on the earth in WGS 84 degrees; other systems are read and written by `govgrid.lib.coordinates`."""

from math import asin, atan2, cos, degrees, radians, sin, sqrt
from typing import NamedTuple

EARTH_RADIUS_M = 6_371_008.8
# Of latitude; of longitude it is so many at the equator.
METRES_PER_DEGREE = radians(1) * EARTH_RADIUS_M


class Point(NamedTuple):
    """WGS 84 degrees, longitude first."""

    lon: float
    lat: float

    def metres_to(self, other: "Point") -> float:
        """Return the great-circle distance in metres."""
        a, b = radians(self.lat), radians(other.lat)
        half = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(radians(other.lon - self.lon) / 2) ** 2
        return 2 * EARTH_RADIUS_M * asin(sqrt(half))

    def bearing_to(self, other: "Point") -> float:
        """Return the direction in which `other` lies, in degrees clockwise from north."""
        east = (other.lon - self.lon) * cos(radians((self.lat + other.lat) / 2))
        return degrees(atan2(east, other.lat - self.lat)) % 360
