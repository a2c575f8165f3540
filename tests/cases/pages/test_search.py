"""The search page: one box from anywhere."""

from collections.abc import Callable

from django.test import Client

from cases import indexing
from tests.builders import a_routed_case
from tests.city import Town

SignedIn = Callable[[str], Client]


def test_a_whole_number_leads_straight_to_its_case(town: Town, signed_in: SignedIn) -> None:
    case = a_routed_case(town)

    answer = signed_in("su").get("/desk/search/", {"q": case.number.lower()})

    assert answer.headers["Location"] == f"/desk/cases/{case.number}/"


def test_a_number_that_is_not_theirs_says_nothing_of_it(town: Town, signed_in: SignedIn) -> None:
    case = a_routed_case(town, category="litter")

    answer = signed_in("li").get("/desk/search/", {"q": case.number})

    assert answer.status_code == 200
    assert "Nothing was found" in answer.text


def test_words_list_their_cases(town: Town, signed_in: SignedIn) -> None:
    case = a_routed_case(town)
    indexing.index_waiting()

    assert case.number in signed_in("su").get("/desk/search/?q=deep+hole").text


def test_cells_and_areas_of_the_name_are_offered(town: Town, signed_in: SignedIn) -> None:
    cell, west = town.areas["cell 1"], town.areas["west"]
    client = signed_in("su")

    assert f"/desk/cells/{cell.code}/" in client.get("/desk/search/", {"q": cell.code}).text
    assert f"?area={west.code}" in client.get("/desk/search/", {"q": west.name_en.lower()}).text


def test_an_empty_search_shows_the_box_alone(town: Town, signed_in: SignedIn) -> None:
    answer = signed_in("li").get("/desk/search/")

    assert "Nothing was found" not in answer.text
    assert 'id="search-page"' in answer.text
