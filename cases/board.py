"""Counts for boards: deltas are appended with each move, folded by workers, and read together: exact at any moment."""

from collections import Counter
from dataclasses import dataclass

from django.db import connection

from departments.access import Reach

FOLD = """
WITH taken AS (
    DELETE FROM cases_boarddelta
     WHERE id IN (SELECT id FROM cases_boarddelta ORDER BY id LIMIT 20000 FOR UPDATE SKIP LOCKED)
    RETURNING department_id, district_id, status, cases)
INSERT INTO cases_boardcount (department_id, district_id, status, cases)
SELECT department_id, district_id, status, sum(cases) FROM taken GROUP BY 1, 2, 3 HAVING sum(cases) <> 0
ON CONFLICT (department_id, district_id, status) DO UPDATE SET cases = cases_boardcount.cases + excluded.cases
"""

# Sums by day (models.roll_ups) hold both kinds of rows in one table.
FOLD_CASE_DAYS = """
WITH taken AS (
    DELETE FROM cases_caseday
     WHERE id IN (SELECT id FROM cases_caseday WHERE NOT folded ORDER BY id LIMIT 20000 FOR UPDATE SKIP LOCKED)
    RETURNING kind, day, district_id, cases)
INSERT INTO cases_caseday (kind, day, district_id, cases, folded)
SELECT kind, day, district_id, sum(cases), true FROM taken GROUP BY 1, 2, 3 HAVING sum(cases) <> 0
ON CONFLICT (kind, day, district_id) WHERE folded DO UPDATE SET cases = cases_caseday.cases + excluded.cases
"""
FOLD_PART_DAYS = """
WITH taken AS (
    DELETE FROM cases_partday
     WHERE id IN (SELECT id FROM cases_partday WHERE NOT folded ORDER BY id LIMIT 20000 FOR UPDATE SKIP LOCKED)
    RETURNING *)
INSERT INTO cases_partday AS kept (day, department_id, district_id, took, finished, late, paused, reopened, folded)
SELECT day, department_id, district_id, took, sum(finished), sum(late), sum(paused), sum(reopened), true
  FROM taken GROUP BY 1, 2, 3, 4
ON CONFLICT (day, department_id, district_id, took) WHERE folded DO UPDATE SET
    finished = kept.finished + excluded.finished, late = kept.late + excluded.late,
    paused = kept.paused + excluded.paused, reopened = kept.reopened + excluded.reopened
"""

READ = """
SELECT department_id, district_id, status, sum(cases)::int FROM (
    SELECT department_id, district_id, status, cases FROM cases_boardcount
    UNION ALL SELECT department_id, district_id, status, cases FROM cases_boarddelta) both_tables
 GROUP BY 1, 2, 3 HAVING sum(cases) <> 0
"""


@dataclass(frozen=True)
class Count:
    """Cases of a host department (None: none yet) in a district (None: city only) at a status."""

    department_id: int | None
    district_id: int | None
    status: str
    cases: int


def fold() -> None:
    """Sum deltas into counts, each kind in one statement: a reader sees a case in one row or the other, never both."""
    with connection.cursor() as cursor:
        for statement in (FOLD, FOLD_CASE_DAYS, FOLD_PART_DAYS):
            cursor.execute(statement)


def counts(reach: Reach) -> list[Count]:
    """Return the counts within `reach`: its departments, and its areas by district (all, if it is city-wide)."""
    with connection.cursor() as cursor:
        cursor.execute(READ)
        found = [Count(*row) for row in cursor.fetchall()]
    if reach.city_wide:
        return found
    districts = {int(path.split("/")[2]) for path in reach.area_paths}
    return [c for c in found if c.department_id in reach.department_ids or c.district_id in districts]


def by_status(found: list[Count]) -> Counter[str]:
    total: Counter[str] = Counter()
    for count in found:
        total[count.status] += count.cases
    return total
