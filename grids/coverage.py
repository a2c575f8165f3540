"""Whether outlines tile: overlaps, borders whose corners differ, holes and slivers. Pure geometry, without a database.

Shapes are in degrees of WGS 84. Whole arrays are asked at once: a city has 100,000 cells.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from govgrid.lib.geo import METRES_PER_DEGREE

# Narrower than this (about a metre) between two neighbours is a slip of the pen, wider may be a lake.
GAP_DEGREES = 1e-5
OVERLAP_SQUARE_METRES = 1.0


@dataclass(frozen=True)
class Clash:
    """Two neighbours that do not tile: they overlap by so many m², or about 0 where only their corners differ."""

    code: str
    other: str
    square_metres: float


@dataclass(frozen=True)
class Hole:
    """Land enclosed by outlines and in none of them; `narrow` if it is thinner than about a metre everywhere."""

    square_metres: float
    narrow: bool
    beside: tuple[str, ...]


def clashes(shapes: Mapping[str, BaseGeometry]) -> list[Clash]:
    """Return the pairs of valid `shapes` that overlap, or whose common border has not the same corners in both."""
    codes = list(shapes)
    firsts, seconds, overlaps = clashing(_array(shapes.values()))
    pairs = zip(firsts.tolist(), seconds.tolist(), overlaps.tolist(), strict=True)
    return [Clash(codes[first], codes[second], overlap) for first, second, overlap in pairs]


def clashing(outlines: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the positions of the first and second of each pair that clashes, and how many m² they overlap by."""
    none = np.array([], dtype=int)
    if len(outlines) < 2 or shapely.coverage_is_valid(outlines):
        return none, none, np.array([])
    edges = shapely.coverage_invalid_edges(outlines)
    suspects = np.flatnonzero(~shapely.is_empty(edges))
    near = STRtree(outlines[suspects]).query(outlines[suspects], predicate="intersects")
    firsts, seconds = suspects[near]
    ahead = (firsts < seconds) & shapely.intersects(edges[firsts], outlines[seconds])
    firsts, seconds = firsts[ahead], seconds[ahead]
    order = np.lexsort((seconds, firsts))
    firsts, seconds = firsts[order], seconds[order]
    return firsts, seconds, square_metres_of(shapely.intersection(outlines[firsts], outlines[seconds]))


def square_metres(shape: BaseGeometry) -> float:
    """Return the area of a shape given in degrees, by a local scale: good to a few parts in a thousand."""
    return float(square_metres_of(np.array([shape], dtype=object))[0])


def square_metres_of(shapes: np.ndarray) -> np.ndarray:
    """Return the areas of shapes in m², as square_metres() does; 0 for an empty one."""
    latitudes, there = np.zeros(len(shapes)), ~shapely.is_empty(shapes)
    latitudes[there] = shapely.get_y(shapely.centroid(shapes[there]))
    return shapely.area(shapes) * METRES_PER_DEGREE**2 * np.cos(np.radians(latitudes))


def holes(shapes: Mapping[str, BaseGeometry]) -> list[Hole]:
    """Return the holes in the union of `shapes`, largest first: water without cells, or land that was forgotten."""
    codes, outlines = list(shapes), _array(shapes.values())
    rings, beside = holes_between(outlines)
    sizes, thin = square_metres_of(rings), narrow(rings)
    found = [
        Hole(float(sizes[n]), bool(thin[n]), tuple(codes[number] for number in beside[n])) for n in range(len(rings))
    ]
    return sorted(found, key=lambda hole: -hole.square_metres)


def holes_between(outlines: np.ndarray) -> tuple[np.ndarray, list[list[int]]]:
    """Return the holes in the union of `outlines` as polygons, and the positions of the outlines around each."""
    if not len(outlines):
        return _array([]), []
    parts = shapely.get_parts(dissolve(outlines))
    rings = _array([shapely.polygons(ring) for part in parts for ring in part.interiors])
    around: dict[int, list[int]] = defaultdict(list)
    for ring, number in STRtree(outlines).query(rings, predicate="touches").T.tolist():
        around[ring].append(number)
    return rings, [sorted(around[n]) for n in range(len(rings))]


def narrow(polygons: np.ndarray) -> np.ndarray:
    """Return which polygons are thinner than about a metre everywhere."""
    # No shape is narrower than twice its area by its length, and the circle within is dear: only suspects are asked.
    lengths = np.maximum(shapely.length(polygons), np.finfo(float).tiny)
    found = 2 * shapely.area(polygons) / lengths < GAP_DEGREES
    found[found] = 2 * shapely.length(shapely.maximum_inscribed_circle(polygons[found])) < GAP_DEGREES
    return found


def slivers(outlines: np.ndarray) -> np.ndarray:
    """Return the positions of outlines with a part that is thinner than about a metre everywhere."""
    parts, owners = shapely.get_parts(outlines, return_index=True)
    return np.unique(owners[narrow(parts)])


def unwrapped(shapes: np.ndarray) -> np.ndarray:
    """Return the shapes, a multipolygon of one part as the polygon that it is."""
    found = shapes.copy()
    alone = (shapely.get_type_id(shapes) == shapely.GeometryType.MULTIPOLYGON) & (
        shapely.get_num_geometries(shapes) == 1
    )
    found[alone] = shapely.get_geometry(shapes[alone], 0)
    return found


def dissolve(shapes: Sequence[BaseGeometry] | np.ndarray) -> BaseGeometry:
    """Return the union of outlines that tile; the borders between them vanish, all other corners stay."""
    outlines = np.array(shapes, dtype=object)
    if shapely.coverage_is_valid(outlines):
        return shapely.coverage_union_all(outlines)
    return shapely.union_all(outlines)


def _array(shapes: object) -> np.ndarray:
    given = list(shapes)  # type: ignore[call-overload]
    found = np.empty(len(given), dtype=object)
    found[:] = given
    return found
