"""A background out of a PMTiles file of the city's own, pictures or shapes, and the chooser on the map."""

import gzip
from pathlib import Path

import pytest
from django.test import Client

from govgrid.lib.basemaps import Basemap
from govgrid.lib.boxes import Box
from tests.cases.pages.pmtiles_made import a_picture, picture_file, shape_file
from tests.city import SIDE, SOUTH, WEST, Town
from tests.grids.mvt_reader import read_tile
from tests.grids.test_tiles import tile_over

CITY = Box(WEST, SOUTH, WEST + 2 * SIDE, SOUTH + 2 * SIDE)
pytestmark = pytest.mark.django_db


def address(name: str, z: int = 12) -> str:
    at = tile_over(1, z)
    return f"/map/basemaps/{name}/{at.z}/{at.x}/{at.y}/"


def test_a_picture_comes_out_as_it_went_in(settings, tmp_path: Path) -> None:
    settings.BASEMAPS = [picture_file(tmp_path / "pictures.pmtiles", CITY)]

    answer = Client().get(address("pictures"))

    assert answer.headers["Content-Type"] == "image/png"
    assert answer.content == a_picture("#8fb3a0")
    assert answer.headers["Cache-Control"] == "public, max-age=86400"


def test_shapes_come_out_packed_as_they_are_in_the_file(settings, tmp_path: Path) -> None:
    settings.BASEMAPS = [shape_file(tmp_path / "shapes.pmtiles", CITY)]

    answer = Client().get(address("shapes"))

    assert answer.headers["Content-Encoding"] == "gzip"
    assert "water" in read_tile(gzip.decompress(answer.content))


@pytest.mark.parametrize("path", ["pictures/12/0/0", "pictures/3/9/9", "other/12/0/0", "pictures/40/0/0"])
def test_what_the_file_does_not_hold_is_not_there(settings, tmp_path: Path, path: str) -> None:
    settings.BASEMAPS = [picture_file(tmp_path / "pictures.pmtiles", CITY)]

    assert Client().get(f"/map/basemaps/{path}/").status_code == 404


def test_a_service_of_others_is_not_passed_on_by_us(settings) -> None:
    settings.BASEMAPS = [Basemap("far", "Far", "xyz", ("https://maps.example/{z}/{x}/{y}",), "© Far", 18)]

    assert Client().get(address("far")).status_code == 404


def test_the_map_offers_what_the_setting_lists(town: Town, signed_in, settings, tmp_path: Path) -> None:
    settings.BASEMAPS = [
        picture_file(tmp_path / "pictures.pmtiles", CITY), shape_file(tmp_path / "shapes.pmtiles", CITY),
    ]  # fmt: skip

    page = signed_in("su").get("/desk/map/").content.decode()

    assert '<option value="pictures">Own pictures</option>' in page
    assert '"/map/basemaps/shapes/{z}/{x}/{y}/"' in page
    assert page.count('"vector": true') == 1


def test_without_a_setting_there_is_nothing_to_choose(town: Town, signed_in) -> None:
    assert "data-basemap" not in signed_in("su").get("/desk/map/").content.decode()
