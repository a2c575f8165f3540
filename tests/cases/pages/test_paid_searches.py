"""Searching for places may cost the city money: one page searches, once, when it must."""

from typing import Any

import pytest
from django.test import Client

from govgrid.lib.geo import Point
from grids.addresses.gazetteer import Named
from grids.models import Place
from tests.cases.telling_pages import Teller
from tests.city import Town, middle_of

PLACE = middle_of(3)
FOUND = f"{PLACE.lon},{PLACE.lat}"


class PaidGeocoder:
    """Knows no place, and what it was asked."""

    asked: list[str] = []

    def search(self, words: str, *, near: Point | None, limit: int) -> list[Named]:
        PaidGeocoder.asked.append(words)
        return []

    def nearest(self, point: Point) -> Named | None:
        return None


@pytest.fixture
def asked(town: Town, settings: Any) -> list[str]:
    Place.objects.create(name_en="Old Market", name_zh="老市场", kind="market", lon=PLACE.lon, lat=PLACE.lat)
    settings.GEOCODER = f"{__name__}.PaidGeocoder"
    PaidGeocoder.asked = []
    return PaidGeocoder.asked


def send(**said: Any) -> Any:
    return Teller().answer("place", search="market", **said)


def test_what_stands_near_is_shown_without_a_search(asked: list[str]) -> None:
    Client().get("/report/components/", {"search": "market", "found": FOUND})

    assert asked == []


def test_a_page_that_shows_places_searches_once(asked: list[str]) -> None:
    page = Client().get("/report/place/?search=market").content.decode()

    assert "Old Market" in page
    assert asked == ["market"]


def test_a_place_found_searches_once_and_one_with_a_pin_never(asked: list[str]) -> None:
    send(found=FOUND)
    assert asked == ["market"]

    send(lon=PLACE.lon, lat=PLACE.lat)
    assert asked == ["market"]


def test_who_sends_too_much_is_answered_without_a_search_and_keeps_the_place_chosen(
    asked: list[str], settings: Any
) -> None:
    settings.PLACES_PER_MINUTE = 0

    answer = send(found=FOUND)

    page = answer.content.decode()
    assert answer.status_code == 429
    assert asked == []
    assert f'value="{FOUND}"' in page
    assert "The place chosen before" in page
    assert "No place of this name" not in page


def test_a_chosen_place_that_is_none_breaks_nothing(asked: list[str], settings: Any) -> None:
    settings.PLACES_PER_MINUTE = 0

    assert send(found="here, or there").status_code == 429
