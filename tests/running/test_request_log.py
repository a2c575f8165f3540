import json
import logging

import pytest
from django.http import HttpResponse
from django.urls import path

import govgrid.urls
from govgrid.lib.request_log import JsonLine

urlpatterns = [
    path("track/<str:token>/", lambda request, token: HttpResponse("here"), name="track"),
    path("broken/<str:token>/", lambda request, token: 1 / 0),
    *govgrid.urls.urlpatterns,  # the page of a fault has the links of every page
]
pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def lines(caplog, settings):
    # Only the log's own middleware: what the others do is none of these tests' business.
    settings.MIDDLEWARE = ["govgrid.lib.request_log.RequestLog"]
    caplog.set_level(logging.INFO, "govgrid.request")
    caplog.handler.setFormatter(JsonLine())
    return lambda: [json.loads(line) for line in caplog.text.splitlines() if '"govgrid.request"' in line]


def test_a_line_names_the_route_and_neither_the_private_link_nor_the_search_words(client, lines, caplog):
    client.get("/track/s3cr3t-link/?q=Mrs+Li")

    [line] = lines()
    assert line["route"] == "/track/<str:token>/"
    assert (line["method"], line["status"], line["user"]) == ("GET", 200, None)
    assert "s3cr3t" not in caplog.text
    assert "Li" not in caplog.text


def test_a_plain_id_of_the_caller_is_kept(client, lines):
    answer = client.get("/track/x/", headers={"X-Request-ID": "proxy-000017"})

    assert answer["X-Request-ID"] == "proxy-000017"
    assert lines()[0]["request_id"] == "proxy-000017"


@pytest.mark.parametrize("given", ["", "short", 'quote"and space', "line\u00e9-breaker", "x" * 65])
def test_any_other_id_is_replaced(client, lines, given):
    answer = client.get("/track/x/", headers={"X-Request-ID": given})

    assert len(answer["X-Request-ID"]) == 32
    assert answer["X-Request-ID"] != given


def test_a_fault_is_logged_as_one(client, lines):
    client.raise_request_exception = False

    client.get("/broken/s3cr3t-link/?q=Li")

    assert (lines()[0]["status"], lines()[0]["level"]) == (500, "ERROR")


def test_the_lines_of_django_itself_name_no_address_either(client, lines, caplog):
    client.raise_request_exception = False

    client.get("/broken/s3cr3t-link/?q=Mrs+Li", headers={"X-Request-ID": "proxy-000017"})
    client.get("/s3cr3t-link/nowhere/")

    assert "ZeroDivisionError" in caplog.text
    assert "Internal Server Error: /broken/<str:token>/" in caplog.text
    assert "s3cr3t" not in caplog.text
    assert "Mrs" not in caplog.text
    assert caplog.text.count('"request_id": "proxy-000017"') == 2
