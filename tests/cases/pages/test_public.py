"""What everybody may do: report, follow, judge and read; and every bad input is answered kindly."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cases import publishing, tracking
from cases.models import Attachment, Case, Contact, Report, Status
from grids.models import Place
from tests.builders import a_case, a_rated_case, a_routed_case, fresh
from tests.city import OUTSIDE, Town, middle_of


@pytest.fixture
def send(town: Town) -> Callable[..., Any]:
    """Fill in the form and press the button; a field of None is left out."""

    def press(**said: Any) -> Any:
        point = middle_of(1)
        form = {"words": "A deep hole.", "category": "E0113", "lon": point.lon, "lat": point.lat, **said}
        return Client().post("/report/", {name: value for name, value in form.items() if value is not None})

    return press


def test_a_citizen_gets_a_number_and_a_private_page(send: Callable[..., Any]) -> None:
    answer = send()
    thanks = Client().get(answer.headers["Location"])

    number = Report.objects.get().number
    assert answer.status_code == 302
    assert number in thanks.content.decode()
    assert Client().get(tracking.link_of(number)).status_code == 200


def test_two_presses_of_the_button_are_one_report(send: Callable[..., Any]) -> None:
    key = "6f1c8c1e-5d3c-4a43-9a53-3c8e1c9b8a11"
    send(key=key)
    send(key=key)

    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"words": ""}, "Tell us what is wrong."),
        ({"words": "x" * 4001}, "Use at most 4,000 characters"),
        ({"lon": None, "lat": None}, "Say where it is"),
        ({"lon": OUTSIDE.lon, "lat": OUTSIDE.lat}, "lies outside Testtown"),
        ({"lon": "east"}, "Enter a number"),
        ({"category": "E9999"}, "Select a valid choice"),
        ({"email": "nobody"}, "Write an e-mail address"),
        ({"phone": "1"}, "no phone number"),
        ({"area": "999999"}, "Select a valid choice"),
    ],
)
def test_a_fault_is_said_and_what_was_typed_stays(
    send: Callable[..., Any], said: dict[str, Any], sentence: str
) -> None:
    answer = send(**{"name": "Wang Fang", "address": "12 Lake Road", **said})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "12 Lake Road" in page
    assert not Case.unscoped.exists()
    assert not Contact.objects.exists()


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (SimpleUploadedFile("hole.jpg", b"not a photo at all"), "not a photo that can be opened"),
        (SimpleUploadedFile("huge.jpg", b"\xff\xd8" + bytes(50 * 2**20)), "is larger than"),
    ],
)
def test_a_bad_photo_is_refused_by_its_name(send: Callable[..., Any], file: SimpleUploadedFile, sentence: str) -> None:
    file.seek(0)

    answer = send(photos=file)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Attachment.objects.exists()
    assert not Case.unscoped.exists()


def test_a_burst_from_one_address_is_answered_with_429_and_the_draft_is_kept(
    send: Callable[..., Any], settings: Any
) -> None:
    settings.REPORTS_PER_MINUTE = 5
    answers = [send(words=f"Hole number {number}.") for number in range(12)]

    refused = [answer for answer in answers if answer.status_code == 429]
    assert len(refused) >= 2
    assert Case.unscoped.count() == 12 - len(refused)
    assert "Hole number 11." in refused[-1].content.decode()
    assert int(refused[-1].headers["Retry-After"]) <= 60


def test_a_place_is_found_by_its_name_without_a_map(send: Callable[..., Any], town: Town) -> None:
    point = middle_of(3)
    Place.objects.create(name_en="Old Market", name_zh="老市场", kind="market", lon=point.lon, lat=point.lat)

    found = send(look_up="1", search="老市场", lon=None, lat=None)
    send(found=f"{point.lon},{point.lat}", search="老市场", lon=None, lat=None)

    assert f"{point.lon},{point.lat}" in found.content.decode()
    assert "A deep hole." in found.content.decode()
    assert Case.unscoped.get().lon == point.lon


def test_an_area_and_an_address_are_a_place_too(send: Callable[..., Any], town: Town) -> None:
    send(lon=None, lat=None, area=town.areas["west street"].pk, address="12 Lake Road")

    assert Case.unscoped.get().area_path == town.areas["west street"].path


def test_a_contact_is_kept_sealed_and_apart(send: Callable[..., Any]) -> None:
    send(name="Wang Fang", phone="13800001234", email="wang@example.org")

    contact = Contact.objects.get()
    assert b"Wang" not in bytes(contact.name_sealed)
    assert Report.objects.get().contact == contact


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

    assert (before, Client().get(f"/photos/{photo.pk}/").status_code) == (404, 200)
    assert signed_in("qing").get(f"/photos/{photo.pk}/small/").status_code == 200
    assert signed_in("li").get(f"/photos/{photo.pk}/").headers["Content-Type"] == "image/jpeg"


def a_jpeg() -> SimpleUploadedFile:
    from PIL import Image

    file = io.BytesIO()
    Image.new("RGB", (60, 40), "gray").save(file, "JPEG")
    return SimpleUploadedFile("after.jpg", file.getvalue(), "image/jpeg")


@pytest.mark.parametrize("path", ["/", "/report/", "/cases/", "/find/", "/accounts/login/", "/map/base/none-0-0.json"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_each_page_opens_in_both_languages(town: Town, path: str, language: str) -> None:
    a_rated_case(town)

    answer = Client().get(path, headers={"Accept-Language": language})

    assert answer.status_code == 200
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    if not path.endswith(".json"):
        assert f'<html lang="{language}"' in answer.content.decode()
