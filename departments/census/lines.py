"""From a line of a census to a row of the table; every fault of it is said, in words that say what to write."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from departments.census.codes import category_of
from departments.census.findings import Findings
from departments.models import Category, Component, Department

State, Source = Component.State, Component.Source
STATES = {"完好": State.INTACT, "破损": State.DAMAGED, "丢失": State.LOST, "废弃": State.SCRAPPED}
SOURCES = {"实测": Source.SURVEY, "人工上报": Source.MANUAL, "普查": Source.CENSUS}
ACCURACY_M = {"A": 0.5, "B": 1.0, "C": 10.0}
TEXTS = {"name_zh": 120, "name_en": 120, "address": 200, "note": 300}
WHO: dict[str, Promise] = {
    "authority": gettext_lazy("Authority"),
    "owner": gettext_lazy("Owner"),
    "keeper": gettext_lazy("Keeper"),
}
DAY = re.compile(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?(?:[ T].*)?")


@dataclass(frozen=True)
class Line:
    """A sound line: the columns of its row but the place, the place as read, and the cell it names."""

    number: int
    values: dict[str, Any]
    place: tuple[float, float]
    cell: str


class Lines:
    """The city by which lines are read: its departments and its kinds of components."""

    def __init__(self, places: dict[str, int], *, scheme: str, on: date, findings: Findings) -> None:
        self._places, self._scheme, self._on, self._findings = places, scheme, on, findings
        bodies = Department.objects.values_list("code", "name_zh", "name_en", "pk", "valid_to")
        self._ended = {pk for *_names, pk, ends in bodies if ends and ends <= on}
        self._bodies = {code: pk for code, _zh, _en, pk, _ends in bodies}
        self._bodies_named = {name: pk for _code, zh, en, pk, _ends in bodies for name in (zh, en)}
        kinds = Category.objects.filter(kind="component", parent__isnull=False, valid_to=None)
        named = list(kinds.values_list("code", "name_zh", "name_en", "pk"))
        self._numbers = {code[1:]: pk for code, _zh, _en, pk in named}
        self._kinds = {word: pk for code, zh, en, pk in named for word in (code, code[1:], zh, en)}
        self._read: dict[str, Callable[[str], Any]] = {
            name: lru_cache(20_000)(read)
            for name, read in (("day", self._day), ("state", _state), ("source", _source), ("accuracy", _accuracy))
        }
        self._seen: dict[str, int] = {}

    def read(self, number: int, cells: Sequence[str], point: tuple[float, float] | None) -> Line | None:
        """Return what the line says; None where something is wrong, which the findings then tell."""
        self._sound, self._number = True, number
        said = {name: cells[place].strip() for name, place in self._places.items()}
        code = self._code(said["code"])
        values = {
            "code": code,
            "category_id": self._category(said.get("category", ""), code),
            **{name: self._text(name, said.get(name, "")) for name in TEXTS},
            **{f"{who}_id": self._body(who, said) for who in WHO},
            "state": self._value("state", said.get("state", "")),
            "source": self._value("source", said.get("source", "")),
            "accuracy_m": self._value("accuracy", said.get("accuracy", "")),
            "surveyed_on": self._value("day", said.get("surveyed_on", "")),
            "changed_on": self._value("day", said.get("changed_on", "")),
            "valid_to": None,
        }
        place = point or self._place(said)
        return Line(number, values, place, said.get("cell", "")) if self._sound and place else None

    def _fault(self, sentence: str) -> None:
        self._sound = False
        self._findings.fault(self._number, sentence)

    def _code(self, code: str) -> str:
        if not re.fullmatch(r"[0-9A-Za-z_-]{1,24}", code):
            self._fault(_("%(given)s is no code of a component: 1 to 24 letters and digits.") % {"given": repr(code)})
        elif (first := self._seen.setdefault(code, self._number)) != self._number:
            self._fault(_("%(code)s stands already in line %(line)s.") % {"code": code, "line": first})
        return code

    def _category(self, given: str, code: str) -> int | None:
        found = self._kinds.get(given) if given else category_of(code, self._scheme, self._numbers)
        if found is None and given:
            self._fault(_("%(given)s is no kind of component in this city's dictionary.") % {"given": repr(given)})
        elif found is None and self._sound:
            self._fault(
                _("The code %(code)s names no kind of this city's dictionary; add a column category.") % {"code": code}
            )
        return found

    def _body(self, who: str, said: dict[str, str]) -> int | None:
        code, name = said.get(who, ""), said.get(f"{who}_name", "")
        if not (code or name):
            return None
        found = self._bodies.get(code) if code else self._bodies_named.get(name)
        if found is None:
            facts = {"who": WHO[who], "given": repr(code or name)}
            self._fault(_("%(who)s: %(given)s is no department of this city.") % facts)
        elif found in self._ended:
            facts = {"who": WHO[who], "given": repr(code or name)}
            self._findings.warn(self._number, _("%(who)s: %(given)s has ended; cases go by the duty list.") % facts)
        return found

    def _text(self, name: str, text: str) -> str:
        if len(text) > TEXTS[name]:
            facts = {"name": name, "most": TEXTS[name]}
            self._fault(_("%(name)s is longer than %(most)s letters.") % facts)
        return text

    def _value(self, kind: str, text: str) -> Any:
        try:
            return self._read[kind](text)
        except ValueError as wrong:
            self._fault(str(wrong))
            return None

    def _day(self, text: str) -> date | None:
        if not text:
            return None
        parts = DAY.fullmatch(text)
        try:
            day = date(*(int(part) for part in parts.groups())) if parts else None
        except ValueError:
            day = None
        if day is None:
            raise ValueError(_("%(given)s is no date; write it as 2026-01-31.") % {"given": repr(text)})
        if day > self._on:
            raise ValueError(_("%(given)s lies in the future.") % {"given": day.isoformat()})
        return day

    def _place(self, said: dict[str, str]) -> tuple[float, float] | None:
        try:
            return float(said["lon"]), float(said["lat"])
        except (KeyError, ValueError):
            given = f"{said.get('lon', '')}, {said.get('lat', '')}"
            self._fault(_("“%(given)s” is no point.") % {"given": given})
            return None


def _state(text: str) -> str:
    found = STATES.get(text, text.lower() if text else State.INTACT)
    if found not in State.values:
        facts = {"given": repr(text), "known": _known(STATES)}
        raise ValueError(_("%(given)s is no state of a component: %(known)s.") % facts)
    return str(found)


def _source(text: str) -> str:
    found = SOURCES.get(text, text.lower() if text else Source.CENSUS)
    if found not in Source.values:
        facts = {"given": repr(text), "known": _known(SOURCES)}
        raise ValueError(_("%(given)s is no source of a census: %(known)s.") % facts)
    return str(found)


def _accuracy(text: str) -> float | None:
    if not text:
        return None
    try:
        metres = ACCURACY_M.get(text.upper().removesuffix("级")) or float(text)
    except ValueError:
        metres = -1.0
    if not 0 < metres < 10_000:
        raise ValueError(_("%(given)s is no accuracy: A, B, C or metres.") % {"given": repr(text)})
    return metres


def _known(words: Mapping[str, models.TextChoices]) -> str:
    """Return the words that may stand there, as surveyors write them and as programs do."""
    return ", ".join(f"{word} ({choice.value})" for word, choice in words.items())
