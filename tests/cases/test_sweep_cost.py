"""What the sweep costs follows what is due, never how many clocks run: the planner itself is asked.

Buffers: a leaf and its way down the index, then for each clock its row to read and its row to lock; 20 are left for
the pages that several share.
"""

import json
from datetime import datetime
from typing import Any

import pytest
from django.db import connection

from cases import escalation
from tests.city import NOON

pytestmark = pytest.mark.django_db

DUE_CLOCKS = 300
# Only what the sweep reads is kept while rows are poured in; the test's transaction takes all of it back. References
# are not checked: a million cases would say nothing about clocks.
BARE = """
SET LOCAL session_replication_role = replica;
DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT indexrelid::regclass FROM pg_index
                 WHERE indrelid = 'cases_clock'::regclass AND NOT indisprimary
                   AND indexrelid <> 'clock_next_fire'::regclass
    LOOP EXECUTE 'DROP INDEX ' || name; END LOOP;
END $$
"""
# Rows lie in another order than they fire in: each due clock is on a page of its own.
POUR = """
INSERT INTO cases_clock (case_id, kind, state, calendar_id, around_the_clock, budget_seconds, consumed_seconds,
                         started_at, resumed_at, due_at, generation, next_rung, repeated, next_fire_at)
SELECT n, 'handle', 'running', 1, true, 86400, 0, %(at)s, %(at)s, %(at)s, 1, 1, 0,
       %(at)s::timestamptz + (1 + (n::bigint * 7919) %% %(size)s) * interval '1 second'
  FROM generate_series(%(after)s + 1, %(size)s) n
"""


def pour(size: int, after: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(POUR, {"at": NOON, "size": size, "after": after})
        cursor.execute("ANALYZE cases_clock")


def when_due(number: int) -> datetime:
    """Return when so many clocks are due."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT next_fire_at FROM cases_clock ORDER BY next_fire_at LIMIT 1 OFFSET %s", [number - 1])
        return cursor.fetchone()[0]


def explained(at: datetime) -> dict[str, Any]:
    """Return the plan of the sweep at `at`, as it was carried out."""
    with connection.cursor() as cursor:
        cursor.execute(escalation.IN_ORDER)
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {escalation.DUE}", [at, escalation.BATCH])
        found = cursor.fetchone()[0]
    return (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]


def shape(plan: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the nodes of a plan from the top down."""
    below = [node for child in plan.get("Plans", []) for node in shape(child)]
    return [(plan["Node Type"], plan.get("Index Name", "")), *below]


def rows_read(plan: dict[str, Any]) -> float:
    deepest = plan
    while deepest.get("Plans"):
        deepest = deepest["Plans"][0]
    return deepest["Actual Rows"] + deepest.get("Rows Removed by Filter", 0)


def buffers(plan: dict[str, Any]) -> int:
    return plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]


def test_the_sweep_reads_what_is_due_however_many_clocks_run() -> None:
    with connection.cursor() as cursor:
        cursor.execute(BARE)
    idle, busy = [], []
    for size, after in ((100_000, 0), (1_000_000, 100_000)):
        pour(size, after)
        explained(NOON)  # the first one also looks into the catalogue
        idle.append(explained(NOON))
        due_at = when_due(DUE_CLOCKS)
        explained(due_at)
        busy.append(explained(due_at))

    plan = [("Limit", ""), ("LockRows", ""), ("Index Scan", "clock_next_fire")]
    assert [shape(one) for one in (*idle, *busy)] == [plan] * 4
    assert buffers(idle[0]) == buffers(idle[1])
    for one in busy:
        assert rows_read(one) == one["Actual Rows"] >= DUE_CLOCKS
        assert buffers(one) <= 4 * rows_read(one) + 20
