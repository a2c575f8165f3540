"""What is typed and not sent: kept sealed for its writer alone, replaced as it grows, gone once it is sent."""

from datetime import datetime, timedelta

import pytest

from cases import unsent
from cases.models import Case, Draft
from tests.builders import a_routed_case
from tests.city import Town


@pytest.fixture
def case(town: Town) -> Case:
    return a_routed_case(town)


def test_a_draft_is_read_by_its_writer_alone(town: Town, case: Case, noon: datetime) -> None:
    unsent.keep(case, "own", {"words": ["Half a sen"]}, by=town.people["li"], at=noon)
    unsent.keep(case, "own", {"words": ["Half a sentence"]}, by=town.people["li"], at=noon)

    assert unsent.of(case, by=town.people["li"]) == {"own": ({"words": ["Half a sentence"]}, noon)}
    assert unsent.of(case, by=town.people["lu"]) == {}


def test_the_words_are_sealed_where_they_lie(town: Town, case: Case, noon: datetime) -> None:
    unsent.keep(case, "own", {"words": ["Wang Fang, 13800001234"]}, by=town.people["li"], at=noon)

    assert b"Wang" not in bytes(Draft.objects.get().sealed)


def test_tokens_files_and_empty_fields_are_no_draft() -> None:
    fields = {"csrfmiddlewaretoken": ["t"], "step": ["4"], "note": ["Filled"], "reason": [""]}

    assert unsent.words_in(fields) == {"note": ["Filled"]}
    assert unsent.words_in({"note": ["x" * 20_001]}) == {}


def test_emptying_the_form_ends_its_draft(town: Town, case: Case, noon: datetime) -> None:
    unsent.keep(case, "own", {"words": ["Half"]}, by=town.people["li"], at=noon)
    unsent.keep(case, "own", {}, by=town.people["li"], at=noon)

    assert not Draft.objects.exists()


def test_a_draft_whose_key_is_gone_is_no_draft_and_no_fault(town: Town, case: Case, noon: datetime, settings) -> None:
    unsent.keep(case, "own", {"words": ["Half"]}, by=town.people["li"], at=noon)
    settings.CONTACT_KEYS = ["5gPCUr7DjJ7G2WWiD4p8LYhO5Xh2hZ0VqZ0q0vJm8lY="]

    assert unsent.of(case, by=town.people["li"]) == {}


def test_old_drafts_are_forgotten(town: Town, case: Case, noon: datetime) -> None:
    unsent.keep(case, "own", {"words": ["Old"]}, by=town.people["li"], at=noon - timedelta(days=31))
    unsent.keep(case, "citizen", {"words": ["New"]}, by=town.people["li"], at=noon)

    assert unsent.forget_old(at=noon) == 1
    assert list(unsent.of(case, by=town.people["li"])) == ["citizen"]
