"""A file of 100,000 cells: read, checked and compared (a dry run), then adopted; as new outlines and as new cells."""

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import numpy as np
import pyogrio
import shapely
from django.db import transaction
from django.utils import timezone

from bench import big_grid
from bench.figures import Figure
from grids.boundaries import shapes_of
from grids.exporting import write_areas
from grids.importing.adopting import adopt
from grids.importing.comparing import plan_of
from grids.importing.wishing import Wish
from grids.models import Area, Boundary

GOAL = "≤ 60 s"
ON = date(2026, 1, 1)
T = TypeVar("T")


def measure() -> list[Figure]:
    """Export the grid; import it with the corners within communities moved, then as new cells; all is rolled back."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        exported, _count = _timed(lambda: write_areas(folder / "cells.gpkg", on=ON, level="cell"))
        shapes = _moved(big_grid.cells())
        codes = list(Area.objects.filter(level="cell").order_by("pk").values_list("code", flat=True))
        _write(folder / "reshaped.gpkg", shapes, codes)
        _write(folder / "begun.gpkg", shapes, [_new_code(code) for code in codes])
        return [
            Figure("export 100,000 cells to a GeoPackage", "–", f"{exported:.1f} s"),
            *_imported(folder / "reshaped.gpkg", "100,000 changed outlines", complete=False),
            *_imported(folder / "begun.gpkg", "100,000 new cells in place of as many", complete=True),
        ]


def _imported(path: Path, what: str, *, complete: bool) -> list[Figure]:
    read, plan = _timed(lambda: plan_of(path, Wish(level="cell", on=ON, complete=complete)))
    report = plan.report
    assert not report.faults, [str(one) for one in report.faults[:3]]
    assert report.begin + report.reshape == big_grid.COLUMNS * big_grid.ROWS
    with transaction.atomic():
        written, _edition = _timed(lambda: adopt(plan, at=timezone.now()))
        transaction.set_rollback(True)
    return [
        Figure(f"{what}, GeoPackage: read, check and compare", "–", f"{read:.1f} s"),
        Figure(f"{what}: adopt as one edition, without its commit", "–", f"{written:.1f} s"),
        Figure(f"{what}, file to tables", GOAL, f"{read + written:.1f} s"),
    ]


def _moved(shapes: np.ndarray) -> np.ndarray:
    """Return the cells with every corner within a community moved by half a metre; the communities stay."""
    communities = shapes_of(Boundary.objects.filter(area__level="community", valid_to=None))
    borders = shapely.get_coordinates(np.array(list(communities.values()), dtype=object)) @ [1, 1j]

    def move(corners: np.ndarray) -> np.ndarray:
        within = ~np.isin(corners @ [1, 1j], borders)
        return np.round(corners + within[:, None] * 5e-6, 9)

    return shapely.transform(shapes, move)


def _new_code(code: str) -> str:
    # 100 cells to a community, numbered from 001: the second hundred was never used.
    return f"{code[:12]}{int(code[12:]) + 100:03}"


def _write(path: Path, shapes: np.ndarray, codes: list[str]) -> None:
    pyogrio.raw.write(
        path, shapely.to_wkb(shapes), [np.array(codes, dtype=object)], ["code"], driver="GPKG", crs="EPSG:4490",
        geometry_type="Polygon",
    )  # fmt: skip


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    began = time.monotonic()
    found = work()
    return time.monotonic() - began, found
