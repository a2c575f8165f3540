"""Vector tiles of the grid: areas by zoom and their names, drawn from the outlines of an edition's day. No case data.

Layer `area` holds outlines (id, code, level), layer `above` those of the next wider level, for a stronger line, and
layer `name` one point an area, in the one tile that it lies in, so that no name is written twice.
"""

import gzip
from collections.abc import Sequence
from datetime import date

import numpy as np
import shapely

from govgrid.lib import mvt
from govgrid.lib.boxes import TileAt
from grids import editions
from grids.models import Edition, Level, Tile
from grids.tiles.drawing import MARGIN, corners_in, points_in
from grids.tiles.in_view import FROM_ZOOM, Outline, level_at, outlines_in

# Tiles farther than those with cells are drawn by a worker from simplified outlines and kept; nearer ones when they
# are asked for.
KEPT_BELOW = next(zoom for zoom, level in FROM_ZOOM if level == Level.CELL)
NEAREST = 19
# From this zoom on cells have room for their own codes; before it the wider level names the land.
CELLS_NAMED = 15
WIDER = {Level.CELL: Level.COMMUNITY, Level.COMMUNITY: Level.STREET, Level.STREET: Level.DISTRICT}


def edition_numbered(number: int) -> Edition | None:
    """Return the edition that an address names; None: there never was one."""
    return Edition.objects.only("number", "valid_from", "published_at").filter(number=number).first()


def address_parts(on: date) -> tuple[int, int]:
    """Return what stands in the address of the tiles of a day: the edition by which they are drawn, and the newest.

    The newest is there so that an edition dated back, which redraws tiles of a later one, gets addresses of its own.
    Both are 0 before the first edition.
    """
    current = editions.drawn_on(on)
    return (current.number if current else 0), editions.newest_number()


def kept(edition: Edition, tile: TileAt) -> bytes | None:
    """Return the gzipped tile that a worker has drawn; None: it has not been drawn, or lies outside the city."""
    data = Tile.objects.filter(edition=edition, **tile._asdict()).values_list("data", flat=True).first()
    return bytes(data) if data is not None else None


def draw(tile: TileAt, *, on: date) -> bytes:
    """Return the gzipped tile from the outlines of day `on` as they are; empty where there is no area."""
    level, box = level_at(tile.z), tile.box(MARGIN)
    wider = WIDER.get(level)
    above = outlines_in(box, wider, on=on) if wider else []
    return pack(tile, level, outlines_in(box, level, on=on), above)


def pack(tile: TileAt, level: Level, areas: Sequence[Outline], above: Sequence[Outline]) -> bytes:
    """Return the gzipped tile of `areas` and of the wider ones `above` them."""
    named = above if level == Level.CELL and tile.z < CELLS_NAMED else areas
    layers = {"area": _polygons(tile, areas), "above": _polygons(tile, above), "name": _names(tile, named)}
    return gzip.compress(mvt.encode(layers), 4, mtime=0)


def _polygons(tile: TileAt, areas: Sequence[Outline]) -> list[mvt.Feature]:
    if not areas:
        return []
    corners = corners_in(tile, shapely.from_wkb([area.wkb for area in areas]))
    drawings = mvt.polygons(corners.at, corners.ring, corners.shape)
    return [
        mvt.Feature(areas[n].id, mvt.POLYGON, drawing, {"code": areas[n].code, "level": areas[n].level})
        for n, drawing in drawings.items()
    ]


def _names(tile: TileAt, areas: Sequence[Outline]) -> list[mvt.Feature]:
    if not areas:
        return []
    # Of the whole outline and not of what the tile shows of it: all tiles must agree where the name stands.
    middles = shapely.point_on_surface(shapely.from_wkb([area.wkb for area in areas]))
    at, inside = points_in(tile, shapely.get_coordinates(middles))
    drawings = mvt.points(at[inside])
    return [
        mvt.Feature(areas[n].id, mvt.POINT, drawing, _words(areas[n]))
        for n, drawing in zip(np.flatnonzero(inside).tolist(), drawings, strict=True)
    ]


def _words(area: Outline) -> dict[str, str]:
    return {"code": area.code, "level": area.level, "name_en": area.name_en, "name_zh": area.name_zh}
