"""Floors: the same rows by psycopg alone, taken in the same run on the same servers."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from statistics import quantiles
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

CLOCKS = """
CREATE UNLOGGED TABLE IF NOT EXISTS floor_clock (id bigint PRIMARY KEY, rung int, fires_at timestamptz);
CREATE INDEX IF NOT EXISTS floor_clock_due ON floor_clock (fires_at, id);
CREATE UNLOGGED TABLE IF NOT EXISTS floor_rung (clock_id bigint, rung int, PRIMARY KEY (clock_id, rung));
ALTER TABLE floor_clock SET LOGGED; ALTER TABLE floor_rung SET LOGGED;
TRUNCATE floor_clock, floor_rung;
INSERT INTO floor_clock SELECT n, 1, now() - interval '1 hour' FROM generate_series(1, %(clocks)s) n;
"""
FIRE = """
SELECT id FROM floor_clock WHERE fires_at <= now() ORDER BY fires_at, id LIMIT %s FOR UPDATE SKIP LOCKED
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


def sweep_rate(url: str, clocks: int, batch: int) -> float:
    """Run the bare loop of a sweep (lock what is due, write a rung each, put it off) and return clocks a second."""
    with psycopg.connect(url, autocommit=True, cursor_factory=psycopg.ClientCursor) as line:
        line.execute(CLOCKS, {"clocks": clocks})
        began = time.perf_counter()
        while _fire_batch(line, batch):
            pass
        spent = time.perf_counter() - began
        line.execute("DROP TABLE floor_clock, floor_rung")
    return clocks / spent


def _fire_batch(line: psycopg.Connection, batch: int) -> int:
    with line.transaction():
        due = [clock for (clock,) in line.execute(FIRE, [batch]).fetchall()]
        line.execute("INSERT INTO floor_rung SELECT unnest(%s::bigint[]), 1", [due])
        line.execute("UPDATE floor_clock SET rung = 2, fires_at = 'infinity' WHERE id = ANY(%s)", [due])
    return len(due)


def question_ms(url: str, times: int) -> float:
    """Return the p95 of an empty transaction that asks one thing, in milliseconds."""
    spent = []
    with psycopg.connect(url, autocommit=True, cursor_factory=psycopg.ClientCursor) as line:
        for _ in range(times):
            began = time.perf_counter()
            with line.transaction():
                line.execute("SELECT 1").fetchone()
            spent.append(1000 * (time.perf_counter() - began))
    return quantiles(spent, n=20)[-1]
