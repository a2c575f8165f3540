"""Which cell holds a point: the odd-count rule over rings, in SQL, exact with holes and enclaves.

Rings are kept in microdegrees, because PostgreSQL compares native geometry with a fixed tolerance of 1e-6.
A point lies in an area if and only if an odd number of the area's rings hold it. A point on a shared edge may
lie in two cells: the one with the lower id owns it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from govgrid.lib.geo import Point
from grids.models import Level

HOLDING = """
SELECT r.area_id FROM grids_ring r
 WHERE r.level = %(level)s AND r.ring && polygon(box(p.point, p.point)) AND r.ring @> p.point
   AND r.valid_from <= %(on)s AND (r.valid_to IS NULL OR r.valid_to > %(on)s)
 GROUP BY r.area_id HAVING count(*) %% 2 = 1 ORDER BY r.area_id LIMIT 1
"""

CELLS = f"""
SELECT p.n, a.id, a.path, a.code, a.zone
  FROM (SELECT n, point(lon * 1e6, lat * 1e6) AS point
          FROM unnest(%(lons)s::float8[], %(lats)s::float8[]) WITH ORDINALITY AS given(lon, lat, n)) p
 CROSS JOIN LATERAL (
   SELECT area.id, path, code, zone FROM ({HOLDING}) held JOIN grids_area area ON area.id = held.area_id OFFSET 0) a
"""  # noqa: S608 - only our own constants are joined
# The join stays inside, behind OFFSET 0: while statistics are old (a city just loaded) the planner would otherwise
# put the areas outside, and locate every point once for each of them (5,000 points: 10 minutes, not 0.4 s).

INSIDE = f"""
SELECT EXISTS (
  SELECT 1 FROM (SELECT point(%(lon)s * 1e6, %(lat)s * 1e6) AS point) p CROSS JOIN LATERAL ({HOLDING}) held)
"""  # noqa: S608


@dataclass(frozen=True)
class Cell:
    """The cell that holds a point: what routing needs of it."""

    id: int
    path: str
    code: str
    zone: str


def locate_many(points: Sequence[Point | None], *, on: date) -> list[Cell | None]:
    """Return the cell of each point by the boundaries of day `on`; None for no point or no cell. One statement."""
    given = [(index, point) for index, point in enumerate(points) if point is not None]
    found: list[Cell | None] = [None] * len(points)
    if not given:
        return found
    places = {"lons": [point.lon for _, point in given], "lats": [point.lat for _, point in given]}
    with connection.cursor() as cursor:
        cursor.execute(CELLS, {**places, "level": Level.CELL.value, "on": on})
        for n, *cell in cursor.fetchall():
            found[given[n - 1][0]] = Cell(*cell)
    return found


def cell_at(point: Point, *, on: date) -> Cell | None:
    """Return the cell that holds `point` by the boundaries of day `on`, or None."""
    return locate_many([point], on=on)[0]


def inside_city(point: Point, *, on: date) -> bool:
    """Return whether `point` lies within the outline of the city on day `on`."""
    with connection.cursor() as cursor:
        cursor.execute(INSIDE, {"lon": point.lon, "lat": point.lat, "level": Level.CITY.value, "on": on})
        return bool(cursor.fetchone()[0])
