"""An address that holds NUL, which no text of the database may hold, is refused at the door and breaks nothing."""

import pytest
from django.test import Client

from tests.cases.pages.test_city_map import BOX
from tests.city import Town

ADDRESSES = [
    "/report/components/?search=%00",
    "/desk/components/?q=%00",
    "/desk/map/table/?area=%00",
    f"/map/cases.json?bbox={BOX}&zoom=14&category=%00",
    "/cases/%00/",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_is_answered_with_400(town: Town, signed_in, address: str) -> None:
    answer = signed_in("su").get(address)

    assert answer.status_code == 400
    assert "We could not read that request" in answer.content.decode()


FORMS = [
    ("li", "/desk/bulk/", {"move": "note", "case": "\0", "origin": "\0"}),
    ("li", "/desk/views/", {"origin": "\0", "name": "\0"}),
    ("hua", "/desk/caller/", {"search": "\0a", "words": "A deep\0 hole"}),
    ("hua", "/cases/around/", {"area": "\0", "category": "\0a", "department": "\0a"}),
]


@pytest.mark.parametrize(("who", "address", "sent"), FORMS)
def test_a_form_comes_in_without_it(town: Town, signed_in, who: str, address: str, sent: dict[str, str]) -> None:
    assert signed_in(who).post(address, sent).status_code < 500


def test_pasted_words_lose_nothing_else(town: Town, signed_in) -> None:
    page = signed_in("hua").post("/desk/caller/", {"words": "A deep\0 hole", "lon": "not a number"}).text

    assert "A deep hole" in page


def test_the_api_says_it_as_a_problem(town: Town) -> None:
    answer = Client().get("/api/v1/places/?q=%00")

    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_sign_that_only_looks_like_it_is_text(town: Town) -> None:
    assert Client().get("/api/v1/places/?q=%2500").status_code == 200
