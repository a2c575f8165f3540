"""Cutting an outline by lines into faces that share their corners exactly, and dropping the corners nobody needs."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

# Crossings are found on a lattice of 1e-12 degrees, a ten-thousandth of a millimetre: fine enough to move no border,
# coarse enough for every line through a crossing to hold the very same corner.
GRAIN = 1e-12
STRAIGHT_DEGREES = 1e-11

Corner = tuple[float, float]


def cut(outline: BaseGeometry, lines: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    """Return the pieces of `outline` (degrees) between `lines`; together they are the outline, corner for corner."""
    middle = shapely.get_coordinates(outline)[0]
    borders = _moved([outline.boundary, *lines], -middle)
    noded = shapely.union_all(borders, grid_size=GRAIN)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    inside = _moved([outline], -middle)[0]
    shapely.prepare(inside)
    faces = faces[shapely.contains_properly(inside, shapely.point_on_surface(faces))]
    return _put_back(list(faces), outline, middle)


def _moved(shapes: Iterable[BaseGeometry], by: np.ndarray) -> list[BaseGeometry]:
    return [shapely.transform(shape, lambda xy: xy + by) for shape in shapes]


def _put_back(faces: list[BaseGeometry], outline: BaseGeometry, middle: np.ndarray) -> list[BaseGeometry]:
    """Return the faces where they belong; corners that the outline has are the outline's to the last digit."""
    known = shapely.get_coordinates(outline)
    exact = dict(zip(_keys(known - middle), known.tolist(), strict=True))

    def back(xy: np.ndarray) -> np.ndarray:
        return np.array([exact.get(key, moved) for key, moved in zip(_keys(xy), (xy + middle).tolist(), strict=True)])

    return [shapely.transform(face, back) for face in faces]


def _keys(xy: np.ndarray) -> list[tuple[int, int]]:
    return [(int(x), int(y)) for x, y in np.round(xy / GRAIN)]


def without_idle_corners(cells: Sequence[BaseGeometry], outline: BaseGeometry) -> list[BaseGeometry]:
    """Return the cells without the corners on straight borders at which no third border ends.

    Those of the outline itself all stay. What vanishes vanishes on both sides of a border.
    """
    beside: dict[Corner, set[Corner]] = defaultdict(set)
    for cell in cells:
        for ring in _rings(cell):
            for before, corner, after in zip(np.roll(ring, 1, axis=0), ring, np.roll(ring, -1, axis=0), strict=True):
                beside[tuple(corner)] |= {tuple(before), tuple(after)}
    kept = set(map(tuple, shapely.get_coordinates(outline)))
    idle = {corner for corner, near in beside.items() if corner not in kept and _is_idle(corner, near)}
    return [_without(cell, idle) for cell in cells]


def _rings(shape: BaseGeometry) -> Iterable[np.ndarray]:
    for polygon in shapely.get_parts(shape):
        for ring in (polygon.exterior, *polygon.interiors):
            yield shapely.get_coordinates(ring)[:-1]


def _is_idle(corner: Corner, near: set[Corner]) -> bool:
    if len(near) != 2:
        return False
    (ax, ay), (bx, by) = near
    length = np.hypot(bx - ax, by - ay)
    off = (bx - ax) * (corner[1] - ay) - (by - ay) * (corner[0] - ax)
    return bool(abs(off) < STRAIGHT_DEGREES * length)


def _without(shape: BaseGeometry, idle: set[Corner]) -> BaseGeometry:
    def ring(line: BaseGeometry) -> list[Corner]:
        return [corner for corner in map(tuple, shapely.get_coordinates(line)[:-1]) if corner not in idle]

    parts = [
        shapely.Polygon(ring(polygon.exterior), [ring(hole) for hole in polygon.interiors])
        for polygon in shapely.get_parts(shape)
    ]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)
