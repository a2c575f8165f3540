"""Boston from its open data: the pack is sound, and our cells agree with the precincts that the city recorded."""

import os
from pathlib import Path

import pytest
import shapely
from django.conf import settings
from django.utils import timezone

from bench import boston_cells
from cases import default_points
from cases.models import Case
from departments.models import Category, Department, Duty
from govgrid.lib.geo import Point
from govgrid.packs.loading import load_pack, sound_pack
from govgrid.packs.making.boston import make_boston
from govgrid.packs.pack import Pack
from govgrid.replay.rows import codes_of_types, read_rows
from grids.locate import How, Located, place_at, place_many
from grids.models import Area, DefaultPoint

pytestmark = [pytest.mark.data, pytest.mark.django_db]

DATA = Path(os.environ.get("GOVGRID_DATA") or settings.BASE_DIR / ".." / "shared" / "data")


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
    rows = boston_cells.read(DATA, 5_000)
    places = place_many([row.point for row in rows], on=timezone.now().date())

    found = boston_cells.compare(rows, places, {outline.code: outline.shape for outline in boston.outlines})

    assert found.usable > 4_000
    assert found.share >= 0.95
    # Points are rounded to about 11 m: most misses lie that near to the recorded precinct.
    assert sum(miss <= 15 for miss in found.misses) > len(found.misses) / 2


def test_city_hall_is_known_as_the_point_that_means_nowhere(boston: Pack):
    here = Point(-71.0587, 42.3594)

    assert place_at(here, on=timezone.now().date()) == Located(None, How.DEFAULT_POINT)
    assert DefaultPoint.objects.get().name_en == "City Hall"


def test_and_the_finder_would_have_found_it_among_the_cases(boston: Pack):
    _write_cases(5_000)

    first = default_points.candidates()[0]

    assert (first.point, first.known) == (Point(-71.0587, 42.3594), True)
    assert first.cases > 300
    assert first.kinds > 30


def _write_cases(count: int) -> None:
    """Write the first rows as cases with their point, kind and address, without any path."""
    categories = dict(Category.objects.filter(parent__isnull=False).values_list("code", "pk"))
    at = timezone.now()
    Case.unscoped.bulk_create(
        Case(
            number=row.id, category_id=categories.get(row.body["category"]), lon=row.body.get("lon"),
            lat=row.body.get("lat"), address=row.body["address"], words="x", reported_at=at,
        )
        for row in read_rows(DATA / "boston" / "cases_2011h2.csv.gz", count, codes_of_types())
    )  # fmt: skip
