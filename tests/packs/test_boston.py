"""Boston from its open data: the pack is sound, and our cells agree with the precincts that the city recorded."""

import csv
import gzip
import os
from itertools import islice
from pathlib import Path

import pytest
import shapely
from django.conf import settings
from django.utils import timezone

from departments.models import Category, Department, Duty
from govgrid.lib.geo import Point
from govgrid.packs.loading import load_pack, sound_pack
from govgrid.packs.making.boston import make_boston
from govgrid.packs.pack import Pack
from grids.locate import locate_many
from grids.models import Area

pytestmark = [pytest.mark.data, pytest.mark.django_db]

DATA = Path(os.environ.get("GOVGRID_DATA") or settings.BASE_DIR / ".." / "shared" / "data")
DEFAULT_POINT = Point(-71.0587, 42.3594)


@pytest.fixture
def boston(tmp_path: Path) -> Pack:
    make_boston(DATA, tmp_path)
    pack, _findings = sound_pack(tmp_path)
    load_pack(pack, at=timezone.now())
    return pack


def test_255_precincts_tile_and_22_wards_are_dissolved_from_them(boston: Pack):
    shapes = [outline.shape for outline in boston.outlines]

    assert len(shapes) == 255
    assert shapely.coverage_is_valid(shapes)
    assert Area.objects.filter(level="district", boundaries__isnull=False).count() == 22


def test_its_queues_types_and_departments_are_ours(boston: Pack):
    assert Category.objects.filter(parent__isnull=False).count() == 141
    assert Category.objects.filter(parent=None).count() == 35
    assert Department.objects.filter(parent__code="pwdx").count() > 30
    lights = Duty.objects.get(category__name_en="Street Light Outages", area=None)
    assert lights.department.name_en == "Street Light Outages"


def test_cells_agree_with_the_precincts_recorded(boston: Pack):
    rows = _located_rows(5_000)

    cells = locate_many([point for point, _precinct in rows], on=timezone.now().date())

    agreed = sum(cell is not None and cell.code == precinct for cell, (_, precinct) in zip(cells, rows, strict=True))
    assert len(rows) > 4_000
    assert agreed / len(rows) >= 0.95


def _located_rows(first: int) -> list[tuple[Point, str]]:
    """Return point and precinct of those of the first rows that record both, the city's default point apart."""
    with gzip.open(DATA / "boston" / "cases_2011h2.csv.gz", "rt", encoding="utf-8", newline="") as file:
        rows = list(islice(csv.DictReader(file), first))
    found = []
    for row in rows:
        if row["precinct"].strip() and row["latitude"].strip() and row["longitude"].strip():
            point = Point(float(row["longitude"]), float(row["latitude"]))
            if point != DEFAULT_POINT:
                found.append((point, row["precinct"]))
    return found
