"""A draft is kept sealed, is found by its token alone, and is gone a day after its last touch."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.test import override_settings

from cases import doctor, drafts
from cases.models import ReportDraft
from tests.builders import a_clean_photo
from tests.city import NOON, Town

HOUR = timedelta(hours=1)


@pytest.fixture
def token(town: Town, settings: Any, tmp_path: Path) -> str:
    settings.MEDIA_ROOT = tmp_path
    return drafts.begin(at=NOON)


def tell(token: str, words: str, *, at: Any = NOON) -> None:
    with drafts.changed(token, at=at) as said:
        said["words"] = words


def test_what_is_told_is_found_by_the_token_and_by_nothing_in_the_table(token: str) -> None:
    tell(token, "A hole.")

    row = ReportDraft.objects.get()
    assert drafts.find(token, at=NOON).said == {"words": "A hole."}
    assert drafts.find(row.name, at=NOON) is None
    assert b"hole" not in bytes(row.sealed)


def test_what_fails_while_it_is_written_changes_nothing(token: str) -> None:
    tell(token, "A hole.")

    with pytest.raises(ZeroDivisionError), drafts.changed(token, at=NOON) as said:
        said["words"] = str(1 / 0)

    assert drafts.find(token, at=NOON).said == {"words": "A hole."}


def test_each_touch_keeps_it_for_a_day(token: str) -> None:
    tell(token, "A hole.", at=NOON + 20 * HOUR)

    assert drafts.find(token, at=NOON + 40 * HOUR)
    assert drafts.find(token, at=NOON + 44 * HOUR) is None
    with pytest.raises(drafts.DraftGone):
        tell(token, "Two holes.", at=NOON + 44 * HOUR)


def test_the_sweep_erases_it_with_its_photos(
    token: str, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    drafts.add_photo(token, a_clean_photo(), at=NOON)
    kept = drafts.forget_old(at=NOON + 23 * HOUR)
    with django_capture_on_commit_callbacks(execute=True):
        erased = drafts.forget_old(at=NOON + 24 * HOUR)

    assert (kept, erased) == (0, 1)
    assert not ReportDraft.objects.exists()
    assert not list((tmp_path / "drafts").glob("*"))


def test_photos_that_were_left_behind_without_a_draft_go_as_well(token: str, tmp_path: Path) -> None:
    left = tmp_path / "drafts" / "left-behind"
    left.mkdir(parents=True)
    (left / "a.jpg").write_bytes(b"x")
    os.utime(left, (NOON.timestamp(), NOON.timestamp()))

    drafts.forget_old(at=NOON + HOUR)
    still_there = left.exists()
    drafts.forget_old(at=NOON + 25 * HOUR)

    assert (still_there, left.exists()) == (True, False)


def test_a_draft_whose_key_is_gone_counts_as_gone(token: str) -> None:
    with override_settings(CONTACT_KEYS=[Fernet.generate_key().decode()]):
        assert drafts.find(token, at=NOON) is None


def test_the_doctor_says_when_drafts_are_kept_too_long(token: str) -> None:
    def found(at: Any) -> int:
        return next(result.found.count for result in doctor.examine(at=at) if result.check.code == "KEPT")

    assert found(NOON + 24 * HOUR) == 0
    assert found(NOON + 26 * HOUR) == 1
