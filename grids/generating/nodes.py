"""The same corners on both sides of a border: a new corner on it is given to every outline that runs along."""

from collections import defaultdict

import numpy as np
import shapely
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

# A corner as near to a border as this (a hundredth of a millimetre) is meant to be on it.
ON_IT_DEGREES = 1e-10


def with_corners(shape: BaseGeometry, corners: np.ndarray) -> BaseGeometry:
    """Return `shape` with those of `corners` (one a row, degrees) that lie on its borders; itself where none does."""
    west, south, east, north = np.array(shape.bounds) + ON_IT_DEGREES * np.array([-1, -1, 1, 1])
    x, y = corners[:, 0], corners[:, 1]
    near = corners[(x >= west) & (x <= east) & (y >= south) & (y <= north)]
    known = set(map(tuple, shapely.get_coordinates(shape)))
    new = [corner for corner in map(tuple, near) if corner not in known]
    if not new:
        return shape
    changed = [_ring_with(ring, new) for polygon in shapely.get_parts(shape) for ring in _rings(polygon)]
    if not any(added for _ring, added in changed):
        return shape
    rings = iter(ring for ring, _added in changed)
    parts = [
        shapely.Polygon(next(rings), [next(rings) for _hole in polygon.interiors])
        for polygon in shapely.get_parts(shape)
    ]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def _rings(polygon: BaseGeometry) -> list[BaseGeometry]:
    return [polygon.exterior, *polygon.interiors]


def _ring_with(ring: BaseGeometry, new: list[tuple[float, float]]) -> tuple[np.ndarray, bool]:
    """Return the corners of a ring with the new ones in their places, and whether there were any."""
    corners = shapely.get_coordinates(ring)
    sides = shapely.linestrings(np.stack([corners[:-1], corners[1:]], axis=1))
    points = shapely.points(np.array(new))
    found = STRtree(sides).query_nearest(points, max_distance=ON_IT_DEGREES, all_matches=False)
    on: dict[int, list[tuple[float, tuple[float, float]]]] = defaultdict(list)
    for point, side in found.T:
        on[int(side)].append((float(shapely.line_locate_point(sides[side], points[point])), new[point]))
    result: list[tuple[float, float]] = []
    for side, start in enumerate(map(tuple, corners[:-1])):
        result += [start, *(corner for _along, corner in sorted(on[side]))]
    return np.array([*result, result[0]]), bool(on)


def new_corners(cells: list[BaseGeometry], outline: BaseGeometry) -> np.ndarray:
    """Return the corners that `cells` have on the border of `outline` and the outline has not, one a row."""
    border = outline.boundary
    corners = np.unique(shapely.get_coordinates(np.array(cells, dtype=object)), axis=0)
    known = set(map(tuple, shapely.get_coordinates(outline)))
    fresh = np.array([corner for corner in corners if tuple(corner) not in known]).reshape(-1, 2)
    shapely.prepare(border)
    return fresh[shapely.dwithin(border, shapely.points(fresh), ON_IT_DEGREES)] if len(fresh) else fresh
