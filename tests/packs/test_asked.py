"""What reports are asked, what stops them and how they are confirmed come from the pack."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from departments.models import CategoryQuestion, Stopper
from departments.questions import questions_of
from govgrid.packs.loading import load_pack, sound_pack
from grids.models import City
from tests.packs.tiny import write_tiny

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 9, 16, 4, tzinfo=UTC)


def load(folder: Path, *, spoil: dict[str, tuple[str, str]] | None = None) -> None:
    load_pack(sound_pack(write_tiny(folder, spoil=spoil))[0], at=NOON)


def test_a_category_asks_what_its_class_asks_and_then_its_own_question(tmp_path: Path):
    load(tmp_path)

    size, since = CategoryQuestion.objects.all()
    assert (size.category.code, size.required, size.pairs()) == ("E0113", True, [("Small", "小"), ("Large", "大")])
    assert questions_of(size.category_id) == [since, size]


def test_questions_and_stoppers_follow_the_pack(tmp_path: Path):
    load(tmp_path)
    load(
        tmp_path,
        spoil={
            "questions.csv": ("E01,since,date,0,Since when?,从何时起？,A guess is enough.,大概即可。,,\n", ""),
            "stoppers.csv": ("gas smell;gas leak", "gas"),
        },
    )

    assert [question.code for question in CategoryQuestion.objects.all()] == ["size"]
    assert [(one.code, one.words_en, one.goes_on) for one in Stopper.objects.all()] == [
        ("gas", ["gas"], False), ("deep", [], True),
    ]  # fmt: skip


def test_a_pack_without_them_leaves_them_as_they_are(tmp_path: Path):
    load(tmp_path)
    for name in ("questions.csv", "stoppers.csv"):
        (tmp_path / name).unlink()
    load_pack(sound_pack(tmp_path)[0], at=NOON)

    assert (CategoryQuestion.objects.count(), Stopper.objects.count()) == (2, 2)


def test_a_pack_says_how_reports_are_confirmed(tmp_path: Path):
    load(tmp_path, spoil={"city.toml": ("demo = true", 'demo = true\nconfirm_reports = "either"')})

    assert City.objects.get().confirm_reports == City.Confirm.EITHER
