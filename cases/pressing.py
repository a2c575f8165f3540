"""What is late and what will be soon, the oldest open case, and alarms that wait for somebody to take them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cases.grounds import Ground
from cases.opened_by import AHEAD
from cases.questions import Rows

# Only what is due within the furthest window is read; the index of open parts by due instant ends there.
PARTS = """
WITH parts AS MATERIALIZED (
    SELECT l.case_id, l.department_id, l.area_path, l.due_at < %(at)s AS late,
           l.due_at >= %(at)s AND l.due_at < %(in_4)s AS in_4, l.due_at >= %(at)s AND l.due_at < %(in_24)s AS in_24,
           l.due_at >= %(at)s AS in_72
      FROM cases_leg l
     WHERE l.state IN ('sent', 'handling', 'suspended') AND l.due_at < %(in_72)s AND {ground})
SELECT 'all' AS by, NULL::bigint AS department, NULL::text AS path,
       count(DISTINCT case_id) FILTER (WHERE late)::int AS late,
       count(DISTINCT case_id) FILTER (WHERE in_4)::int AS in_4,
       count(DISTINCT case_id) FILTER (WHERE in_24)::int AS in_24,
       count(DISTINCT case_id) FILTER (WHERE in_72)::int AS in_72 FROM parts
 UNION ALL
SELECT 'department', department_id, NULL, count(*) FILTER (WHERE late)::int, NULL, count(*) FILTER (WHERE in_24)::int,
       NULL FROM parts GROUP BY department_id
 UNION ALL
SELECT 'cell', NULL, area_path, count(DISTINCT case_id)::int, NULL, NULL, NULL FROM parts
 WHERE late AND area_path <> '' GROUP BY area_path
"""

# The first case of each open status by its index, and of them the first.
OLDEST = """
SELECT o.number, o.reported_at
  FROM unnest(%(open)s::text[]) AS s(status) CROSS JOIN LATERAL (
       SELECT c.id, c.number, c.reported_at FROM cases_case c WHERE c.status = s.status AND {ground}
        ORDER BY c.id LIMIT 1) o
 ORDER BY o.id LIMIT 1
"""

ALARMS = """
SELECT count(DISTINCT k.case_id)::int AS cases FROM cases_clock k JOIN cases_case c ON c.id = k.case_id
 WHERE k.state = 'running' AND k.next_rung > 1 AND (k.held_until IS NULL OR k.held_until <= %(at)s) AND {ground}
"""


@dataclass(frozen=True)
class Pressing:
    """Cases with a part that is late, or due within so many hours; by department and by cell those that are late."""

    late: int = 0
    in_4: int = 0
    in_24: int = 0
    in_72: int = 0
    late_by_department: Mapping[int, int] = field(default_factory=dict)
    soon_by_department: Mapping[int, int] = field(default_factory=dict)
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
        "alarms": ALARMS.format(ground=ground.of_cases("c")),
    }


def given(at: datetime) -> dict[str, Any]:
    return {"at": at, **{f"in_{int(span.total_seconds()) // 3600}": at + span for span in AHEAD.values()}}


def read(rows: Rows) -> Pressing:
    by: dict[str, Rows] = {"all": [], "department": [], "cell": []}
    for row in rows:
        by[row["by"]].append(row)
    total = {key: by["all"][0][key] for key in ("late", "in_4", "in_24", "in_72")}
    return Pressing(
        **total,
        late_by_department={row["department"]: row["late"] for row in by["department"] if row["late"]},
        soon_by_department={row["department"]: row["in_24"] for row in by["department"] if row["in_24"]},
        late_by_path={row["path"]: row["late"] for row in by["cell"]},
    )


def read_oldest(rows: Rows) -> Oldest | None:
    """Return the oldest open case; None where nothing is open."""
    return Oldest(rows[0]["number"], datetime.fromisoformat(rows[0]["reported_at"])) if rows else None
