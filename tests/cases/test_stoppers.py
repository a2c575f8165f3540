"""A danger is seen in what is told: whom to call comes first, and one goes on only where the pack lets one."""

from typing import Any

import pytest

from cases import stoppers
from cases.models import Report
from departments.models import Stopper
from govgrid.lib import remembered
from tests.cases.telling_pages import Teller, page_of
from tests.city import Town


@pytest.fixture
def teller(town: Town) -> Teller:
    return Teller()


def a_stopper(code: str = "gas", **more: Any) -> Stopper:
    """Words that mean gas end a report, unless said otherwise."""
    given = {
        "words_en": ["gas smell"], "words_zh": ["煤气味"], "name_en": "Gas can explode.", "name_zh": "燃气可能爆炸。",
        "call": "119", "hard": True, "goes_on": False,
    }  # fmt: skip
    return Stopper.objects.create(code=code, **{**given, **more})


@pytest.mark.parametrize("words", ["A strong GAS SMELL here.", "这里有煤气味", "gas smell"])
def test_words_in_either_language_stop_a_report(teller: Teller, words: str) -> None:
    a_stopper()

    answer = teller.tell(until="nearby", words={"words": words})
    page = teller.client.get("/report/call/").content.decode()

    assert page_of(answer) == "call"
    assert 'href="tel:119"' in page
    assert "Gas can explode." in page
    assert "data-go" not in page


@pytest.mark.parametrize("words", ["A gaslight smells.", "The fireworks were loud."])
def test_a_word_within_another_stops_nothing(teller: Teller, words: str) -> None:
    a_stopper(words_en=["gas", "fire"], words_zh=[])

    assert page_of(teller.tell(words={"words": words})) == "check"


def test_what_cannot_wait_is_not_sent_in_any_way(teller: Teller) -> None:
    teller.tell()
    a_stopper(words_en=["hole"])
    stoppers_forgotten()

    pressed = teller.client.post("/report/call/", {"stopper": "gas"})

    assert page_of(pressed) == "call"
    assert page_of(teller.client.post("/report/check/", {"of": "x"})) == "call"
    assert not Report.objects.exists()


def test_other_words_let_one_go_on(teller: Teller) -> None:
    a_stopper()
    teller.tell(until="nearby", words={"words": "A gas smell."})

    answer = teller.answer("words", words="A deep hole.")

    assert page_of(answer) == "photos"


def test_who_has_called_goes_on_where_the_pack_lets_one(teller: Teller) -> None:
    a_stopper(goes_on=True)
    teller.tell(until="nearby", words={"words": "A gas smell."})
    asked = teller.client.get("/report/call/").content.decode()

    on = teller.client.post("/report/call/", {"stopper": "gas"})

    assert "data-go" in asked
    assert page_of(on) == "photos"
    assert page_of(teller.answer("words", words="A gas smell, still.")) == "photos"


def test_a_category_alone_can_stop(teller: Teller, town: Town) -> None:
    a_stopper(category=town.categories["road"], words_en=[], words_zh=[])

    answer = teller.tell(until="words")

    assert page_of(answer) == "call"


def test_words_of_one_category_stop_no_other(teller: Teller, town: Town) -> None:
    a_stopper(category=town.categories["lamp"], words_en=["hole"])

    assert page_of(teller.tell()) == "check"


def test_advice_stands_beside_what_one_goes_on_with(teller: Teller, town: Town) -> None:
    a_stopper(category=town.categories["road"], words_en=[], words_zh=[], hard=False, goes_on=True)

    answer = teller.tell()

    assert page_of(answer) == "check"
    assert "Gas can explode." in teller.client.get("/report/check/").content.decode()


def test_the_one_that_ends_a_report_is_shown_before_the_one_that_does_not(town: Town) -> None:
    a_stopper("fire", goes_on=True, words_en=["hole"])
    a_stopper("gas", words_en=["hole"], position=2)

    calling = stoppers.calling({"words": "A hole.", "called": []})

    assert calling
    assert calling.code == "gas"


def stoppers_forgotten() -> None:
    """A pack was loaded meanwhile."""
    remembered.forget_all()
