"""Points read in another system: the survey's CGCS2000, the shifted GCJ-02 of maps and phones, BD-09 of one provider.

The platform keeps WGS 84 degrees and converts at its doors. Each conversion takes single numbers or numpy arrays.
The constants are those of the published algorithm of the shift: Krassowsky's ellipsoid and a sum of sines.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from govgrid.lib.geo import Point

# A number or an array of them, and a pair of such: degrees, longitude first.
Degrees = Any
Pair = tuple[Degrees, Degrees]
Conversion = Callable[[Degrees, Degrees], Pair]

KRASSOWSKY_A, KRASSOWSKY_E2 = 6_378_245.0, 0.006_693_421_622_965_943
BD_TURN = np.pi * 3000 / 180
BD_EAST, BD_NORTH = 0.0065, 0.006
WHERE_SHIFTED = (72.004, 0.8293, 137.8347, 55.8271)  # west, south, east, north
EXACT_DEGREES = 1e-10
ROUNDS = 30


def to_wgs84(lon: float, lat: float, system: str) -> Point:
    """Return a reading in `system`, one of SYSTEMS, as WGS 84. Raises KeyError for another system."""
    east, north = TO_WGS84[system](lon, lat)
    return Point(float(east), float(north))


def from_wgs84(point: Point, system: str) -> Point:
    """Return a WGS 84 point as it reads in `system`. Raises KeyError for one that is none of SYSTEMS."""
    east, north = FROM_WGS84[system](*point)
    return Point(float(east), float(north))


def many_to_wgs84(lons: ArrayLike, lats: ArrayLike, system: str) -> Pair:
    """Return arrays of longitudes and latitudes in WGS 84: for files of many points. Raises KeyError."""
    return TO_WGS84[system](np.asarray(lons, dtype=float), np.asarray(lats, dtype=float))


def _same(lon: Degrees, lat: Degrees) -> Pair:
    """CGCS2000 differs from WGS 84 by centimetres, and is taken as it is."""
    return lon, lat


def _wgs84_to_gcj02(lon: Degrees, lat: Degrees) -> Pair:
    east, north = _shifted(lon, lat)
    inside = _is_shifted(lon, lat)
    return np.where(inside, east, lon), np.where(inside, north, lat)


def _gcj02_to_wgs84(lon: Degrees, lat: Degrees) -> Pair:
    """The shift is undone as if it reached everywhere; who was outside its box before it was never shifted."""
    east, north = _undone(_shifted, lon, lat, (lon, lat))
    inside = _is_shifted(east, north, slack=100 * EXACT_DEGREES)
    return np.where(inside, east, lon), np.where(inside, north, lat)


def _is_shifted(lon: Degrees, lat: Degrees, slack: float = 0.0) -> Any:
    west, south, east, north = WHERE_SHIFTED
    return (west - slack <= lon) & (lon <= east + slack) & (south - slack <= lat) & (lat <= north + slack)


def _shifted(lon: Degrees, lat: Degrees) -> Pair:
    x, y = lon - 105.0, lat - 35.0
    waves = 20 * np.sin(6 * np.pi * x) + 20 * np.sin(2 * np.pi * x)
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * np.sqrt(np.abs(x))
    north = north + (waves + _waves(y, 160, 320)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * np.sqrt(np.abs(x))
    east = east + (waves + _waves(x, 150, 300)) * 2 / 3
    curve = 1 - KRASSOWSKY_E2 * np.sin(np.radians(lat)) ** 2
    metres_north = KRASSOWSKY_A * (1 - KRASSOWSKY_E2) / (curve * np.sqrt(curve))
    metres_east = KRASSOWSKY_A / np.sqrt(curve) * np.cos(np.radians(lat))
    return lon + np.degrees(east / metres_east), lat + np.degrees(north / metres_north)


def _waves(t: Degrees, long: float, longest: float) -> Degrees:
    return (
        20 * np.sin(np.pi * t)
        + 40 * np.sin(np.pi * t / 3)
        + long * np.sin(np.pi * t / 12)
        + longest * np.sin(np.pi * t / 30)
    )


def _gcj02_to_bd09(lon: Degrees, lat: Degrees) -> Pair:
    reach = np.hypot(lon, lat) + 0.000_02 * np.sin(lat * BD_TURN)
    turn = np.arctan2(lat, lon) + 0.000_003 * np.cos(lon * BD_TURN)
    return reach * np.cos(turn) + BD_EAST, reach * np.sin(turn) + BD_NORTH


def _undone(forward: Conversion, lon: Degrees, lat: Degrees, guess: Pair) -> Pair:
    """Return what `forward` brings to (lon, lat): a guess is corrected by its own error until nothing moves."""
    east, north = guess
    for _round in range(ROUNDS):
        there = forward(east, north)
        off_east, off_north = there[0] - lon, there[1] - lat
        east, north = east - off_east, north - off_north
        if np.max(np.maximum(np.abs(off_east), np.abs(off_north)), initial=0) < EXACT_DEGREES:
            break
    return east, north


def _wgs84_to_bd09(lon: Degrees, lat: Degrees) -> Pair:
    return _gcj02_to_bd09(*_wgs84_to_gcj02(lon, lat))


def _bd09_to_wgs84(lon: Degrees, lat: Degrees) -> Pair:
    return _gcj02_to_wgs84(*_undone(_gcj02_to_bd09, lon, lat, (lon - BD_EAST, lat - BD_NORTH)))


TO_WGS84: dict[str, Conversion] = {
    "wgs84": _same, "cgcs2000": _same, "gcj02": _gcj02_to_wgs84, "bd09": _bd09_to_wgs84,
}  # fmt: skip
FROM_WGS84: dict[str, Conversion] = {
    "wgs84": _same, "cgcs2000": _same, "gcj02": _wgs84_to_gcj02, "bd09": _wgs84_to_bd09,
}  # fmt: skip
SYSTEMS = tuple(TO_WGS84)
# What people read; names of systems are the same in every language.
NAMES = {"wgs84": "WGS 84", "cgcs2000": "CGCS2000", "gcj02": "GCJ-02", "bd09": "BD-09"}
