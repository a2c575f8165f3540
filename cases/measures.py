"""What the map counts in each area, for one viewer: every number is the length of a list that it opens."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases import queries, redrawn
from departments.models import User
from grids.city import city_day
from grids.models import Level


@dataclass(frozen=True)
class Measure:
    """A number of cases; `wish` are the filters of the list (queries.found_by) that has just those cases."""

    label: Promise
    wish: Mapping[str, str]


MEASURES = {
    "open": Measure(_("Open cases"), {"status": "open"}),
    "late": Measure(_("Late cases"), {"late": "1"}),
    "reported": Measure(_("Reported in the last 30 days"), {"reported": "30"}),
    "closed": Measure(_("Closed in the last 30 days"), {"closed": "30"}),
    "reopened": Measure(_("Reopened cases"), {"reopened": "1"}),
}

COUNTS = """
SELECT a.id, sum(c.cases)::int
  FROM (SELECT area_path, count(*) AS cases FROM ({placed}) p WHERE area_path <> '' GROUP BY area_path) c
 CROSS JOIN LATERAL unnest(string_to_array(trim(both '/' from c.area_path), '/')::bigint[]) AS up(id)
  JOIN grids_area a ON a.id = up.id
 WHERE a.level = %(of_level)s AND (%(areas)s::bigint[] IS NULL OR a.id = ANY(%(areas)s::bigint[]))
 GROUP BY a.id
"""

# An area's own figure, else that of all cells below it which hold today.
HOUSEHOLDS = """
SELECT a.id, coalesce(a.households, (
         SELECT sum(c.households)::int FROM grids_area c
          WHERE c.level = 'cell' AND c.path > a.path AND c.path < left(a.path, -1) || '0'
            AND c.valid_from <= %(on)s AND (c.valid_to IS NULL OR c.valid_to > %(on)s)))
  FROM grids_area a WHERE a.id = ANY(%(areas)s)
"""


def counts(
    user: User, measure: str, *, level: Level, at: datetime, boundaries: str = redrawn.THEN,
    wish: Mapping[str, str] | None = None, areas: Sequence[int] | None = None,
) -> dict[int, int]:  # fmt: skip
    """Return how many cases that `user` may see lie in each area of `level`, by its id; areas without any are left out.

    `wish` narrows the cases further; `areas` (ids) names those that are asked for. Raises KeyError for no measure.
    """
    wished = {**(wish or {}), **MEASURES[measure].wish}
    cases = queries.found_by(queries.visible_to(user), wished, at=at)
    if areas is not None and level == Level.CELL and boundaries == redrawn.THEN:
        cases = cases.filter(cell__in=areas)  # a city of a million cases is not counted for one street on the screen
    statement, given = redrawn.placed(cases, boundaries, on=city_day(at))
    asked = {"of_level": level.value, "areas": list(areas) if areas is not None else None}
    with connection.cursor() as cursor:
        cursor.execute(COUNTS.format(placed=statement), {**given, **asked})
        return dict(cursor.fetchall())


def households(areas: Iterable[int], *, at: datetime) -> dict[int, int]:
    """Return the households of areas by id; those of which nothing is known, or that have none, are left out."""
    with connection.cursor() as cursor:
        cursor.execute(HOUSEHOLDS, {"areas": list(areas), "on": city_day(at)})
        return {pk: homes for pk, homes in cursor.fetchall() if homes}


def per_thousand(found: Mapping[int, int], *, at: datetime) -> dict[int, float]:
    """Return counts as cases per 1,000 households, to one digit; areas whose households nobody knows are left out."""
    homes = households(found, at=at)
    return {pk: round(1000 * cases / homes[pk], 1) for pk, cases in found.items() if pk in homes}


def steps(values: Iterable[float], most: int = 4) -> list[float]:
    """Return where the classes of a map begin, at most so many: at the lowest value above 0, then by shares of areas.

    Half of the areas lie in the first class, so that the few that stand out are seen.
    """
    found = sorted(value for value in values if value > 0)
    if not found:
        return []
    shares = (0, 0.5, 0.8, 0.95)[:most]
    return sorted({found[min(len(found) - 1, int(share * len(found)))] for share in shares})
