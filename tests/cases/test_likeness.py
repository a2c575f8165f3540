"""A picture used again is known again, whatever was done to its file; another picture is not taken for it."""

import io
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from cases import photos
from cases.models import Attachment
from cases.photos import Claim, CleanPhoto
from tests.builders import a_report
from tests.city import Town


def a_scene(seed: int, *, size: tuple[int, int] = (800, 600), quality: int = 90, line: str = "") -> CleanPhoto:
    """A street of ten grey boxes, different for each seed."""
    picture = Image.new("RGB", (800, 600), "#8899aa")
    draw = ImageDraw.Draw(picture)
    for n in range(10):
        x, y = (seed * 97 + n * 151) % 700, (seed * 61 + n * 83) % 500
        draw.rectangle((x, y, x + 90 + n * 9, y + 110), fill=(n * 25, (n * 60 + seed * 40) % 255, 120))
    if line:
        draw.text((10, 580), line, fill="white")
    file = io.BytesIO()
    picture.resize(size).save(file, "JPEG", quality=quality)
    return photos.take_in(SimpleUploadedFile("scene.jpg", file.getvalue(), "image/jpeg"))


def keep(photo: CleanPhoto, town: Town, at: datetime) -> Attachment:
    case = a_report(town, at=at)
    photos.keep([photo], case_id=case.pk, report_id=None, stage="report", by=None, at=at)
    return case.attachments.get()


def test_a_picture_used_again_points_to_the_first(town: Town, noon: datetime, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    first = keep(a_scene(1), town, noon)

    again = keep(a_scene(1, size=(640, 480), quality=55, line="12:03 99 wu"), town, noon)

    assert again.sha256 != first.sha256
    assert again.looks_like == first


def test_another_picture_points_to_nothing(town: Town, noon: datetime, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    for seed in range(1, 9):
        assert keep(a_scene(seed), town, noon).looks_like is None


def test_a_plain_picture_is_like_no_other(town: Town, noon: datetime, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    file = io.BytesIO()
    Image.new("RGB", (80, 60), "grey").save(file, "JPEG")
    wall = photos.take_in(SimpleUploadedFile("wall.jpg", file.getvalue(), "image/jpeg"))

    assert wall.likeness is None
    assert [keep(wall, town, noon).looks_like for _again in range(2)] == [None, None]


def test_the_case_page_says_what_is_claimed_and_what_was_seen_before(
    town: Town, noon: datetime, settings: Any, tmp_path: Path, signed_in: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    first = keep(a_scene(1), town, noon)
    again = keep(a_scene(1, quality=60).claimed(Claim("camera", taken_at=noon, accuracy_m=8)), town, noon)

    page = signed_in("su").get(f"/desk/cases/{again.case.number}/").content.decode()

    assert "Reported · Camera of the app · " in page
    assert "±8 m" in page
    assert f"shows the same as a photo of case {first.case.number}" in page
