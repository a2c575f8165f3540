"""Points on the earth. Every value says its system; the platform keeps WGS 84 degrees."""

from math import asin, cos, radians, sin, sqrt
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
