"""The outlines that touch a piece of land, of every level: found by the rings that a search for a cell reads."""

from collections.abc import Sequence
from datetime import date

import shapely
from django.db import connection
from shapely.geometry.base import BaseGeometry

from grids.models import Level

# With every level named the index over (level, box) serves; a border that only touches the box is in it.
NEAR = """
SELECT DISTINCT ON (b.area_id) b.area_id, b.geometry
  FROM grids_ring r JOIN grids_boundary b ON b.id = r.boundary_id
 WHERE r.level = ANY(%(levels)s) AND box(r.ring) && box(point(%(east)s, %(north)s), point(%(west)s, %(south)s))
   AND r.valid_from <= %(on)s AND (r.valid_to IS NULL OR r.valid_to > %(on)s)
"""


def outlines_near(bounds: Sequence[float], *, on: date) -> dict[int, BaseGeometry]:
    """Return the outlines in force on day `on` whose box meets `bounds` (west, south, east, north in degrees)."""
    west, south, east, north = (degree * 1e6 for degree in bounds)
    box = {"west": west, "south": south, "east": east, "north": north}
    with connection.cursor() as cursor:
        cursor.execute(NEAR, {**box, "levels": Level.values, "on": on})
        return {area: shapely.from_wkb(bytes(wkb)) for area, wkb in cursor.fetchall()}
