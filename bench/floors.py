"""Floors: the same rows by psycopg alone, taken in the same run on the same servers."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import psycopg

from cases import intake
from cases.intake import SenderKey, Telling

TABLES = """
CREATE UNLOGGED TABLE IF NOT EXISTS floor_case (id bigint PRIMARY KEY, status text, step int);
CREATE UNLOGGED TABLE IF NOT EXISTS floor_order (id bigint PRIMARY KEY, case_id bigint);
CREATE UNLOGGED TABLE IF NOT EXISTS floor_entry (case_id bigint, number int, PRIMARY KEY (case_id, number));
ALTER TABLE floor_case SET LOGGED; ALTER TABLE floor_order SET LOGGED; ALTER TABLE floor_entry SET LOGGED;
TRUNCATE floor_case, floor_order, floor_entry;
INSERT INTO floor_case SELECT n, 'reported', 1 FROM generate_series(1, %(cases)s) n;
INSERT INTO floor_order SELECT n, n FROM generate_series(1, %(cases)s) n;
"""
TAKE = """
DELETE FROM floor_order WHERE id IN (SELECT id FROM floor_order ORDER BY id LIMIT 100 FOR UPDATE SKIP LOCKED)
RETURNING case_id
"""


def intake_rate(url: str, tellings: list[Telling], at: datetime, clients: int) -> float:
    """Write the tellings by the intake's own statement, without any web, and return how many a second."""
    values = [intake._values(telling, None, at, SenderKey("floor", str(n), "")) for n, telling in enumerate(tellings)]
    shares = [values[n::clients] for n in range(clients)]
    began = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(lambda share: _write(url, share), shares))
    return len(tellings) / (time.perf_counter() - began)


def _write(url: str, values: list[dict[str, Any]]) -> None:
    with psycopg.connect(url, autocommit=True, cursor_factory=psycopg.ClientCursor) as line:
        for row in values:
            line.execute(intake.WRITE, row).fetchone()


def routing_rate(url: str, cases: int) -> float:
    """Run the bare SKIP LOCKED loop (take 100, lock, update, one entry each) and return cases a second."""
    with psycopg.connect(url, autocommit=True, cursor_factory=psycopg.ClientCursor) as line:
        line.execute(TABLES, {"cases": cases})
        began = time.perf_counter()
        while _route_batch(line):
            pass
        spent = time.perf_counter() - began
        line.execute("DROP TABLE floor_case, floor_order, floor_entry")
    return cases / spent


def _route_batch(line: psycopg.Connection) -> int:
    with line.transaction():
        taken = [case for (case,) in line.execute(TAKE).fetchall()]
        line.execute("SELECT id FROM floor_case WHERE id = ANY(%s) ORDER BY id FOR UPDATE", [taken])
        line.execute("UPDATE floor_case SET status = 'filed', step = step + 1 WHERE id = ANY(%s)", [taken])
        line.execute("INSERT INTO floor_entry SELECT unnest(%s::bigint[]), 2", [taken])
    return len(taken)
