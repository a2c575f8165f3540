"""Cutting an outline by lines into faces that share their corners exactly, and dropping the corners nobody needs."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np
import shapely
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

# Crossings are found on a lattice of 1e-12 degrees, a ten-thousandth of a millimetre: fine enough to move no border,
# coarse enough for every line through a crossing to hold the very same corner.
GRAIN = 1e-12
# Nearer than this to a corner of the outline it is that corner: a neighbour's, who cut the border by the same line.
SAME_CROSSING_DEGREES = 1e-10
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
    corners = np.unique(shapely.get_coordinates(np.array(faces, dtype=object)), axis=0)
    places = corners + middle
    known = shapely.get_coordinates(outline)
    near = STRtree(shapely.points(known)).query_nearest(
        shapely.points(places), max_distance=SAME_CROSSING_DEGREES, all_matches=False
    )
    places[near[0]] = known[near[1]]
    belongs = dict(zip(map(tuple, corners), map(tuple, places), strict=True))
    return _redrawn(faces, lambda ring: [belongs[corner] for corner in ring])


def _redrawn(shapes: Iterable[BaseGeometry], redraw: Callable[[list[Corner]], list[Corner]]) -> list[BaseGeometry]:
    """Return the shapes with each ring redrawn, corner after corner; what is left without land vanishes."""
    return [drawn for shape in shapes if not (drawn := _shape_of(shape, redraw)).is_empty]


def _shape_of(shape: BaseGeometry, redraw: Callable[[list[Corner]], list[Corner]]) -> BaseGeometry:
    parts = []
    for polygon in shapely.get_parts(shape):
        shell, *holes = (_once(redraw(ring)) for ring in _rings(polygon))
        if len(shell) > 2:
            parts.append(shapely.Polygon(shell, [hole for hole in holes if len(hole) > 2]))
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def _rings(polygon: BaseGeometry) -> Iterator[list[Corner]]:
    for ring in (polygon.exterior, *polygon.interiors):
        yield [(x, y) for x, y in shapely.get_coordinates(ring)[:-1].tolist()]


def _once(ring: list[Corner]) -> list[Corner]:
    """Return a ring without corners that repeat the one before."""
    return [corner for before, corner in zip([ring[-1], *ring], ring, strict=False) if corner != before]


def without_idle_corners(cells: Sequence[BaseGeometry], outline: BaseGeometry) -> list[BaseGeometry]:
    """Return the cells without the corners on straight borders at which no third border ends.

    Those of the outline itself all stay. What vanishes vanishes on both sides of a border.
    """
    beside: dict[Corner, set[Corner]] = defaultdict(set)
    for polygon in shapely.get_parts(np.array(cells, dtype=object)):
        for ring in _rings(polygon):
            for before, corner, after in zip([ring[-1], *ring], ring, [*ring[1:], ring[0]], strict=False):
                beside[corner] |= {before, after}
    kept = set(map(tuple, shapely.get_coordinates(outline).tolist()))
    idle = {corner for corner, near in beside.items() if corner not in kept and _is_idle(corner, near)}
    return _redrawn(cells, lambda ring: [corner for corner in ring if corner not in idle])


def _is_idle(corner: Corner, near: set[Corner]) -> bool:
    if len(near) != 2:
        return False
    (ax, ay), (bx, by) = near
    length = np.hypot(bx - ax, by - ay)
    off = (bx - ax) * (corner[1] - ay) - (by - ay) * (corner[0] - ax)
    return bool(abs(off) < STRAIGHT_DEGREES * length)
