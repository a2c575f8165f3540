"""Corners of neighbouring outlines: bringing near ones together, and giving each border the same corners on both sides.

Everything is in degrees. Two outlines tile only if their common border has the same corners in both; a corner that a
cut or a drawing makes in the middle of an edge is therefore made in the neighbour as well.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

import numpy as np
import shapely
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

# What a browser's map makes of a corner on its way there and back differs by less (a centimetre).
SAME_DEGREES = 1e-7
# Drawn this close to an edge (a tenth of a metre), a corner is meant to lie on it.
NEAR_EDGE_DEGREES = 1e-6
# A corner this close to an edge (a tenth of a millimetre) lies on it: what is left of the arithmetic of a cut.
ON_EDGE_DEGREES = 1e-9

Key = TypeVar("Key")
Corner = tuple[float, ...]


def corners_of(shapes: Iterable[BaseGeometry]) -> np.ndarray:
    """Return all corners of `shapes`, each once, as rows of longitude and latitude."""
    found = shapely.get_coordinates(list(shapes))
    return np.unique(found, axis=0) if len(found) else found.reshape(0, 2)


def bring_together(shapes: Mapping[Key, BaseGeometry], known: Iterable[BaseGeometry]) -> dict[Key, BaseGeometry]:
    """Return `shapes` with each corner that nearly is one of `known`, or lies on their edges, put exactly there.

    Corners that several of `shapes` share stay shared. A straight line of the map is not quite one in degrees: on an
    edge of a kilometre a corner is a centimetre aside.
    """
    nodes = _Nodes(list(known))
    return {key: shapely.transform(shape, nodes.of) for key, shape in shapes.items()}


class _Nodes:
    """Where corners belong: on a known one, on one that came before, on an edge, or where they are."""

    def __init__(self, outlines: Sequence[BaseGeometry]) -> None:
        self._corners = corners_of(outlines)
        self._tree = STRtree(shapely.points(self._corners))
        self._edges = shapely.union_all([shape.boundary for shape in outlines])
        self._new: list[Corner] = []

    def of(self, corners: np.ndarray) -> np.ndarray:
        """Return the places of `corners`, rows of longitude and latitude."""
        return np.array([self.at(*corner) for corner in corners])

    def at(self, lon: float, lat: float) -> Corner:
        """Return the place of a corner drawn at `lon` and `lat`."""
        point = shapely.Point(lon, lat)
        near = self._tree.query_nearest(point, max_distance=SAME_DEGREES, all_matches=False)
        if len(near):
            return tuple(self._corners[near[0]])
        before = next((new for new in self._new if point.distance(shapely.Point(new)) <= SAME_DEGREES), None)
        if before is None:
            before = self._placed(point)
            self._new.append(before)
        return before

    def _placed(self, point: BaseGeometry) -> Corner:
        way = shapely.shortest_line(self._edges, point)
        on_edge = way is not None and way.length < NEAR_EDGE_DEGREES
        return way.coords[0] if on_edge else (point.x, point.y)


def knit(kept: Mapping[Key, BaseGeometry], changed: Mapping[Key, BaseGeometry]) -> dict[Key, BaseGeometry]:
    """Return all shapes, the `changed` ones and those around them with the same corners on both sides of a border.

    Of `kept` only those get corners on whose edges a changed one has some; the others are returned themselves.
    """
    theirs = corners_of(kept.values())
    woven = {key: with_corners(shape, theirs) for key, shape in changed.items()}
    ours = corners_of(woven.values())
    woven = {key: with_corners(shape, ours) for key, shape in woven.items()}
    return {**{key: with_corners(shape, ours) for key, shape in kept.items()}, **woven}


def with_corners(shape: BaseGeometry, corners: np.ndarray) -> BaseGeometry:
    """Return `shape` with those of `corners` (one a row, degrees) that lie on its borders; itself where none does."""
    west, south, east, north = np.array(shape.bounds) + ON_EDGE_DEGREES * np.array([-1, -1, 1, 1])
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
    found = STRtree(sides).query_nearest(points, max_distance=ON_EDGE_DEGREES, all_matches=False)
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
    return fresh[shapely.dwithin(border, shapely.points(fresh), ON_EDGE_DEGREES)] if len(fresh) else fresh
