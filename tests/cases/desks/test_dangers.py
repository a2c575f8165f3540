"""A danger in what a caller says stops the report: whom to put through comes first, while one still types."""

from collections.abc import Callable

import pytest
from django.test import Client

from departments.models import Stopper
from tests.city import Town

SignedIn = Callable[[str], Client]
DANGERS, BESIDE = "/desk/caller/dangers/", "/desk/caller/beside/"
PART = {"HX-Request": "true"}


@pytest.fixture
def stoppers(town: Town) -> None:
    for position, (code, category, words, call, hard, goes_on) in enumerate(
        (
            ("gas", None, ["smell of gas"], "119", True, False),
            ("hurt", None, ["injured"], "120", True, True),
            ("noise", "noise", [], "12369", True, True),
            ("lamp", "lamp", [], "", False, True),
        )
    ):
        Stopper.objects.create(
            code=code, category=town.categories[category] if category else None, words_en=words,
            name_en=f"About {code}.", name_zh=f"关于{code}。", call=call, hard=hard, goes_on=goes_on, position=position,
        )  # fmt: skip


def shown(client: Client, **said: str) -> str:
    return client.post(DANGERS, said, headers=PART).text


def test_words_of_danger_name_whom_to_put_the_caller_through_to(stoppers: None, signed_in: SignedIn) -> None:
    part = shown(signed_in("hua"), words="There is a smell of gas, and a man is injured")

    assert "Put the caller through to 119" in part
    assert "Put the caller through to 120" in part
    assert "About gas." in part
    assert part.count("This cannot wait for a report") == 1
    assert "<form" not in part


def test_a_category_that_is_told_elsewhere_says_so(stoppers: None, signed_in: SignedIn) -> None:
    hua = signed_in("hua")

    assert "Put the caller through to 12369" in shown(hua, words="Loud", category="E0128 Commercial noise")
    assert "12369" not in shown(hua, words="Loud", category="E0110")


def test_advice_is_said_and_puts_nobody_through(stoppers: None, signed_in: SignedIn) -> None:
    part = shown(signed_in("hua"), category="C0137")

    assert "About lamp." in part
    assert "Put the caller" not in part


def test_harmless_words_show_nothing(stoppers: None, signed_in: SignedIn) -> None:
    assert "notice" not in shown(signed_in("hua"), words="The lamp does not burn")


def test_without_scripts_a_look_up_shows_the_dangers_with_the_form_as_typed(
    stoppers: None, signed_in: SignedIn
) -> None:
    page = signed_in("hua").post(BESIDE, {"words": "Somebody is injured"}).text

    assert "Put the caller through to 120" in page
    assert "Somebody is injured</textarea>" in page


def test_the_desk_asks_for_dangers_of_those_alone_who_take_calls(stoppers: None, signed_in: SignedIn) -> None:
    assert signed_in("li").post(DANGERS, {"words": "injured"}).status_code == 404
