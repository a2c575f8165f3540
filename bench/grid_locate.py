"""Finding cells among 100,000: one at a time and in batches, inside, near and on edges, beside a bare connection."""

import os
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from statistics import quantiles
from typing import Any

import numpy as np
import psycopg
import shapely
from django.db import connection

from bench.big_grid import COLUMNS, ROWS, SIDE, SOUTH, WEST, cells
from bench.figures import Figure
from govgrid.lib.geo import Point
from grids import locate
from grids.models import Level

ON = date(2026, 9, 16)
SINGLES, BATCH = 3_000, 20_000
OUTSIDE = 0.0002  # degrees: within the tolerance of 30 m


def measure() -> list[Figure]:
    """Return p95 of one point and points a second in a batch, each with the same statement by psycopg alone."""
    dice = np.random.default_rng(5)
    inside, outside, edges = _inside(dice, BATCH), _outside(dice, BATCH), _edges(dice, BATCH)
    with bare() as line:
        return [
            _single("cell of a point, inside", inside, locate.CELLS, lambda p: locate.cell_at(p, on=ON), line),
            _single("by the city's rules, inside", inside, locate.RULED, lambda p: locate.place_at(p, on=ON), line),
            _single("nearest cell, outside the grid", outside, locate.RULED, lambda p: locate.place_at(p, on=ON), line),
            _batch("cells of a batch, inside", inside, locate.CELLS, lambda p: locate.locate_many(p, on=ON), line),
            _batch("cells of a batch, on edges", edges, locate.CELLS, lambda p: locate.locate_many(p, on=ON), line),
            _batch("by the city's rules, inside", inside, locate.RULED, lambda p: locate.place_many(p, on=ON), line),
            _batch("nearest cells of a batch, outside", outside, locate.RULED,
                   lambda p: locate.place_many(p, on=ON), line),
        ]  # fmt: skip


def _inside(dice: np.random.Generator, count: int) -> list[Point]:
    lons = dice.uniform(WEST + SIDE, WEST + (COLUMNS - 1) * SIDE, count)
    lats = dice.uniform(SOUTH + SIDE, SOUTH + (ROWS - 1) * SIDE, count)
    return [Point(float(lon), float(lat)) for lon, lat in zip(lons, lats, strict=True)]


def _outside(dice: np.random.Generator, count: int) -> list[Point]:
    lons = dice.uniform(WEST + SIDE, WEST + (COLUMNS - 1) * SIDE, count)
    return [Point(float(lon), SOUTH - OUTSIDE) for lon in lons]


def _edges(dice: np.random.Generator, count: int) -> list[Point]:
    corners = shapely.get_coordinates(cells()[dice.integers(0, COLUMNS * ROWS, count // 16 + 1)])
    return [Point(*map(float, corner)) for corner in corners[:count]]


def bare() -> psycopg.Connection:
    facts = connection.settings_dict
    return psycopg.connect(
        host=facts["HOST"], port=facts["PORT"] or None, user=facts["USER"], password=facts["PASSWORD"] or None,
        dbname=facts["NAME"], autocommit=True, cursor_factory=psycopg.ClientCursor,
    )  # fmt: skip


def _single(
    name: str, points: Sequence[Point], statement: str, ask: Callable[[Point], Any], line: psycopg.Connection
) -> Figure:
    some = points[:SINGLES]
    for point in some[:200]:
        ask(point)
    floor = [spent(lambda p=point: line.execute(statement, _asked([p])).fetchall()) for point in some]
    ours = [spent(lambda p=point: ask(p)) for point in some]
    busy = _processor(lambda: [ask(point) for point in some]) / len(some) * 1000
    of_ours, of_floor = (quantiles(spent, n=20)[-1] * 1000 for spent in (ours, floor))
    measured = f"{of_ours:.2f} ms; {busy:.2f} ms of processor time on average"
    return Figure(f"{name}: p95", "≤ 1 ms", measured, f"{of_floor:.2f} ms", f"{of_ours / of_floor:.2f} ×")


def _batch(
    name: str, points: Sequence[Point], statement: str, ask: Callable[[Sequence[Point]], Any], line: psycopg.Connection
) -> Figure:
    ask(points[:1000])
    floor = len(points) / spent(lambda: line.execute(statement, _asked(points)).fetchall())
    ours = len(points) / spent(lambda: ask(points))
    core = len(points) / _processor(lambda: ask(points))
    goal = "≥ 20,000/s" if "nearest" not in name else "–"
    measured = f"{ours:,.0f}/s; {core:,.0f} to a second of processor time, server and client"
    return Figure(name, goal, measured, f"{floor:,.0f}/s", f"{100 * ours / floor:.0f} %")


def _asked(points: Sequence[Point]) -> dict[str, Any]:
    lons, lats = [point.lon for point in points], [point.lat for point in points]
    return {"lons": lons, "lats": lats, "level": Level.CELL.value, "on": ON, "within": 30}


def _processor(work: Callable[[], Any]) -> float:
    """Return the processor time of the work in seconds, the server's and ours: what one core would need for it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        server = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    before, ours = _ticks(server), time.process_time()
    work()
    return (_ticks(server) - before) / os.sysconf("SC_CLK_TCK") + time.process_time() - ours


def _ticks(stat: Path) -> int:
    return sum(map(int, stat.read_text().rpartition(")")[2].split()[11:13]))


def spent(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
