"""Which areas a map shows: those of one level whose outline touches a box on a day."""

from datetime import date
from typing import NamedTuple

from django.db import connection

from govgrid.lib.boxes import Box
from grids.models import Level

# From this zoom on a level is drawn: a cell of 100 m is then 20 pixels wide, and a tile (of 512) holds some 500.
FROM_ZOOM = ((14, Level.CELL), (12, Level.COMMUNITY), (11, Level.STREET), (0, Level.DISTRICT))

TOUCHING = """
SELECT DISTINCT r.boundary_id FROM grids_ring r
 WHERE r.level = %(level)s AND r.valid_from <= %(on)s AND (r.valid_to IS NULL OR r.valid_to > %(on)s)
   AND box(r.ring) && box(point(%(west)s * 1e6, %(south)s * 1e6), point(%(east)s * 1e6, %(north)s * 1e6))
"""

OUTLINES = f"""
SELECT a.id, a.code, a.level, a.name_en, a.name_zh, b.geometry
  FROM grids_boundary b JOIN grids_area a ON a.id = b.area_id
 WHERE b.id IN ({TOUCHING}) ORDER BY a.id
"""  # noqa: S608 - only our own constants are joined

IDS = f"SELECT b.area_id FROM grids_boundary b WHERE b.id IN ({TOUCHING}) LIMIT %(most)s"  # noqa: S608


class Outline(NamedTuple):
    """An area as a map draws it; `wkb` is its outline in WGS 84 degrees."""

    id: int
    code: str
    level: str
    name_en: str
    name_zh: str
    wkb: bytes


def level_at(zoom: float) -> Level:
    """Return the level that a map shows at `zoom`."""
    return next(level for lowest, level in FROM_ZOOM if zoom >= lowest)


def outlines_in(box: Box, level: Level, *, on: date) -> list[Outline]:
    """Return the areas of a level that may touch `box`, with their outlines of day `on`; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(OUTLINES, {**box._asdict(), "level": level.value, "on": on})
        return [Outline._make(row) for row in cursor.fetchall()]


def ids_in(box: Box, level: Level, *, on: date, most: int) -> list[int]:
    """Return the ids of areas of a level that may touch `box` on day `on`, at most so many."""
    with connection.cursor() as cursor:
        cursor.execute(IDS, {**box._asdict(), "level": level.value, "on": on, "most": most})
        return [pk for (pk,) in cursor.fetchall()]
