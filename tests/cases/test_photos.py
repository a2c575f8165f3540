"""Photos arrive as anything and leave as our own JPEG, or are refused with a sentence."""

import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from PIL import ExifTags, Image

from cases import photos
from cases.models import Attachment
from tests.builders import a_report
from tests.city import NOON


def a_file(content: bytes, name: str = "hole.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/jpeg")


def a_picture(size: tuple[int, int] = (60, 40), form: str = "JPEG", mode: str = "RGB", **more: object) -> bytes:
    picture = Image.new(mode, size, "red" if mode != "RGBA" else (255, 0, 0, 0))
    written = io.BytesIO()
    picture.save(written, form, **more)
    return written.getvalue()


@pytest.fixture
def attachments(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_photo_becomes_a_jpeg_of_our_own(form):
    clean = photos.take_in(a_file(a_picture(form=form)))

    again = Image.open(io.BytesIO(clean.jpeg))
    assert (again.format, again.size, (clean.width, clean.height)) == ("JPEG", (60, 40), (60, 40))


def test_nothing_of_its_file_is_left_but_the_picture():
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Secretphone"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (25.0, 2.0, 3.0)
    sent = a_picture(exif=exif, comment=b"Secretcomment", icc_profile=b"Secretprofile", xmp=b"Secretxmp")
    assert b"Secretphone" in sent
    assert b"Secretcomment" in sent

    clean = photos.take_in(a_file(sent + b"Secrettail"))

    assert b"Secret" not in clean.jpeg
    assert set(Image.open(io.BytesIO(clean.jpeg)).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_a_photo_taken_sideways_stands_upright():
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6

    clean = photos.take_in(a_file(a_picture((60, 40), exif=exif)))

    assert (clean.width, clean.height) == (40, 60)


def test_a_large_photo_is_made_smaller():
    clean = photos.take_in(a_file(a_picture((5000, 2500))))

    assert (clean.width, clean.height) == (2048, 1024)


def test_what_can_be_seen_through_becomes_white():
    clean = photos.take_in(a_file(a_picture(form="PNG", mode="RGBA")))

    assert Image.open(io.BytesIO(clean.jpeg)).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["L", "P", "CMYK", "1"])
def test_pictures_of_every_colour_mode_are_taken(mode):
    form = "JPEG" if mode in ("L", "CMYK") else "PNG"
    sent = io.BytesIO()
    Image.new("RGB", (30, 20)).convert(mode).save(sent, form)

    assert photos.take_in(a_file(sent.getvalue())).width == 30


@pytest.mark.parametrize(
    "content",
    [b"", b"This is a text.", a_picture()[:200], b"<svg xmlns='http://www.w3.org/2000/svg'/>", a_picture(form="GIF")],
    ids=["empty", "text", "torn", "svg", "gif"],
)
def test_what_is_no_photo_is_refused_by_its_name(content):
    with pytest.raises(photos.BadPhoto, match=r"hole\.jpg.*JPEG, PNG or WebP") as refused:
        photos.take_in(a_file(content))

    assert refused.value.status == 422


def test_too_large_a_file_is_refused_unread(settings):
    settings.PHOTO_MAX_BYTES = 1000
    upload = a_file(b"x" * 1001)
    upload.read()

    with pytest.raises(photos.BadPhoto, match="larger than"):
        photos.take_in(upload)

    assert upload.tell() == 1001


def test_a_small_file_that_claims_a_billion_pixels_is_refused():
    bomb = a_picture((9000, 9000), "PNG", "1")
    assert len(bomb) < 200_000

    with pytest.raises(photos.BadPhoto, match="too many pixels"):
        photos.take_in(a_file(bomb))


def test_of_a_huge_upload_no_more_is_kept_than_shows_that_it_is_too_large(settings):
    settings.PHOTO_MAX_BYTES = 100_000
    form = {"words": "Here.", "photo": a_file(b"x" * 3_000_000), "after": "kept"}
    request = RequestFactory().post("/", form)

    assert (request.POST["words"], request.POST["after"]) == ("Here.", "kept")
    assert request.FILES["photo"].size == 100_001


def test_photos_are_kept_beside_their_case_and_are_private(town, attachments):
    case = a_report(town)
    clean = photos.take_in(a_file(a_picture((800, 400))))

    photos.keep(
        [clean, clean], case_id=case.pk, report_id=case.reports.get().pk, stage="report", by=None, at=NOON
    )  # the same picture twice is two rows and two files

    kept = list(Attachment.objects.filter(case=case))
    assert len({photo.file for photo in kept}) == 2
    assert {(photo.sha256, photo.public, photo.width) for photo in kept} == {(clean.sha256, False, 800)}
    with photos.open_photo(kept[0]) as file:
        assert file.read() == clean.jpeg
    with photos.open_photo(kept[0], small=True) as file:
        assert Image.open(file).size == (320, 160)
    assert not list(attachments.rglob(".*"))


def test_a_lost_file_is_said(town, attachments):
    lost = Attachment(file="ab/lost.jpg")

    with pytest.raises(photos.PhotoMissing):
        photos.open_photo(lost)
