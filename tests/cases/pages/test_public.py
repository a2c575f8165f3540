"""What everybody may do beside reporting: follow, judge and read; and every bad input is answered kindly."""

from typing import Any

import pytest
from django.test import Client

from cases import publishing, tracking
from cases.models import Status
from tests.builders import a_case, a_jpeg, a_rated_case, a_routed_case, fresh
from tests.city import Town


def test_a_forged_private_link_opens_nothing(town: Town) -> None:
    case = a_routed_case(town)

    assert Client().get(f"/track/{case.number}:forged/").status_code == 404


def test_the_private_page_is_not_cached_not_indexed_and_tells_its_address_to_no_other_site(town: Town) -> None:
    page = Client().get(tracking.link_of(a_routed_case(town).number))

    assert page.headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in page.headers["Cache-Control"]
    assert "noindex" in page.headers["X-Robots-Tag"]


@pytest.mark.parametrize(
    "status", [Status.REPORTED, Status.DISPATCHED, Status.HANDLING, Status.CHECKING, Status.CLOSED]
)
def test_the_private_page_shows_every_status(town: Town, status: str) -> None:
    case = a_case(town, Status(status))

    page = Client().get(tracking.link_of(case.number))

    assert page.status_code == 200
    assert case.number in page.content.decode()
    assert "Li" not in page.content.decode().split()  # a department acts, never a person


def test_the_reporter_judges_once_and_not_solved_opens_the_case_again(town: Town, monkeypatch: Any) -> None:
    from cases import chores

    case = a_case(town, Status.CLOSED)
    monkeypatch.setattr(chores, "now", lambda: case.closed_at)
    link = tracking.link_of(case.number)

    silent = Client().post(link, {"solved": "no", "words": ""})
    told = Client().post(link, {"solved": "no", "stars": "1", "words": "The hole is open again."})

    assert (silent.status_code, told.status_code) == (422, 302)
    assert fresh(case).status == Status.FILED


def test_an_open_case_cannot_be_rated(town: Town) -> None:
    case = a_case(town, Status.HANDLING)

    answer = Client().post(tracking.link_of(case.number), {"solved": "yes"})

    assert answer.status_code == 409
    assert not case.ratings.exists()


def test_only_published_cases_are_public(town: Town) -> None:
    shown, private = a_routed_case(town), a_routed_case(town, category="lamp")
    page = Client().get("/cases/").content.decode()

    assert shown.number in page
    assert private.number not in page
    assert Client().get(f"/cases/{shown.number}/").status_code == 200
    assert Client().get(f"/cases/{private.number}/").status_code == 404
    assert Client().get(f"/find/?number={private.number}").status_code == 404


def test_a_phone_number_in_the_words_is_not_published(town: Town) -> None:
    case = a_routed_case(town, words="A hole. Call me: 13800001234, Wang.")

    assert "13800001234" not in Client().get(f"/cases/{case.number}/").content.decode()


def test_a_photo_is_private_until_a_person_shows_it(town: Town, signed_in: Any, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    case = a_case(town, Status.HANDLING)
    photo = signed_in("li").post(
        f"/desk/cases/{case.number}/finish/", {"step": case.step, "note": "Filled.", "shown": a_jpeg()}
    )
    photo = case.attachments.get()
    before = Client().get(f"/photos/{photo.pk}/").status_code

    publishing.show_photo(photo, by=town.people["an"], at=case.reported_at)

    shown = Client().get(f"/photos/{photo.pk}/")
    assert (before, shown.status_code, shown["X-Robots-Tag"]) == (404, 200, "noindex")
    assert signed_in("qing").get(f"/photos/{photo.pk}/small/").status_code == 200
    assert signed_in("li").get(f"/photos/{photo.pk}/").headers["Content-Type"] == "image/jpeg"


@pytest.mark.parametrize("path", ["/", "/report/", "/cases/", "/find/", "/accounts/login/", "/map/base/none-0-0.json"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_each_page_opens_in_both_languages(town: Town, path: str, language: str) -> None:
    a_rated_case(town)

    answer = Client().get(path, headers={"Accept-Language": language})

    assert answer.status_code == 200
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    if not path.endswith(".json"):
        assert f'<html lang="{language}"' in answer.content.decode()


@pytest.mark.parametrize("listed", [False, True])
def test_search_engines_list_the_public_cases_only_where_the_city_wants_it(
    town: Town, settings: Any, listed: bool
) -> None:
    settings.PUBLIC_CASES_LISTED = listed
    case = a_routed_case(town)
    publishing.publish(case, by=town.people["an"], words="A deep hole.", at=case.reported_at)

    for page in ("/cases/", f"/cases/{case.number}/", "/cases/suspended/"):
        assert ("X-Robots-Tag" not in Client().get(page).headers) == listed
    assert "X-Robots-Tag" not in Client().get("/").headers
