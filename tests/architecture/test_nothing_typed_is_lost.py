"""Every door of staff: a form sent after the session has ended comes back to its writer, and to nobody else.

The doors are read from the product itself; a new one that needs no sign-in has to be named here.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.views.interrupted import WRITER
from tests.architecture.test_every_door import addresses
from tests.city import PASSWORD, Town

TYPED = "Half a sentence about the hole"
HOME = "/desk/"
# What everybody may open, or a machine: nobody's session can end there.
OPEN = {
    "home", "report", "find-report", "track", "track-withdraw", "unfollow", "known", "public-cases", "public-around",
    "public-suspended", "public-case", "follow", "figures", "figures-csv", "privacy", "accessibility", "photo", "wall",
    "photo-small", "map-base", "map-tile", "basemap-tile", "login", "logout", "password_reset", "password_reset_done",
    "password_reset_confirm", "password_reset_complete", "set_language", "field-shell",
}  # fmt: skip
OPEN_FAMILIES = (
    "report-",
    "known-",
    "part-link",
    "part-photo",
    "settings-pack-example",
    "field-worker",
    "field-manifest",
    "map-components",
)


def doors() -> Iterator[tuple[str, str]]:
    """Every address of the product that wants a sign-in: its name, and one path of it."""
    for name, path, keys in addresses():
        if not path.startswith("api/") and name not in OPEN and not name.startswith(OPEN_FAMILIES):
            yield name, reverse(name, kwargs=dict.fromkeys(keys, "1"))


@pytest.fixture
def browser(session_over: Callable[[str], Client]) -> Client:
    return session_over("ding")


def the_same(browser: Client, **more: Any) -> Client:
    """The browser as it stands, for one more try."""
    again = Client(**more)
    again.cookies[WRITER] = browser.cookies[WRITER].value
    return again


def sign_in(client: Client, town: Town, name: str) -> Client:
    client.force_login(town.people[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def send(client: Client, path: str, **headers: str) -> Any:
    return client.post(path, {"note": TYPED}, headers={"Referer": f"http://testserver{HOME}", **headers})


def test_what_was_typed_at_any_door_waits_for_its_writer(town: Town, browser: Client) -> None:
    lost = []
    for name, path in doors():
        writer = the_same(browser)
        led_to = send(writer, path).headers.get("Location", "")
        page = sign_in(writer, town, "ding").get("/accounts/password_change/").text
        if led_to != f"/accounts/login/?next={HOME}" or TYPED not in page or f'action="{path}"' not in page:
            lost.append((name, led_to))

    assert lost == []


def test_a_form_of_an_older_sign_in_comes_back_too(town: Town, browser: Client) -> None:
    client = sign_in(the_same(browser, enforce_csrf_checks=True), town, "ding")

    answer = send(client, reverse("inbox-read"))

    assert answer.headers["Location"] == HOME
    assert TYPED in client.get("/accounts/password_change/").text


def test_a_form_of_a_foreign_page_does_not(town: Town, browser: Client) -> None:
    client = sign_in(the_same(browser, enforce_csrf_checks=True), town, "ding")

    answer = send(client, reverse("inbox-read"), Referer="https://example.org/")

    assert answer.status_code == 403
    assert TYPED not in client.get("/accounts/password_change/").text


def test_a_sign_in_from_an_old_page_is_asked_for_again(town: Town, browser: Client) -> None:
    client = the_same(browser, enforce_csrf_checks=True)

    answer = client.post("/accounts/login/", {"username": "ding"}, headers={"Referer": "http://testserver/"})

    assert answer.status_code == 403
    assert "Please send that again" in answer.text


def test_whoever_signs_in_instead_finds_nothing(town: Town, browser: Client) -> None:
    send(browser, reverse("inbox-read"))

    sign_in(browser, town, "hua")

    assert TYPED not in browser.get("/accounts/password_change/").text
    assert TYPED not in sign_in(browser, town, "ding").get("/accounts/password_change/").text


def test_a_stranger_can_put_nothing_by(town: Town, browser: Client) -> None:
    stranger = Client()
    stranger.cookies[WRITER] = str(town.people["ding"].pk)

    send(stranger, reverse("inbox-read"))

    assert TYPED not in sign_in(stranger, town, "ding").get("/accounts/password_change/").text


def test_a_password_is_never_put_by(town: Town, browser: Client) -> None:
    browser.post("/accounts/password_change/", {"old_password": PASSWORD, "note": TYPED})

    page = sign_in(browser, town, "ding").get("/accounts/password_change/").text

    assert "kept-words" not in page


def test_what_a_script_sends_by_itself_is_not_taken_for_a_form(town: Town, browser: Client) -> None:
    send(browser, reverse("inbox-read"), Accept="*/*")

    assert TYPED not in sign_in(browser, town, "ding").get("/accounts/password_change/").text


def test_it_waits_until_it_is_sent_or_thrown_away(town: Town, browser: Client) -> None:
    for ends in (reverse("inbox-read"), reverse("kept-throw-away")):
        send(browser, reverse("inbox-read"))
        sign_in(browser, town, "ding")
        assert TYPED in browser.get("/accounts/password_change/").text
        assert TYPED in browser.get("/accounts/password_change/").text

        browser.post(ends, {"note": TYPED})

        assert TYPED not in browser.get("/accounts/password_change/").text
        del browser.cookies["sessionid"]


def test_a_page_that_shows_no_form_gives_the_words_back(town: Town, browser: Client) -> None:
    answer = sign_in(browser, town, "ding").post("/desk/cases/TT260916-999999/share/", {"note": TYPED})

    assert answer.status_code == 404
    assert TYPED in answer.text


def test_an_address_that_only_takes_a_form_leads_to_the_page_it_stands_on(town: Town, browser: Client) -> None:
    client = sign_in(browser, town, "ding")

    assert client.get("/desk/queue/next/").headers["Location"] == "/desk/queue/"
    assert client.get("/desk/cases/TT260916-000001/say/own/").headers["Location"] == "/desk/cases/TT260916-000001/say/"
    assert client.get("/desk/cases/TT260916-000001/say/").headers["Location"] == "/desk/cases/TT260916-000001/"
