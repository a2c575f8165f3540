"""A real city's own codes: 14 districts with outlines, 150 streets and 1,738 communities without."""

import csv
import json
import os
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from shapely.geometry import mapping, shape

from govgrid.packs.loading import load_pack, sound_pack
from govgrid.packs.writing import write_csv, write_features
from grids.models import Area, Boundary
from tests.packs.tiny import FILES, write_tiny

pytestmark = [pytest.mark.data, pytest.mark.django_db]

DATA = Path(os.environ.get("GOVGRID_DATA") or settings.BASE_DIR / ".." / "shared" / "data") / "kunming"
SINCE = "2024-01-01"


@pytest.fixture
def kunming(tmp_path: Path) -> Path:
    people = FILES["accounts.csv"]
    write_tiny(
        tmp_path,
        spoil={"accounts.csv": (people, people.replace(",,990201,", ",,530102,").replace(",,9902,", ",,5301,"))},
    )
    districts = json.loads((DATA / "districts.geojson").read_text(encoding="utf-8"))["features"]
    write_csv(tmp_path, "areas", _areas(districts))
    write_features(
        tmp_path / "boundaries.geojson", ((_code(one), mapping(shape(one["geometry"]))) for one in districts)
    )
    return tmp_path


def _code(district: dict) -> dict:
    return {"code": district["properties"]["gb"][-6:]}


def _areas(districts: list[dict]) -> list[list]:
    rows = [["5301", "", "city", "Kunming", "昆明市", "general", "", SINCE]]
    rows += [
        [_code(one)["code"], "5301", "district", "", one["properties"]["name"], "general", "", SINCE]
        for one in districts
    ]
    for file, level, above in (("streets", "street", "areaCode"), ("communities", "community", "streetCode")):
        with (DATA / f"{file}.csv").open(encoding="utf-8", newline="") as text:
            rows += [
                [row["code"], row[above], level, "", row["name"], "general", "", SINCE] for row in csv.DictReader(text)
            ]
    return rows


def test_kunming_loads_with_its_own_codes(kunming: Path):
    pack, _findings = sound_pack(kunming)

    load_pack(pack, at=timezone.now())

    counts = [Area.objects.filter(level=level).count() for level in ("city", "district", "street", "community")]
    assert counts == [1, 14, 150, 1738]
    # The city's own outline is the union of its districts; streets and communities have none.
    assert Boundary.objects.count() == 15
    community = Area.objects.get(code="530102001001")
    assert [community.parent.code, community.parent.parent.code] == ["530102001", "530102"]
