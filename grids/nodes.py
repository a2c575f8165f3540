"""Corners of neighbouring outlines: bringing near ones together, and giving each border the same corners on both sides.

Everything is in degrees. Two outlines tile only if their common border has the same corners in both; a corner that a
cut or a drawing makes in the middle of an edge is therefore made in the neighbour as well.
"""

from collections.abc import Iterable, Mapping
from typing import TypeVar

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

# What a browser's map makes of a corner on its way there and back differs by less (a centimetre).
SAME_DEGREES = 1e-7
# A corner this close to an edge (a tenth of a millimetre) lies on it: what is left of the arithmetic of a cut.
ON_EDGE_DEGREES = 1e-9

Key = TypeVar("Key")


def corners_of(shapes: Iterable[BaseGeometry]) -> np.ndarray:
    """Return all corners of `shapes`, each once, as rows of longitude and latitude."""
    found = shapely.get_coordinates(list(shapes))
    return np.unique(found, axis=0) if len(found) else found.reshape(0, 2)


def bring_together(shapes: Mapping[Key, BaseGeometry], known: np.ndarray) -> dict[Key, BaseGeometry]:
    """Return `shapes` with every corner that nearly is a `known` one, or one met before it here, made that very one."""
    kept = [tuple(corner) for corner in known]
    return {key: shapely.transform(shape, lambda part: _nearest(part, kept)) for key, shape in shapes.items()}


def _nearest(corners: np.ndarray, kept: list[tuple[float, ...]]) -> np.ndarray:
    moved = []
    for corner in corners:
        ways = np.hypot(*(np.array(kept) - corner).T) if kept else np.array([np.inf])
        best = int(ways.argmin())
        if ways[best] > SAME_DEGREES:
            kept.append(tuple(corner))
            best = len(kept) - 1
        moved.append(kept[best])
    return np.array(moved)


def knit(shapes: Mapping[Key, BaseGeometry]) -> dict[Key, BaseGeometry]:
    """Return `shapes`, each with the corners of the others that lie on its edges: then what tiles has equal borders."""
    corners = corners_of(shapes.values())
    return {key: with_corners(shape, corners) for key, shape in shapes.items()}


def with_corners(shape: BaseGeometry, corners: np.ndarray) -> BaseGeometry:
    """Return `shape` with those of `corners` that lie on its edges as corners of its own; the land stays the same."""
    points = shapely.points(corners)
    own = {tuple(corner) for corner in shapely.get_coordinates(shape)}
    near = points[shapely.dwithin(shape.boundary, points, ON_EDGE_DEGREES)] if len(points) else points
    new = [(point.x, point.y) for point in near if (point.x, point.y) not in own]
    if not new:
        return shape
    parts = [
        shapely.Polygon(_ring(part.exterior, new), [_ring(ring, new) for ring in part.interiors])
        for part in shapely.get_parts(shape)
    ]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def _ring(ring: BaseGeometry, new: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the corners of a ring, with the new ones between those whose edge they lie on."""
    corners = [tuple(corner) for corner in shapely.get_coordinates(ring)]
    woven: list[tuple[float, float]] = []
    for start, end in zip(corners[:-1], corners[1:], strict=True):
        edge = shapely.LineString([start, end])
        on_it = [point for point in new if edge.distance(shapely.Point(point)) <= ON_EDGE_DEGREES]
        woven += [start, *sorted(on_it, key=lambda point: edge.project(shapely.Point(point)))]
    return [*woven, corners[-1]]
