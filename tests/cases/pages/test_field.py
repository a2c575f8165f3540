"""The field app's pages: an officer's own, without scripts a list and a form; the shell holds nobody's data."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from cases.models import Case, Status
from cases.views import field_shell
from tests.builders import a_case
from tests.cases.api.test_reports import a_photo
from tests.city import Town, middle_of

SignedIn = Callable[[str], Client]


def test_the_list_stands_in_the_page_and_leads_to_plain_forms(signed_in: SignedIn, town: Town) -> None:
    case = a_case(town, Status.CHECKING)

    page = signed_in(case.tasks.get().officer.username).get("/field/")

    assert f'href="/desk/cases/{case.number}/"' in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]


@pytest.mark.parametrize("path", ["", "log/", "tasks/1/", "outbox/", "patrol/"])
def test_only_officers_have_a_field(signed_in: SignedIn, path: str) -> None:
    assert signed_in("wu").get(f"/field/{path}").status_code == 200
    assert signed_in("li").get(f"/field/{path}").status_code == 404
    assert Client().get(f"/field/{path}").status_code == 302


def test_the_plain_form_reports_in_the_officers_name_and_once(
    signed_in: SignedIn, town: Town, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    point = middle_of(1)
    client = signed_in("wu")
    for _twice in range(2):
        said = {"category": "E0110", "lon": point.lon, "lat": point.lat, "key": "k", "photos": [a_photo()]}
        assert client.post("/field/log/", said).status_code == 302

    report = Case.unscoped.get().reports.get()
    assert (report.by, report.channel, report.words) == (town.people["wu"], "officer", "Exposed litter")


def test_a_refused_plain_form_keeps_what_was_typed(signed_in: SignedIn, town: Town) -> None:
    answer = signed_in("wu").post("/field/log/", {"category": "E0110", "words": "Bags.", "address": "3 Lake Road"})

    assert answer.status_code == 422
    assert "3 Lake Road" in answer.content.decode()


def test_the_shell_holds_nobodys_data_in_either_language(signed_in: SignedIn, town: Town) -> None:
    case = a_case(town, Status.CHECKING)
    officer = case.tasks.get().officer
    client = signed_in(officer.username)

    for language, word in (("en", "Log a case"), ("zh-hans", 'lang="zh-hans"')):
        shell = client.get(f"/field/shell/{language}/").content.decode()
        assert word in shell
        assert case.number not in shell
        assert officer.name_en not in shell
        assert "csrfmiddlewaretoken" not in shell


def test_words_typed_before_the_app_is_ready_go_into_no_address(signed_in: SignedIn) -> None:
    page = signed_in("wu").get("/field/log/").content.decode()

    # A form without a handler would be sent by GET, with its words in the address and in the log.
    forms = re.findall('<form class="field-app[^>]*>', page)
    assert ['method="dialog"' in form for form in forms] == [True, True]


def test_the_worker_keeps_all_that_the_shell_needs_and_no_more(town: Town) -> None:
    worker = Client().get("/field/sw.js")
    told = worker.content.decode()

    modules = {path.name for path in (settings.BASE_DIR / "static/js/field").glob("*.js")}
    from_pages = modules - {"worker.js"}
    assert all(f"/static/js/field/{name}" in told for name in from_pages)
    assert "/static/js/mount.js" in told
    assert "/static/css/field.css" in told
    assert "openlayers/ol.js" not in told
    assert worker.headers["Cache-Control"] == "no-cache"


def test_another_page_is_another_release(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    before = Client().get("/field/sw.js").content
    same = Client().get("/field/sw.js").content
    monkeypatch.setitem(field_shell.WORDS, "online", "Connected")
    field_shell._shells.forget()

    assert before == same
    assert Client().get("/field/sw.js").content != before


def test_the_app_can_be_installed(town: Town) -> None:
    told = Client().get("/field/manifest.webmanifest").json()

    assert (told["start_url"], told["scope"], told["display"]) == ("/field/", "/field/", "standalone")
    assert {icon["purpose"] for icon in told["icons"]} == {"any", "maskable"}
    for icon in told["icons"]:
        assert (settings.BASE_DIR / icon["src"].lstrip("/")).exists()


def test_an_officer_on_a_phone_begins_in_the_field(signed_in: SignedIn, town: Town) -> None:
    client = signed_in("wu")

    assert client.get("/desk/").headers["Location"] == "/desk/checks/"
    assert client.get("/desk/", headers={"Sec-CH-UA-Mobile": "?1"}).headers["Location"] == "/field/"
    assert 'href="/field/"' in client.get("/desk/checks/").content.decode()
