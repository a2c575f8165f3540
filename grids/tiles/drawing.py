"""From outlines in degrees to whole numbers in a tile: projected, clipped, rounded, each ring turned the right way."""

from dataclasses import dataclass
from functools import partial

import numpy as np
import shapely
from numpy.typing import NDArray

from govgrid.lib.boxes import TileAt
from govgrid.lib.mvt import EXTENT, Ints

# Drawn beyond the tile's own edge, so that a border does not end where two tiles meet: 1/64 of a tile.
BUFFER = EXTENT // 64
MARGIN = BUFFER / EXTENT


@dataclass(frozen=True)
class Corners:
    """The corners of all rings one after another, and of each its ring and the shape it belongs to."""

    at: Ints
    ring: Ints
    shape: Ints


def corners_in(tile: TileAt, shapes: NDArray[np.object_]) -> Corners:
    """Return the rings of `shapes` (degrees) as a tile draws them; shapes too small to be seen are left out."""
    clipped = _clip(shapely.transform(shapes, partial(to_tile, tile)))
    parts, part_of = shapely.get_parts(clipped, return_index=True)
    flat = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    parts, part_of = parts[flat], part_of[flat]
    rings, polygon_of = shapely.get_rings(parts, return_index=True)
    if not len(rings):
        return Corners(np.zeros((0, 2), np.int64), np.zeros(0, np.int64), np.zeros(0, np.int64))
    at, ring = _rounded(rings)
    outer = np.concatenate([[True], polygon_of[1:] != polygon_of[:-1]])
    at, ring = _turned(at, ring, outer, polygon_of)
    return Corners(at, ring, part_of[polygon_of[ring]])


def points_in(tile: TileAt, lons_lats: NDArray[np.float64]) -> tuple[Ints, NDArray[np.bool_]]:
    """Return points (degrees) as the tile draws them, and which lie in the tile itself: each in exactly one tile."""
    at = to_tile(tile, lons_lats)
    column, row = at[:, 0], at[:, 1]
    inside = (column >= 0) & (column < EXTENT) & (row >= 0) & (row < EXTENT)
    return np.floor(at).astype(np.int64), inside


def to_tile(tile: TileAt, lons_lats: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return degrees as units of the tile, from its north-west corner (web Mercator)."""
    side = 2.0**tile.z
    column = (lons_lats[:, 0] / 360 + 0.5) * side - tile.x
    row = (0.5 - np.arcsinh(np.tan(np.radians(lons_lats[:, 1]))) / (2 * np.pi)) * side - tile.y
    return np.stack([column, row], axis=1) * EXTENT


def _clip(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    low, high = -BUFFER, EXTENT + BUFFER
    bounds = shapely.bounds(shapes)
    crossing = (bounds[:, :2] < low).any(axis=1) | (bounds[:, 2:] > high).any(axis=1)
    if crossing.any():
        shapes = shapes.copy()
        shapes[crossing] = shapely.clip_by_rect(shapes[crossing], low, low, high, high)
    return shapes


def _rounded(rings: NDArray[np.object_]) -> tuple[Ints, Ints]:
    """Return the corners on whole numbers, without the closing one and without any that fell on the one before."""
    found, ring = shapely.get_coordinates(rings, return_index=True)
    at = np.rint(found).astype(np.int64)
    same = (ring[1:] == ring[:-1]) & (at[1:] == at[:-1]).all(axis=1)
    closing = np.append(ring[1:] != ring[:-1], True)
    kept = ~(np.concatenate([[False], same]) | closing)
    # The corner before the closing one may have fallen on it: the first one stands for both.
    at, ring = at[kept], ring[kept]
    starts = np.concatenate([[True], ring[1:] != ring[:-1]])
    ends = np.append(starts[1:], True)
    again = ends & ~starts & (at == at[np.flatnonzero(starts)[np.cumsum(starts) - 1]]).all(axis=1)
    return at[~again], ring[~again]


def _turned(at: Ints, ring: Ints, outer: NDArray[np.bool_], polygon_of: NDArray[np.int64]) -> tuple[Ints, Ints]:
    """Return what can be drawn: outer rings clockwise on the screen, holes against it, and no hole without its land."""
    count = len(outer)
    sizes = np.bincount(ring, minlength=count)
    starts = np.concatenate([[0], np.cumsum(sizes)])[:-1]
    here = np.arange(len(at)) - starts[ring]
    after = starts[ring] + (here + 1) % sizes[ring]
    cross = at[:, 0] * at[after, 1] - at[after, 0] * at[:, 1]
    twice = np.zeros(count, np.int64)
    np.add.at(twice, ring, cross)
    drawn = (sizes >= 3) & (twice != 0)
    landed = np.zeros(polygon_of.max() + 1, bool)
    landed[polygon_of[outer & drawn]] = True
    drawn &= landed[polygon_of]
    backwards = (twice > 0) != outer
    order = np.where(backwards[ring], starts[ring] + sizes[ring] - 1 - here, np.arange(len(at)))
    kept = drawn[ring]
    return at[order][kept], ring[kept]
