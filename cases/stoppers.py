"""Stoppers: a danger that a form is too slow for is seen in what is told, and whom to call is said first."""

import re
from collections.abc import Iterable
from typing import Any

from cases import answers
from departments.dictionary import dictionary
from departments.models import Stopper
from departments.questions import stoppers_of


def met(said: dict[str, Any]) -> list[Stopper]:
    """Return the stoppers that meet what was told so far, in the order of the pack."""
    told = _told(said)
    return [stopper for stopper in stoppers_of(category_of(said)) if _meets(stopper, told)]


def calling(said: dict[str, Any]) -> Stopper | None:
    """Return the hard stopper that is still to be shown: one that ends the report, or that was not seen yet."""
    seen = said.get("called", [])
    pressing = [one for one in met(said) if one.hard and (not one.goes_on or one.code not in seen)]
    return min(pressing, key=lambda one: one.goes_on, default=None)


def advice(said: dict[str, Any]) -> list[Stopper]:
    """Return what is only said beside the page that one goes on with."""
    return [stopper for stopper in met(said) if not stopper.hard]


def numbers() -> list[str]:
    """Return whom one calls in this city when it cannot wait, each number once, in the order of the pack."""
    return list(dict.fromkeys(one.call for one in stoppers_of(None) if one.hard and one.call))


def category_of(said: dict[str, Any]) -> int | None:
    """Return the id of the category that was told; None: not sorted, or no more in the dictionary."""
    category = dictionary().by_code.get(said.get("category", ""))
    return category.pk if category else None


def _told(said: dict[str, Any]) -> str:
    return "\n".join([said.get("words", ""), *answers.texts(said.get("answers", []))]).casefold()


def _meets(stopper: Stopper, told: str) -> bool:
    if not stopper.words_en and not stopper.words_zh:
        return True
    return _english_in(stopper.words_en, told) or any(words.casefold() in told for words in stopper.words_zh)


def _english_in(phrases: Iterable[str], told: str) -> bool:
    """Whole words only: "fire" is not in "fireworks". Chinese has no spaces to tell words by."""
    return any(re.search(rf"\b{re.escape(phrase.casefold())}\b", told) for phrase in phrases)
