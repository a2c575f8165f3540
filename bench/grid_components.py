"""A census of 100,000 components: taken in, taken in again, and asked what stands near a point."""

import time
from datetime import UTC, datetime
from statistics import quantiles

import numpy as np

from bench.big_grid import COLUMNS, ROWS, SIDE, SOUTH, WEST
from bench.figures import Figure
from cases import picking
from departments.census import files, taking
from departments.census.taking import Outcome, Wish
from departments.models import Category, Department, WorkCalendar
from govgrid.lib.geo import Point
from govgrid.lib.remembered import forget_all

COUNT = 100_000
AT = datetime(2026, 9, 16, 4, tzinfo=UTC)
HEADER = "ObjID,ObjName,DeptCode1,DeptCode2,DeptCode3,ObjPos,ObjState,ORDate,DataSource,lon,lat,Accuracy"


def measure() -> list[Figure]:
    forget_all()
    _city()
    dice = np.random.default_rng(5)
    lons = WEST + dice.uniform(0.002, COLUMNS * SIDE - 0.002, COUNT)
    lats = SOUTH + dice.uniform(0.002, ROWS * SIDE - 0.002, COUNT)
    data = _file(lons, lats)
    first, took = _timed(data)
    assert (first.new, first.findings.fault_count) == (COUNT, 0), first.findings.faults[:3]
    again, took_again = _timed(data)
    assert again.same == COUNT
    near = [_ms(Point(lon, lat)) for lon, lat in zip(lons[:1000], lats[:1000], strict=True)]
    return [
        Figure("census of 100,000 components into the table, located", "≤ 60 s", _told(took)),
        Figure("the same census again, nothing changed", "–", _told(took_again)),
        Figure("components within 30 m of a point, of 100,000, p95", "–", f"{quantiles(near, n=20)[-1]:.2f} ms"),
    ]


def _city() -> None:
    """The few departments and the kind that the census names."""
    always = WorkCalendar.objects.create(code="always", time_zone="Asia/Shanghai", windows=[[]] * 7, always_open=True)
    for code in ("urban", "lamps"):
        Department.objects.create(code=code, kind="bureau", name_en=code, name_zh=code, calendar=always)
    major = Category.objects.create(code="C01", kind="component", name_en="Public", name_zh="公用设施")
    Category.objects.create(code="C0137", parent=major, kind="component", name_en="Street light", name_zh="路灯")


def _file(lons: np.ndarray, lats: np.ndarray) -> bytes:
    lines = [
        f"9901010137{n:06},路灯,urban,urban,lamps,学府路{n}号,完好,2026-03-01,普查,{lon:.6f},{lat:.6f},A"
        for n, (lon, lat) in enumerate(zip(lons, lats, strict=True))
    ]
    return "\n".join([HEADER, *lines]).encode()


def _timed(data: bytes) -> tuple[Outcome, float]:
    began = time.perf_counter()
    outcome = taking.take(files.read(data, "census.csv"), Wish(), at=AT)
    return outcome, time.perf_counter() - began


def _told(seconds: float) -> str:
    return f"{seconds:.1f} s ({COUNT / seconds:,.0f} rows/s)"


def _ms(point: Point) -> float:
    began = time.perf_counter()
    picking.offered(point, at=AT)
    return 1000 * (time.perf_counter() - began)
