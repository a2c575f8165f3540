"""A fault of ours (500): the page is there whatever broke, and gives back what was typed, to its sender only."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path

import govgrid.urls
from cases.views.refusals import broken
from tests.city import PASSWORD

TYPED = "Half a sentence about the hole"


def breaks(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError(request.path)


urlpatterns = [path("broken/", breaks), *govgrid.urls.urlpatterns]  # the page of a fault has the links of every page
handler400 = govgrid.urls.handler400
handler500 = govgrid.urls.handler500
pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def browser(db: None) -> Client:
    return Client(raise_request_exception=False)


def test_what_was_typed_comes_back(browser: Client) -> None:
    answer = browser.post("/broken/", {"note": TYPED, "password": PASSWORD})

    assert answer.status_code == 500
    assert f">{TYPED}</textarea>" in answer.text
    assert PASSWORD not in answer.text


def test_an_address_gives_nothing_back(browser: Client) -> None:
    answer = browser.get(f"/broken/?q={TYPED}")

    assert "Something broke on our side" in answer.text
    assert TYPED not in answer.text


def test_it_is_said_in_the_readers_language(browser: Client) -> None:
    answer = browser.post("/broken/", {"note": TYPED}, headers={"Accept-Language": "zh-hans"})

    assert "您填写的内容" in answer.text


def test_it_asks_nothing_of_the_database(rf: RequestFactory) -> None:
    """Without `db` each question to the database fails here, as it does where the database is what broke."""
    assert TYPED in broken(rf.post("/broken/", {"note": TYPED})).content.decode()


def test_it_offers_no_form_that_could_not_be_sent(browser: Client) -> None:
    page = browser.post("/broken/").text

    assert 'method="post"' not in page


def test_too_much_is_said_as_such(browser: Client) -> None:
    answer = browser.post("/known/", {"address": "x" * 2**19})

    assert answer.status_code == 400
    assert "That is too much at once" in answer.text
