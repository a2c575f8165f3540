"""What is late and what will be soon, the oldest open case, and alarms that wait for somebody to take them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cases.grounds import Ground
from cases.opened_by import AHEAD
from cases.questions import Rows

# Only what is due within the furthest window is read, once; the index of open parts by due instant ends there. The
# windows that a part is due within are bits, of 4 hours 1, of 24 2, of 72 4, and late is 8: a case is in those of any
# of its parts.
PARTS = """
WITH parts AS MATERIALIZED (
    SELECT l.case_id, l.department_id, l.area_path, l.due_at < %(at)s AS late,
           CASE WHEN l.due_at < %(at)s THEN 8 WHEN l.due_at < %(in_4)s THEN 7
                WHEN l.due_at < %(in_24)s THEN 6 ELSE 4 END AS due
      FROM cases_leg l
     WHERE l.state IN ('sent', 'handling', 'suspended') AND l.due_at < %(in_72)s AND {ground}),
cases AS (SELECT case_id, bit_or(due) AS due FROM parts GROUP BY case_id)
SELECT NULL::bigint AS department, NULL AS path, count(*) FILTER (WHERE due & 8 > 0)::int AS late,
       count(*) FILTER (WHERE due & 1 > 0)::int AS in_4, count(*) FILTER (WHERE due & 2 > 0)::int AS in_24,
       count(*) FILTER (WHERE due & 4 > 0)::int AS in_72 FROM cases
 UNION ALL
SELECT department_id, NULL, count(*)::int, NULL, NULL, NULL FROM parts WHERE late GROUP BY department_id
 UNION ALL
SELECT NULL, area_path, count(*)::int, NULL, NULL, NULL
  FROM (SELECT DISTINCT case_id, area_path FROM parts WHERE late AND area_path <> '') somewhere GROUP BY area_path
"""

# The first case of each open status, and of them the first. Equality said as two bounds makes the planner keep to the
# order of the index by status; with "=" it walks the whole table by id, past all that has ended.
OLDEST = """
SELECT o.number, o.reported_at
  FROM unnest(%(open)s::text[]) AS s(status) CROSS JOIN LATERAL (
       SELECT c.id, c.number, c.reported_at FROM cases_case c
        WHERE c.status >= s.status AND c.status <= s.status AND {ground} ORDER BY c.status DESC, c.id LIMIT 1) o
 ORDER BY o.id LIMIT 1
"""

ALARMS = """
SELECT count(DISTINCT k.case_id)::int AS cases FROM cases_clock k {join}
 WHERE k.state = 'running' AND k.next_rung > 1 AND (k.held_until IS NULL OR k.held_until <= %(at)s) AND {ground}
"""
JOIN = "JOIN cases_case c ON c.id = k.case_id"


@dataclass(frozen=True)
class Pressing:
    """Cases with a part that is late, or due within so many hours; by department and by cell those that are late."""

    late: int = 0
    in_4: int = 0
    in_24: int = 0
    in_72: int = 0
    late_by_department: Mapping[int, int] = field(default_factory=dict)
    late_by_path: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Oldest:
    """The open case that has been known longest."""

    number: str
    reported_at: datetime


def questions(ground: Ground) -> dict[str, str]:
    """Return the questions for a ground; with the ground's parameters, those of given(), and `open` (statuses)."""
    return {
        "parts": PARTS.format(ground=ground.of_parts("l")),
        "oldest": OLDEST.format(ground=ground.of_cases("c")),
        "alarms": ALARMS.format(ground=ground.of_cases("c"), join="" if ground.is_all else JOIN),
    }


def given(at: datetime) -> dict[str, Any]:
    return {"at": at, **{f"in_{int(span.total_seconds()) // 3600}": at + span for span in AHEAD.values()}}


def read(rows: Rows) -> Pressing:
    """Return what the rows of the question "parts" tell: one of all cases, one a department, one a cell."""
    (total,) = (row for row in rows if row["department"] is None and row["path"] is None)
    return Pressing(
        **{key: total[key] for key in ("late", "in_4", "in_24", "in_72")},
        late_by_department={row["department"]: row["late"] for row in rows if row["department"] is not None},
        late_by_path={row["path"]: row["late"] for row in rows if row["path"] is not None},
    )


def read_oldest(rows: Rows) -> Oldest | None:
    """Return the oldest open case; None where nothing is open."""
    return Oldest(rows[0]["number"], datetime.fromisoformat(rows[0]["reported_at"])) if rows else None
