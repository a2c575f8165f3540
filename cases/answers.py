"""Answers to what a category asks: kept by their type, with the question as it was asked, and shown in both languages.

A pack may change its questions at any time; what was asked and answered stays readable.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from departments.models import CategoryQuestion
from govgrid.lib.bilingual import in_language

Kind = CategoryQuestion.Kind
Kept = dict[str, Any]


def kept(questions: Sequence[CategoryQuestion], given: Mapping[str, Any]) -> list[Kept]:
    """Return the answers as a report keeps them; `given` maps codes to values, None and '' are not answered.

    A choice is its place among the choices, from 1; several are a list of places; dates are ISO texts.
    """
    return [_kept(question, given[question.code]) for question in questions if _is_given(given.get(question.code))]


def values_of(answers: Iterable[Kept]) -> dict[str, Any]:
    """Return the values by the code of their question."""
    return {answer["code"]: answer["value"] for answer in answers}


def shown(answers: Iterable[Kept]) -> list[dict[str, str]]:
    """Return the answers as rows of a summary list, in the reader's language."""
    return [
        {"label": in_language(answer["asked_en"], answer["asked_zh"]), "value": _in_words(answer)} for answer in answers
    ]


def texts(answers: Iterable[Kept]) -> list[str]:
    """Return what was typed in own words: where words of danger are looked for."""
    return [answer["value"] for answer in answers if answer["kind"] in (Kind.SHORT, Kind.LONG)]


def _is_given(value: object) -> bool:
    return value is not None and value not in ("", [])


def _kept(question: CategoryQuestion, value: Any) -> Kept:
    answer: Kept = {
        "code": question.code, "kind": question.kind, "asked_en": question.name_en, "asked_zh": question.name_zh,
        "value": value.isoformat() if isinstance(value, date) else value,
    }  # fmt: skip
    if question.kind in (Kind.ONE_OF, Kind.SEVERAL_OF):
        places = value if isinstance(value, list) else [value]
        answer["said"] = [list(question.pairs()[place - 1]) for place in places]
    return answer


def _in_words(answer: Kept) -> str:
    value, kind = answer["value"], answer["kind"]
    if kind == Kind.YES_NO:
        return _("Yes") if value else _("No")
    if kind == Kind.NUMBER:
        return number_format(value)
    if kind == Kind.DATE:
        return date_format(date.fromisoformat(value))
    if kind in (Kind.ONE_OF, Kind.SEVERAL_OF):
        return _(", ").join(in_language(english, chinese) for english, chinese in answer["said"])
    return str(value)
