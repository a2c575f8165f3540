"""Finding a place for a report, words that stay words, the private link, and whose address is counted."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client, RequestFactory

from cases import tracking
from cases.models import Report
from govgrid.lib.client_address import client_address
from grids.models import Place
from tests.builders import a_report
from tests.cases.telling_pages import Teller
from tests.city import Town, middle_of


@pytest.fixture
def market(town: Town) -> Place:
    point = middle_of(3)
    return Place.objects.create(name_en="Old Market", name_zh="老市场", kind="market", lon=point.lon, lat=point.lat)


def test_places_come_as_a_part_while_one_types(market: Place) -> None:
    answer = Client().get("/report/place/?search=market", headers={"HX-Request": "true"})

    page = answer.content.decode()
    assert page.lstrip().startswith('<div id="places-found"')
    assert f'data-lon="{market.lon}"' in page
    assert "Old Market · West Community · West Street" in page
    assert "HX-Request" in answer.headers["Vary"]


def test_one_road_in_one_street_is_offered_once_and_in_two_streets_twice(town: Town) -> None:
    for cell, east in ((1, 0.0), (1, 0.001), (2, 0.0)):
        point = middle_of(cell)
        Place.objects.create(name_en="Lake Road", name_zh="湖路", kind="road", lon=point.lon + east, lat=point.lat)

    page = Client().get("/report/place/?search=lake", headers={"HX-Request": "true"}).content.decode()

    assert (page.count("· West Street"), page.count("· East Street")) == (1, 1)


def test_a_search_by_the_button_keeps_what_was_written_and_judges_nothing(market: Place) -> None:
    answer = Teller().answer("place", look_up="1", search="old", address="Half a sen")

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Half a sen" in page
    assert "Old Market" in page
    assert "error-summary" not in page


def test_a_place_that_was_searched_must_be_chosen(market: Place) -> None:
    answer = Teller().answer("place", search="market")

    assert answer.status_code == 422
    assert "Choose one of the places that were found." in answer.content.decode()


def test_the_pin_wins_over_the_place_that_moved_it_first(market: Place) -> None:
    teller = Teller()
    teller.tell(place={"search": "market", "found": f"{market.lon},{market.lat}"})
    teller.send()

    assert Report.objects.get().case.lon == middle_of(1).lon


def test_a_district_alone_is_an_area_too(town: Town) -> None:
    teller = Teller()
    behind = {"lon": None, "lat": None, "area": town.areas["west"].pk, "address": "Behind the station"}
    teller.tell(place=behind)
    teller.send()

    assert Report.objects.get().case.area_path == town.areas["west"].path


def test_words_are_shown_as_words(town: Town) -> None:
    teller = Teller()
    teller.tell(words={"words": "<script>alert(1)</script> & a hole"})
    teller.send()

    page = Client().get(tracking.link_of(Report.objects.get().number)).content.decode()

    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


def test_the_private_link_is_found_by_pasting_it(town: Town) -> None:
    link = tracking.address_of(a_report(town).number)

    answer = Client().get("/find/", {"number": link})

    assert answer.headers["Location"] in link


@pytest.fixture
def seen_from(settings: Any) -> Callable[..., str]:
    def address(remote: str, forwarded: str = "", proxies: int = 0) -> str:
        settings.TRUSTED_PROXIES = proxies
        heard = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
        return client_address(RequestFactory().get("/", REMOTE_ADDR=remote, **heard))

    return address


@pytest.mark.parametrize(
    ("remote", "forwarded", "proxies", "address"),
    [
        ("203.0.113.5", "", 0, "203.0.113.5"),
        ("203.0.113.5", "198.51.100.1", 0, "203.0.113.5"),
        ("10.0.0.1", "203.0.113.5", 1, "203.0.113.5"),
        ("10.0.0.1", "198.51.100.1, 203.0.113.5", 1, "203.0.113.5"),
        ("10.0.0.1", "203.0.113.5, 10.0.0.2", 2, "203.0.113.5"),
        ("10.0.0.1", "", 1, ""),
        ("2001:db8:1:2:3:4:5:6", "", 0, "2001:db8:1:2::"),
        ("::ffff:203.0.113.5", "", 0, "203.0.113.5"),
    ],
)
def test_only_our_own_proxies_are_believed(
    seen_from: Callable[..., str], remote: str, forwarded: str, proxies: int, address: str
) -> None:
    assert seen_from(remote, forwarded, proxies) == address
