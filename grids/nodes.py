"""Corners of neighbouring outlines: bringing near ones together, and giving each border the same corners on both sides.

Everything is in degrees. Two outlines tile only if their common border has the same corners in both; a corner that a
cut or a drawing makes in the middle of an edge is therefore made in the neighbour as well.
"""

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import TypeVar

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

# What a browser's map makes of a corner on its way there and back differs by less (a centimetre).
SAME_DEGREES = 1e-7
# Drawn this close to an edge (a tenth of a metre), a corner is meant to lie on it.
NEAR_EDGE_DEGREES = 1e-6
# A corner this close to an edge (a tenth of a millimetre) lies on it: what is left of the arithmetic of a cut.
ON_EDGE_DEGREES = 1e-9

Key = TypeVar("Key")


def corners_of(shapes: Iterable[BaseGeometry]) -> np.ndarray:
    """Return all corners of `shapes`, each once, as rows of longitude and latitude."""
    found = shapely.get_coordinates(list(shapes))
    return np.unique(found, axis=0) if len(found) else found.reshape(0, 2)


def bring_together(shapes: Mapping[Key, BaseGeometry], known: Iterable[BaseGeometry]) -> dict[Key, BaseGeometry]:
    """Return `shapes` with each corner that nearly is one of `known`, or lies on their edges, put exactly there.

    Corners that several of `shapes` share stay shared. A straight line of the map is not quite one in degrees: on an
    edge of a kilometre a corner is a centimetre aside.
    """
    outlines = list(known)
    kept = [tuple(corner) for corner in corners_of(outlines)]
    edges = shapely.union_all([shape.boundary for shape in outlines])
    return {key: shapely.transform(shape, lambda part: _nearest(part, kept, edges)) for key, shape in shapes.items()}


def _nearest(corners: np.ndarray, kept: list[tuple[float, ...]], edges: BaseGeometry) -> np.ndarray:
    moved = []
    for corner in corners:
        ways = np.hypot(*(np.array(kept) - corner).T)
        best = int(ways.argmin())
        if ways[best] > SAME_DEGREES:
            kept.append(_on_edge(corner, edges))
            best = len(kept) - 1
        moved.append(kept[best])
    return np.array(moved)


def _on_edge(corner: np.ndarray, edges: BaseGeometry) -> tuple[float, ...]:
    way = shapely.shortest_line(edges, shapely.Point(corner))
    return way.coords[0] if way.length < NEAR_EDGE_DEGREES else tuple(corner)


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
    for start, end in pairwise(corners):
        edge = shapely.LineString([start, end])
        on_it = [point for point in new if edge.distance(shapely.Point(point)) <= ON_EDGE_DEGREES]
        woven += [start, *sorted(on_it, key=lambda point: edge.project(shapely.Point(point)))]
    return [*woven, corners[-1]]
