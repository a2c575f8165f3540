"""Cases by the boundaries of today: where a cell was redrawn since a case was filed, its point is located anew.

A case keeps the cell of its filing for ever; nothing is written here. The work is done when the question is asked, and
only for cases whose cell had another outline on the day of filing than it has today, or no longer has one.
"""

import re
from datetime import date
from itertools import count
from typing import Any

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from cases.scoped import ScopedQuerySet
from grids.city import this_city
from grids.locate import HOLDING, ON_THE_RING
from grids.models import Level

THEN, NOW = "then", "now"

# A point that lies in no cell today stays where it was filed; so does a case that has no point.
PLACED = """
WITH cases AS MATERIALIZED ({cases}),
     redrawn AS MATERIALIZED (
  SELECT id, area_path, point, box(point - slack, point + slack) AS spot
    FROM (SELECT c.id, c.area_path, point(c.lon * 1e6, c.lat * 1e6), point({slack}, {slack}) AS slack FROM cases c
           WHERE c.lon IS NOT NULL AND NOT EXISTS (
             SELECT FROM grids_boundary b
              WHERE b.area_id = c.cell_id AND (b.valid_to IS NULL OR b.valid_to > %(on)s)
                AND b.valid_from <= (coalesce(c.filed_at, c.reported_at) AT TIME ZONE %(zone)s)::date)) read)
SELECT id, area_path FROM cases WHERE id NOT IN (SELECT id FROM redrawn)
 UNION ALL
SELECT p.id, coalesce(a.path, p.area_path)
  FROM redrawn p LEFT JOIN LATERAL ({holding}) held ON true LEFT JOIN grids_area a ON a.id = held.area_id
"""
COLUMNS = ("id", "area_path", "cell_id", "lon", "lat", "filed_at", "reported_at")


def placed(cases: ScopedQuerySet, boundaries: str, *, on: date) -> tuple[str, dict[str, Any]]:
    """Return the statement, with its parameters by name, that gives id and area_path of `cases`.

    `boundaries` is THEN, by the cell of filing, or NOW, by the outlines of day `on`.
    """
    cases.need_scope()
    if boundaries != NOW:
        return _named(cases.order_by().values("id", "area_path"))
    statement, given = _named(cases.order_by().values(*COLUMNS))
    place = {"on": on, "zone": this_city().time_zone, "level": Level.CELL.value}
    return PLACED.format(cases=statement, holding=HOLDING, slack=ON_THE_RING), {**given, **place}


def lying_in(cases: ScopedQuerySet, path: str, *, on: date) -> ScopedQuerySet:
    """Return those of `cases` that lie in the area with `path` by the outlines of day `on`."""
    statement, given = placed(cases, NOW, on=on)
    order = re.findall(r"%\((\w+)\)s", statement)
    inside = (
        f"SELECT id FROM ({re.sub(r'%[(][a-z0-9]+[)]s', '%s', statement)}) p WHERE area_path >= %s AND area_path < %s"  # noqa: S608
    )
    return cases.filter(pk__in=RawSQL(inside, [*(given[name] for name in order), path, path[:-1] + "0"]))  # noqa: S611


def _named(cases: QuerySet) -> tuple[str, dict[str, Any]]:
    """Return the statement of a queryset with its parameters named, so that others can stand beside them."""
    statement, values = cases.query.sql_with_params()
    numbers = count()
    named = re.sub("%s", lambda _found: f"%(c{next(numbers)})s", statement)
    return named, {f"c{n}": value for n, value in enumerate(values)}
