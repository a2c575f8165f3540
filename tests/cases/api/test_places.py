"""Places for programs and for the page: search, the nearest address, other systems, and how often one may ask."""

import logging

import pytest
from django.test import Client

from govgrid.lib.coordinates import from_wgs84
from govgrid.lib.geo import Point
from grids.addresses import pinyin
from grids.models import Place
from tests.builders import a_routed_case
from tests.city import Town, middle_of

pytestmark = pytest.mark.django_db
HERE = middle_of(1)


@pytest.fixture
def market(town: Town) -> Place:
    return Place.objects.create(
        name_en="Old Market", name_zh="老市场", kind="market", lon=HERE.lon, lat=HERE.lat,
        pinyin=pinyin.spelt("老市场"), initials=pinyin.initials("老市场"),
    )  # fmt: skip


def ask(path: str, **wish: object):
    return Client().get(f"/api/v1/places/{path}", wish)


@pytest.mark.parametrize("words", ["market", "老市", "laoshi", "lsc", "Old Markt"])
def test_a_place_is_found_with_the_areas_that_hold_it(market: Place, words: str) -> None:
    [found] = ask("", q=words).json()

    assert (found["name_zh"], found["kind"], found["lon"]) == ("老市场", "market", HERE.lon)
    assert found["label"] == "Old Market · West Community · West Street"
    assert [area["level"] for area in found["areas"]] == ["community", "street", "district"]


def test_points_are_answered_in_the_system_asked_for(market: Place) -> None:
    [found] = ask("", q="market", coord_system="gcj02").json()

    shifted = from_wgs84(HERE, "gcj02")
    assert (found["lon"], found["lat"]) == (round(shifted.lon, 7), round(shifted.lat, 7))
    assert found["coord_system"] == "gcj02"


def test_the_nearest_address_of_a_point_in_any_system(market: Place) -> None:
    lon, lat = from_wgs84(Point(HERE.lon, HERE.lat + 0.0002), "bd09")

    said = ask("nearest/", lon=lon, lat=lat, coord_system="bd09").json()

    assert said["sentence"] == "22 m north of Old Market, West Community"
    assert said["metres"] == pytest.approx(22.2, abs=0.1)
    assert said["place"]["name_en"] == "Old Market"


@pytest.mark.parametrize(
    ("path", "wish", "field"),
    [
        ("nearest/", {}, "lon"),
        ("nearest/", {"lon": "nan", "lat": "1"}, "lon"),
        ("nearest/", {"lon": "181", "lat": "1"}, "lon"),
        ("", {"q": "x", "near": "here"}, "near"),
        ("", {"q": "x", "coord_system": "mars"}, "coord_system"),
    ],
)
def test_what_is_no_point_or_system_is_refused_at_its_field(town: Town, path: str, wish: dict, field: str) -> None:
    answer = ask(path, **wish)

    assert answer.status_code == 422
    assert field in answer.json()["errors"]


def test_no_words_find_nothing(market: Place) -> None:
    assert ask("").json() == ask("", q=" ").json() == []


@pytest.mark.parametrize(
    "door", ["/api/v1/places/?q=market", "/report/place/?search=market", "/api/v1/places/nearest/?lon=1&lat=1"]
)
def test_who_asks_more_often_than_people_type_must_wait(market: Place, settings, door: str) -> None:
    settings.PLACES_PER_MINUTE = 2

    answers = [Client().get(door) for _time in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[2]["Retry-After"]) <= 60


def test_what_people_look_for_is_in_no_log(market: Place, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    ask("", q="market")
    Client().get("/report/place/?search=market")

    assert "market" not in caplog.text


def test_a_case_is_shown_in_the_system_asked_for(town: Town, signed_in) -> None:
    case = a_routed_case(town)

    said = signed_in("su").get(f"/api/v1/cases/{case.number}/?coord_system=gcj02").json()

    shifted = from_wgs84(HERE, "gcj02")
    assert (said["lon"], said["lat"], said["coord_system"]) == (shifted.lon, shifted.lat, "gcj02")
    assert said["located"] == "inside"
