"""The glossary says what the pages say: each choice a person meets stands there in both languages' words."""

import pytest
from django.conf import settings
from django.db.models import Choices
from django.utils import translation

from cases.models import Status
from cases.moves import MOVES
from departments.models import Category, CloseKind, Department, Part
from departments.roles import Role
from grids.models import Level, Zone

GLOSSARY = settings.BASE_DIR / "docs" / "glossary.md"


@pytest.fixture(scope="module")
def words() -> str:
    return GLOSSARY.read_text(encoding="utf-8").lower()


@pytest.mark.parametrize("choices", [Level, Zone, Department.Kind, Role, Category.Kind, CloseKind, Part, Status])
def test_a_choice_stands_in_the_glossary_as_on_the_page(choices: type[Choices], words: str):
    for language in ("en", "zh-hans"):
        with translation.override(language):
            missing = [str(choice.label) for choice in choices if str(choice.label).lower() not in words]
        assert missing == [], language


def test_every_move_is_named_by_the_words_that_pages_use(words: str):
    with translation.override("zh-hans"):
        labels = {name: str(move.label).split("，") for name, move in MOVES.items() if not name.endswith("_part")}

    assert [name for name, parts in labels.items() if not all(part in words for part in parts)] == []
