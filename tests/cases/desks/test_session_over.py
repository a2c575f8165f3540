"""The session ends in the middle of work at a desk: after signing in, what was typed is there, and nothing was sent."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from django.test import Client

from cases import extending
from cases.models import Case, Report, Status
from tests.builders import HOUR, a_case, a_routed_case
from tests.city import NOON, PASSWORD, Town

SignedIn = Callable[[str], Client]
CALLER = "/desk/caller/"


def a_call(town: Town, **more: object) -> dict[str, object]:
    said = {"phone": "13800138000", "words": "A deep hole.", "address": "12 Lake Road", "category": "E0113"}
    return {**said, "key": str(uuid4()), "writer": town.people["hua"].pk, **more}


def signed_in_again(client: Client, name: str, to: str) -> str:
    answer = client.post("/accounts/login/", {"username": name, "password": PASSWORD, "next": to}, follow=True)
    return answer.text


def next_of(answer: Any) -> str:
    return parse_qs(urlsplit(answer.headers["Location"]).query)["next"][0]


def test_a_call_is_typed_again_by_nobody(town: Town) -> None:
    browser, said = Client(), a_call(town)

    there = next_of(browser.post(CALLER, said))
    page = signed_in_again(browser, "hua", there)

    assert there == f"{CALLER}?call={said['key']}"
    assert "A deep hole.</textarea>" in page
    assert 'value="13800138000"' in page
    assert f'value="{said["key"]}"' in page
    assert not Report.objects.exists()


def test_a_call_is_shown_to_nobody_else_at_the_same_browser(town: Town) -> None:
    browser = Client()

    there = next_of(browser.post(CALLER, a_call(town)))

    assert "A deep hole." not in signed_in_again(browser, "an", there)


def test_a_call_comes_back_once(town: Town) -> None:
    browser = Client()
    there = next_of(browser.post(CALLER, a_call(town)))
    signed_in_again(browser, "hua", there)

    assert "A deep hole." not in browser.get(CALLER).text


@pytest.fixture
def asking(town: Town) -> Case:
    case = a_case(town, Status.HANDLING)
    extending.ask_extension(case, by=town.people["he"], at=NOON + HOUR, note="The asphalt comes on Friday.")
    return case


def test_words_of_a_decision_wait_on_the_page_of_the_case(town: Town, asking: Case) -> None:
    browser = Client()
    url = f"/desk/coordination/{asking.number}/refuse_extension/"

    there = next_of(browser.post(url, {"step": "4", "note": "You had a month.", "writer": town.people["ding"].pk}))

    assert "You had a month." in signed_in_again(browser, "ding", there)
    assert asking.requests.get().decision == ""


def test_words_of_a_refusal_to_accept_wait_too(town: Town) -> None:
    case = a_routed_case(town, category=None)
    browser = Client()
    url = f"/desk/acceptance/{case.number}/decline/"

    there = next_of(browser.post(url, {"step": "1", "note": "Not the city's.", "writer": town.people["an"].pk}))

    assert "Not the city&#x27;s." in signed_in_again(browser, "an", there)


def test_a_part_that_htmx_asks_for_leads_to_the_sign_in_page_and_back(town: Town) -> None:
    asked = {"HX-Request": "true", "HX-Current-URL": "http://testserver/desk/caller/?call=1"}

    answer = Client().post("/desk/caller/beside/", {"phone": "1"}, headers=asked)

    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"] == "/accounts/login/?next=%2Fdesk%2Fcaller%2F%3Fcall%3D1"


def test_a_page_that_asks_by_itself_is_only_told_that_it_is_signed_out(town: Town) -> None:
    answer = Client().get("/desk/acceptance/", headers={"HX-Request": "true"})

    assert answer.status_code == 302
