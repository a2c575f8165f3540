"""What a tile draws, read by another reader and judged by shapely: no crack, no overlap, holes as they are."""

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.affinity import affine_transform

from govgrid.lib import mvt
from govgrid.lib.boxes import TileAt, column_row
from govgrid.lib.mvt import EXTENT
from grids.tiles.drawing import BUFFER, corners_in
from tests.grids.mvt_reader import Read, read_tile

TILE = TileAt(14, 12867, 7014)
WEST, SOUTH, EAST, NORTH = TILE.box()
FRAME = shapely.box(0, 0, EXTENT, EXTENT)
WIDE = shapely.box(-BUFFER, -BUFFER, EXTENT + BUFFER, EXTENT + BUFFER)


def drawn(shapes: list[shapely.Geometry], tile: TileAt = TILE) -> list[Read]:
    """What a map sees of `shapes`, whose ids are 1, 2, 3 …"""
    corners = corners_in(tile, np.array(shapes, dtype=object))
    drawings = mvt.polygons(corners.at, corners.ring, corners.shape)
    features = [mvt.Feature(n + 1, mvt.POLYGON, drawing, {"code": f"c{n}"}) for n, drawing in drawings.items()]
    layers = read_tile(mvt.encode({"area": features}))
    return layers["area"].features if layers else []


def truth(shape: shapely.Geometry, tile: TileAt = TILE) -> shapely.Geometry:
    """The shape in units of the tile, corner by corner, by a formula of its own."""

    def place(lon_lat: np.ndarray) -> np.ndarray:
        found = [column_row(lon, lat, tile.z) for lon, lat in lon_lat]
        return (np.array(found) - [tile.x, tile.y]) * EXTENT

    return shapely.transform(shape, place)


def at(column: float, row: float) -> tuple[float, float]:
    """Degrees of a place in the tile, given in shares of its width from the south-west."""
    return WEST + column * (EAST - WEST), SOUTH + row * (NORTH - SOUTH)


def test_a_hole_stays_a_hole_and_an_island_in_it_is_drawn():
    land = shapely.Polygon(
        [at(0.1, 0.1), at(0.9, 0.1), at(0.9, 0.9), at(0.1, 0.9)],
        [[at(0.3, 0.3), at(0.7, 0.3), at(0.7, 0.7), at(0.3, 0.7)]],
    )
    island = shapely.Polygon([at(0.4, 0.4), at(0.6, 0.4), at(0.6, 0.6), at(0.4, 0.6)])

    (found,) = drawn([shapely.MultiPolygon([land, island])])

    assert len(found.shape.geoms) == 2
    assert sum(len(part.interiors) for part in found.shape.geoms) == 1
    assert found.shape.is_valid
    assert found.shape.symmetric_difference(truth(shapely.MultiPolygon([land, island]))).area < 8 * EXTENT
    assert (found.id, found.words) == (1, {"code": "c0"})


def test_a_shape_beyond_the_tile_is_cut_a_little_beyond_its_edge():
    (found,) = drawn([shapely.box(WEST - 1, SOUTH - 1, EAST + 1, NORTH + 1)])

    assert found.shape.equals(WIDE)


def test_a_shape_too_small_to_see_and_one_elsewhere_are_left_out():
    dot = shapely.Point(at(0.5, 0.5)).buffer(1e-9)
    far = shapely.box(WEST - 2, SOUTH, WEST - 1, NORTH)

    assert drawn([dot, far, shapely.box(*at(0.2, 0.2), *at(0.4, 0.4))])[0].id == 3


def test_a_hole_goes_with_the_land_around_it_when_that_is_too_small_to_see():
    speck = shapely.Point(at(0.5, 0.5)).buffer(1e-9)
    ring = speck.difference(shapely.Point(at(0.5, 0.5)).buffer(0.5e-9))

    assert drawn([ring]) == []


steps = st.lists(st.floats(-0.35, 0.35), min_size=98, max_size=98)


def bent_cells(bends: list[float], across: int = 6) -> list[shapely.Polygon]:
    """Cells over the tile and beyond it whose shared corners are bent, so that they tile exactly."""
    moved = np.array(bends).reshape(2, across + 1, across + 1)
    rows, columns = np.mgrid[0 : across + 1, 0 : across + 1]
    places = np.stack([columns + moved[0], rows + moved[1]], axis=-1) / across * 1.6 - 0.3
    corner = [[at(*places[r, c]) for c in range(across + 1)] for r in range(across + 1)]
    return [
        shapely.Polygon([corner[r][c], corner[r][c + 1], corner[r + 1][c + 1], corner[r + 1][c]])
        for r in range(across)
        for c in range(across)
    ]


@given(steps)
def test_cells_that_tile_are_drawn_without_crack_or_overlap(bends):
    seen = [part.shape.intersection(FRAME) for part in drawn(bent_cells(bends))]

    covered = shapely.union_all(seen)
    assert abs(covered.area - EXTENT * EXTENT) < 1
    assert abs(sum(part.area for part in seen) - EXTENT * EXTENT) < 1


@given(steps)
def test_neighbouring_tiles_meet(bends):
    east = TileAt(TILE.z, TILE.x + 1, TILE.y)
    shapes = bent_cells(bends)
    here = {one.id: one.shape for one in drawn(shapes)}
    there = {one.id: affine_transform(one.shape, [1, 0, 0, 1, EXTENT, 0]) for one in drawn(shapes, east)}

    seam = shapely.box(EXTENT - BUFFER / 2, 0, EXTENT + BUFFER / 2, EXTENT)
    for pk in here.keys() & there.keys():
        left, right = here[pk].intersection(seam), there[pk].intersection(seam)
        # Each tile rounds by half a unit, so a border that is cut at another place runs at most one beside itself:
        # nothing as wide as a unit is farther than a unit from the other.
        assert left.difference(right.buffer(1.01)).buffer(-0.51).is_empty
        assert right.difference(left.buffer(1.01)).buffer(-0.51).is_empty
