"""The addresses of tiles: kept for ever once they are drawn, answered for old editions too, without a sign-in."""

import gzip

import pytest
from django.test import Client

from cases import chores
from cases.views.tiles import tiles_address
from grids.models import Boundary, Edition, Tile
from tests.city import NOON, Town
from tests.grids.mvt_reader import read_tile
from tests.grids.test_tiles import edition, tile_over  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]


def address(cell: int, z: int, number: int = 1) -> str:
    at = tile_over(cell, z)
    return f"/map/tiles/{number}/{at.z}/{at.x}/{at.y}.mvt"


def test_a_near_tile_is_kept_for_ever_and_asked_for_once(town: Town) -> None:
    answer = Client().get(address(1, 14), headers={"Accept-Encoding": "gzip"})

    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(read_tile(gzip.decompress(answer.content))["area"].features) > 0
    assert Client().get(address(1, 14), headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert gzip.decompress(answer.content) == Client().get(address(1, 14)).content


def test_a_far_tile_is_asked_for_again_until_a_worker_has_drawn_it(town: Town) -> None:
    before = Client().get(address(1, 12))
    chores.publish_tiles()
    after = Client().get(address(1, 12))

    assert before.headers["Cache-Control"] == "public, max-age=30"
    assert read_tile(before.content).keys() == read_tile(after.content).keys()
    assert "immutable" in after.headers["Cache-Control"]


def test_a_drawn_tile_costs_two_questions(town: Town, django_assert_num_queries) -> None:
    chores.publish_tiles()
    Client().get(address(1, 12))

    with django_assert_num_queries(2):
        Client().get(address(1, 12))


def test_an_edition_that_was_forgotten_still_answers(town: Town) -> None:
    chores.publish_tiles()
    Tile.objects.all().delete()

    assert "area" in read_tile(Client().get(address(1, 12)).content)


@pytest.mark.parametrize("path", ["9/14/12866/7014", "1/20/0/0", "1/3/8/0"])
def test_what_is_no_tile_is_not_there(town: Town, path: str) -> None:
    assert Client().get(f"/map/tiles/{path}.mvt").status_code == 404


def test_a_page_gets_the_address_of_today(town: Town) -> None:
    assert tiles_address(NOON) == "/map/tiles/1/{z}/{x}/{y}.mvt?1"


def test_without_an_edition_there_is_an_address_that_has_no_tiles(town: Town) -> None:
    Tile.objects.all().delete()
    Boundary.objects.update(begun_by=None)
    Edition.objects.all().delete()

    assert tiles_address(NOON) == "/map/tiles/0/{z}/{x}/{y}.mvt?0"
