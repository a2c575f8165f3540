"""Photos of a report are taken in at once, one by one: a bad or broken one takes nothing else with it."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cases.models import Attachment
from tests.builders import a_jpeg
from tests.cases.telling_pages import Teller, page_of
from tests.cases.test_likeness import a_scene, keep
from tests.city import NOON, Town


@pytest.fixture
def teller(town: Town, settings: Any, tmp_path: Path) -> Teller:
    settings.MEDIA_ROOT = tmp_path
    return Teller()


def bad() -> SimpleUploadedFile:
    return SimpleUploadedFile("notes.jpg", b"not a photo at all")


def huge() -> SimpleUploadedFile:
    return SimpleUploadedFile("huge.jpg", b"\xff\xd8" + bytes(11 * 2**20))


def several(*colours: str) -> list[SimpleUploadedFile]:
    return [a_jpeg(f"{colour}.jpg", colour) for colour in colours]


def shown(teller: Teller) -> list[str]:
    """Return the addresses of the photos that the page shows."""
    page = teller.client.get("/report/photos/")
    return [photo["url"] for photo in page.context["photos"]]


@pytest.mark.parametrize(("file", "sentence"), [(bad(), "not a photo that can be opened"), (huge(), "is larger than")])
def test_a_bad_photo_is_refused_by_its_name_and_the_others_are_kept(
    teller: Teller, file: SimpleUploadedFile, sentence: str
) -> None:
    file.seek(0)

    answer = teller.answer("photos", photos=[a_jpeg(), file], add="1")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert file.name in page
    assert len(shown(teller)) == 1


def test_one_more_than_the_most_is_said_and_the_first_ones_are_kept(teller: Teller) -> None:
    answer = teller.answer("photos", photos=several("red", "green", "blue", "black", "white", "grey"), add="1")

    assert answer.status_code == 422
    assert "At most 5 photos" in answer.content.decode()
    assert len(shown(teller)) == 5


def test_a_refused_photo_does_not_let_one_go_on_unseen(teller: Teller) -> None:
    assert teller.answer("photos", photos=[bad()], go="1").status_code == 422
    assert page_of(teller.answer("photos", go="1")) == "place"


def test_the_same_picture_twice_is_one(teller: Teller) -> None:
    teller.answer("photos", photos=[a_jpeg()], add="1")
    teller.answer("photos", photos=[a_jpeg()], add="1")

    assert len(shown(teller)) == 1


def test_a_photo_is_taken_out_again_and_leaves_no_file(teller: Teller, tmp_path: Path) -> None:
    teller.answer("photos", photos=several("red", "blue"), add="1")
    first = shown(teller)[0]

    teller.answer("photos", remove=Path(first).stem)

    assert len(shown(teller)) == 1
    assert len(list((tmp_path / "drafts").glob("*/*.jpg"))) == 2  # one photo and its thumbnail
    assert teller.client.get(first).status_code == 404


def test_only_the_browser_that_sent_a_photo_sees_it(teller: Teller) -> None:
    teller.answer("photos", photos=[a_jpeg()], add="1")
    (address,) = shown(teller)

    own, stranger = teller.client.get(address), Client().get(address)

    assert (own.status_code, own.headers["Content-Type"]) == (200, "image/jpeg")
    assert "no-store" in own.headers["Cache-Control"]
    assert stranger.status_code == 404


def test_htmx_gets_the_part_with_the_photos_alone(teller: Teller) -> None:
    answer = teller.client.post("/report/photos/", {"photos": [a_jpeg()]}, headers={"HX-Request": "true"})

    assert answer.status_code == 200
    assert answer.content.decode().lstrip().startswith('<div id="report-photos"')


def test_an_upload_that_is_cut_off_leaves_the_draft_as_it_was(teller: Teller) -> None:
    teller.answer("photos", photos=[a_jpeg()], add="1")
    whole = (
        b'--cut\r\nContent-Disposition: form-data; name="photos"; filename="b.jpg"\r\n'
        b"Content-Type: image/jpeg\r\n\r\n" + a_jpeg(colour="red").read()[:200]
    )

    teller.client.post("/report/photos/", whole, content_type="multipart/form-data; boundary=cut")

    assert len(shown(teller)) == 1


def test_a_picture_that_a_citizen_sent_is_known_again(teller: Teller, town: Town) -> None:
    scene = a_scene(1)
    teller.answer("photos", photos=[SimpleUploadedFile("scene.jpg", scene.jpeg, "image/jpeg")], go="1")
    teller.tell()
    teller.send()
    sent = Attachment.objects.get()

    again = keep(a_scene(1, size=(400, 300), quality=60), town, NOON)

    assert again.looks_like == sent


def test_the_photos_go_with_the_report(teller: Teller, tmp_path: Path) -> None:
    teller.answer("photos", photos=several("red", "blue"), go="1")
    teller.tell()

    teller.send()

    assert Attachment.objects.count() == 2
    assert all((tmp_path / photo.file).exists() for photo in Attachment.objects.all())


def test_a_browser_knows_the_limits_of_the_server_before_it_sends(teller: Teller, settings: Any) -> None:
    teller.answer("photos", photos=several("red"), add="1")

    page = teller.client.get("/report/photos/").text

    assert f'data-max-mb="{settings.PHOTO_MAX_BYTES // 2**20}"' in page
    assert f'data-max-count="{settings.PHOTOS_PER_REPORT - 1}"' in page
