"""Which cell holds a point, in SQL: exact with holes and enclaves, and by the city's rules where none holds it.

Rings are kept in microdegrees, because PostgreSQL compares native geometry with a fixed tolerance of 1e-6.
An area covers a point that lies on one of its rings, or that an odd number of its rings hold. Of the areas that
cover it, on a shared edge or corner, the one with the lowest id owns it: exactly one does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from govgrid.lib.geo import Point
from grids.city import this_city
from grids.models import Level

# Nearer to a ring than this is on it: a tenth of a millimetre, in microdegrees. The odd count alone is not enough:
# where a hole touches its outer ring, or two parts meet in a point, both rings hold the point and cancel each other;
# and the middle of an outer edge, rounded, may lie a billionth outside.
ON_THE_RING = 0.001

HOLDING = f"""
SELECT r.area_id FROM (
  SELECT area_id, ring FROM grids_ring WHERE level = %(level)s AND box(ring) && p.spot
     AND valid_from <= %(on)s AND (valid_to IS NULL OR valid_to > %(on)s) OFFSET 0) r
 GROUP BY r.area_id
HAVING count(*) FILTER (WHERE r.ring @> p.point) %% 2 = 1 OR min(p.point <-> path(r.ring)) < {ON_THE_RING}
 ORDER BY r.area_id LIMIT 1
"""  # noqa: S608 - only our own constants are joined, here and below

# The rings are found behind OFFSET 0, or the planner, who takes `&&` to let one ring of two hundred through, would walk
# all areas in the order that LIMIT asks for (100,000 cells: 29 ms a point, not 0.1).

# Exact metres from the point to the edges of a ring, on a plane that is true at the point: its corners are read from
# the ring's own text, for PostgreSQL has no other way to them. `ring <-> point` sorts out all that is too far first.
METRES = """
SELECT min(p.here <-> lseg(before, corner)) AS metres FROM (
  SELECT corner, lag(corner, 1, last) OVER (ORDER BY n) AS before FROM (
    SELECT n, point(at[0] * p.east, at[1] * p.north) AS corner,
           last_value(point(at[0] * p.east, at[1] * p.north)) OVER (
             ORDER BY n ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS last
      FROM string_to_table(trim(both '()' FROM r.ring::text), '),(') WITH ORDINALITY AS written(corner, n)
     CROSS JOIN LATERAL (SELECT ('(' || corner || ')')::point) AS read(at)) corners) edges
"""
NEAREST = f"""
SELECT r.area_id, min(edge.metres) AS metres FROM (
  SELECT area_id, ring FROM grids_ring WHERE level = %(level)s AND box(ring) && p.around
     AND valid_from <= %(on)s AND (valid_to IS NULL OR valid_to > %(on)s) OFFSET 0) r CROSS JOIN LATERAL ({METRES}) edge
 WHERE (r.ring <-> p.point) <= p.reach
 GROUP BY r.area_id HAVING min(edge.metres) <= %(within)s
 ORDER BY round(min(edge.metres)::numeric, 3), r.area_id LIMIT 1
"""  # noqa: S608

# Reckoned once for each point, behind OFFSET 0: written out wherever they are used they would cost the planner 2 ms.
GIVEN = "unnest(%(lons)s::float8[], %(lats)s::float8[]) WITH ORDINALITY AS given(lon, lat, n)"
POINTS = f"""
(SELECT n, lon, lat, point, box(point - slack, point + slack) AS spot
   FROM (SELECT n, lon, lat, point(lon * 1e6, lat * 1e6), point({ON_THE_RING}, {ON_THE_RING}) AS slack
           FROM {GIVEN}) read OFFSET 0) p
"""  # noqa: S608
# A microdegree is `north` metres long, and `east` metres along the parallel (WGS 84, to a few parts in a million);
# `reach` is in microdegrees.
SCALED = f"""
(SELECT n, lon, lat, point, spot, east, north, %(within)s / east AS reach,
        point(point[0] * east, point[1] * north) AS here,
        box(point(point[0] - %(within)s / east, point[1] - %(within)s / north),
            point(point[0] + %(within)s / east, point[1] + %(within)s / north)) AS around
   FROM (SELECT n, lon, lat, point, spot, 0.11113292 - 0.00055982 * cosd(2 * lat) AS north,
                greatest(0.11141284 * cosd(lat) - 0.0000935 * cosd(3 * lat), 0.001) AS east FROM {POINTS}) p OFFSET 0) p
"""  # noqa: S608

CELLS = f"""
SELECT p.n, a.id, a.path, a.code, a.zone FROM {POINTS}
 CROSS JOIN LATERAL (
   SELECT area.id, path, code, zone FROM ({HOLDING}) held JOIN grids_area area ON area.id = held.area_id OFFSET 0) a
"""  # noqa: S608
# The join stays inside, behind OFFSET 0: while statistics are old (a city just loaded) the planner would otherwise
# put the areas outside, and locate every point once for each of them (5,000 points: 10 minutes, not 0.4 s).

RULED = f"""
SELECT p.n, written.nowhere, near.metres, a.id, a.path, a.code, a.zone FROM {SCALED}
 CROSS JOIN LATERAL (
   SELECT EXISTS (SELECT 1 FROM grids_defaultpoint d WHERE abs(d.lon - p.lon) < 5e-7 AND abs(d.lat - p.lat) < 5e-7)
     AS nowhere OFFSET 0) written
 CROSS JOIN LATERAL (SELECT CASE WHEN NOT written.nowhere THEN ({HOLDING}) END AS area_id OFFSET 0) held
  LEFT JOIN LATERAL (
   SELECT * FROM ({NEAREST}) found WHERE held.area_id IS NULL AND NOT written.nowhere AND %(within)s > 0 OFFSET 0
   ) near ON true
  LEFT JOIN LATERAL (
   SELECT id, path, code, zone FROM grids_area WHERE id = coalesce(held.area_id, near.area_id) OFFSET 0) a ON true
"""  # noqa: S608

INSIDE = f"""
SELECT EXISTS (SELECT 1 FROM {SCALED} CROSS JOIN LATERAL ({HOLDING}) held)
    OR (%(within)s > 0 AND EXISTS (SELECT 1 FROM {SCALED} CROSS JOIN LATERAL ({NEAREST}) near))
"""  # noqa: S608


@dataclass(frozen=True)
class Cell:
    """The cell that holds a point: what routing needs of it."""

    id: int
    path: str
    code: str
    zone: str


class How(models.TextChoices):
    """How a point led to its cell, or why it has none."""

    INSIDE = "inside", _("inside the cell")
    NEAREST = "nearest", _("in no cell; the nearest one, within the city's tolerance")
    DEFAULT_POINT = "default_point", _("the point that is written when nobody knows the place")
    OUTSIDE = "outside", _("in no cell, and none is near enough")


@dataclass(frozen=True)
class Located:
    """Where a point lies by the city's rules. `metres` is to the edge of the nearest cell; None but for NEAREST."""

    cell: Cell | None
    how: How
    metres: float | None = None


def locate_many(points: Sequence[Point | None], *, on: date) -> list[Cell | None]:
    """Return the cell that holds each point on day `on`; None for no point or no cell. One statement."""
    given, found = _given(points), list[Cell | None]([None] * len(points))
    for n, *cell in _asked(CELLS, given, on=on):
        found[given[n - 1][0]] = Cell(*cell)
    return found


def cell_at(point: Point, *, on: date) -> Cell | None:
    """Return the cell that holds `point` by the boundaries of day `on`, or None."""
    return locate_many([point], on=on)[0]


def place_many(points: Sequence[Point | None], *, on: date) -> list[Located | None]:
    """Return where each point lies by the city's rules; None for no point. One statement for all of them.

    A default point has no cell. A point in no cell is taken to be in the nearest one, if its edge is no further than
    the city's tolerance.
    """
    given, found = _given(points), list[Located | None]([None] * len(points))
    for n, nowhere, metres, *cell in _asked(RULED, given, on=on, within=this_city().tolerance_m):
        found[given[n - 1][0]] = _located(nowhere, metres, Cell(*cell) if cell[0] is not None else None)
    return found


def place_at(point: Point, *, on: date) -> Located:
    """Return where one point lies by the city's rules; see place_many."""
    located = place_many([point], on=on)[0]
    if located is None:
        raise AssertionError("a point that was given was not answered for")
    return located


def inside_city(point: Point, *, on: date, within_m: int = 0) -> bool:
    """Return whether `point` lies within the outline of the city on day `on`, or no more than `within_m` outside."""
    asked: dict[str, Any] = {**_columns([(0, point)]), "level": Level.CITY.value, "on": on, "within": within_m}
    with connection.cursor() as cursor:
        cursor.execute(INSIDE, asked)
        return bool(cursor.fetchone()[0])


def _located(nowhere: bool, metres: float | None, cell: Cell | None) -> Located:
    if nowhere:
        return Located(None, How.DEFAULT_POINT)
    if cell is None:
        return Located(None, How.OUTSIDE)
    return Located(cell, How.INSIDE if metres is None else How.NEAREST, metres)


def _given(points: Sequence[Point | None]) -> list[tuple[int, Point]]:
    return [(index, point) for index, point in enumerate(points) if point is not None]


def _columns(given: Sequence[tuple[int, Point]]) -> dict[str, list[float]]:
    return {"lons": [point.lon for _index, point in given], "lats": [point.lat for _index, point in given]}


def _asked(statement: str, given: Sequence[tuple[int, Point]], **facts: Any) -> list[tuple]:
    if not given:
        return []
    with connection.cursor() as cursor:
        cursor.execute(statement, {**_columns(given), "level": Level.CELL.value, **facts})
        return cursor.fetchall()
