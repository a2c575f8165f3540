"""What narrows a list of parts: read from an address or a saved view, said in words, asked as one condition.

A value that fits nothing is a fault that is said; the list is then shown without it, never without a word.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases import searching
from cases.models import LegState
from departments.dictionary import dictionary
from departments.models import User
from grids.city import this_city
from grids.models import Area, subtree
from grids.wide_areas import wide_areas

ME, NOBODY = "me", "nobody"
OPEN_STATES = (LegState.SENT, LegState.HANDLING, LegState.SUSPENDED)
WITHIN = {"4h": timedelta(hours=4), "24h": timedelta(hours=24), "72h": timedelta(hours=72)}
DUE: dict[str, Promise] = {
    "late": _("Late"),
    "4h": _("Due within 4 hours"),
    "24h": _("Due within 24 hours"),
    "72h": _("Due within 72 hours"),
}
# How a list is put into groups; "" is one group.
GROUPINGS: dict[str, Promise] = {
    "person": _("Person"),
    "category": _("Category"),
    "area": _("Sub-district"),
    "day": _("Day due"),
}


class Unfit(Exception):
    """A value that fits nothing; the sentence says which, and why."""


@dataclass(frozen=True)
class Ground:
    """On what a list stands: who asks, when, and among which people work can be assigned."""

    by: User
    at: datetime
    people: Mapping[int, User] = field(default_factory=dict)


@dataclass(frozen=True)
class Chip:
    """One filter in words, which can be taken away."""

    key: str
    words: str


@dataclass(frozen=True)
class Narrowing:
    """Filters that fit, in words and as conditions; `faults` are sentences about those that do not."""

    asked: Mapping[str, str]
    chips: list[Chip]
    faults: list[str]
    condition: Q
    grouping: str = ""

    def __bool__(self) -> bool:
        return bool(self.chips)


Narrow = tuple[Q, str]


def read(params: Mapping[str, str], ground: Ground, *, keys: tuple[str, ...] = (), prefix: str = "case__") -> Narrowing:
    """Read the filters of a list from `params`; `keys` names those that it knows (none given: all).

    `prefix` leads from the listed rows to the case: "" where cases themselves are listed.
    """
    asked, chips, faults, condition = {}, [], [], Q()
    for key in keys or tuple(FILTERS):
        value = params.get(key, "").strip()
        if not value:
            continue
        try:
            narrowed, said = FILTERS[key](value, ground, prefix)
        except Unfit as fault:
            faults.append(str(fault))
            continue
        asked[key], condition = value, condition & narrowed
        chips.append(Chip(key, said))
    grouping = params.get("group", "")
    if grouping and grouping not in GROUPINGS:
        faults.append(gettext("“%(value)s” is no way to group this list.") % {"value": grouping[:60]})
        grouping = ""
    return Narrowing(asked, chips, faults, condition, grouping)


def _state(value: str, _ground: Ground, _prefix: str) -> Narrow:
    if value not in OPEN_STATES:
        raise Unfit(gettext("There is no state “%(value)s” here.") % {"value": value[:60]})
    return Q(state=value), str(LegState(value).label)


def _assignee(value: str, ground: Ground, _prefix: str) -> Narrow:
    if value == ME:
        return Q(assignee=ground.by), gettext("Mine")
    if value == NOBODY:
        return Q(assignee=None), gettext("Nobody's")
    person = ground.people.get(int(value)) if value.isascii() and value.isdigit() and len(value) < 10 else None
    if person is None:
        raise Unfit(gettext("The person asked for does not work here."))
    return Q(assignee=person), person.name


def _category(value: str, _ground: Ground, prefix: str) -> Narrow:
    found = dictionary().by_code.get(value)
    if found is None:
        raise Unfit(gettext("There is no category “%(value)s”.") % {"value": value[:60]})
    below = [pk for pk, category in dictionary().categories.items() if found.pk in (pk, category.parent_id)]
    return Q(**{f"{prefix}category__in": below}), found.name


def _area(value: str, _ground: Ground, prefix: str) -> Narrow:
    found = wide_areas().get(value)
    if found is None:
        raise Unfit(gettext("There is no district or sub-district “%(value)s”.") % {"value": value[:60]})
    return lying_in(found, prefix), found.name


def lying_in(area: Area, prefix: str = "case__") -> Q:
    return subtree(area.path, f"{prefix}area_path")


def _due(value: str, ground: Ground, _prefix: str) -> Narrow:
    if value not in DUE:
        raise Unfit(gettext("“%(value)s” is no time limit. Choose one of the list.") % {"value": value[:60]})
    if value == "late":
        return Q(due_at__lt=ground.at), str(DUE[value])
    return Q(due_at__gte=ground.at, due_at__lt=ground.at + WITHIN[value]), str(DUE[value])


def _urgent(value: str, _ground: Ground, prefix: str) -> Narrow:
    if value != "1":
        raise Unfit(gettext("Urgent is asked for by “1”, not by “%(value)s”.") % {"value": value[:60]})
    return Q(**{f"{prefix}urgent": True}), gettext("Urgent")


def _words(value: str, _ground: Ground, prefix: str) -> Narrow:
    return searching.told_by(value, prefix), gettext("“%(words)s”") % {"words": value[:100]}


def _day(column: str, comparison: str, sentence: Promise) -> Callable[[str, Ground, str], Narrow]:
    """Return the reader of a day: `gte` from its beginning, `lt` to its end, both in the city's own time."""

    def narrow(value: str, _ground: Ground, prefix: str) -> Narrow:
        day = _day_of(value)
        begins = start_of(day + timedelta(days=comparison == "lt"))
        name = column.replace("case__", prefix)
        return Q(**{f"{name}__{comparison}": begins}), str(sentence) % {"day": date_format(day, "SHORT_DATE_FORMAT")}

    return narrow


def _day_of(value: str) -> date:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        day = date.min
    if not 2000 <= day.year < 2100:
        raise Unfit(gettext("“%(value)s” is no day. Write it as 2026-09-16.") % {"value": value[:60]})
    return day


def start_of(day: date) -> datetime:
    """Return when a day begins in the city."""
    return datetime.combine(day, time.min, ZoneInfo(this_city().time_zone))


FILTERS: dict[str, Callable[[str, Ground, str], Narrow]] = {
    "state": _state,
    "assignee": _assignee,
    "category": _category,
    "area": _area,
    "due": _due,
    "due_from": _day("due_at", "gte", _("due from %(day)s")),
    "due_to": _day("due_at", "lt", _("due by %(day)s")),
    "reported_from": _day("case__reported_at", "gte", _("reported from %(day)s")),
    "reported_to": _day("case__reported_at", "lt", _("reported by %(day)s")),
    "urgent": _urgent,
    "words": _words,
}
KEYS = (*FILTERS, "group")


def kept(params: Mapping[str, Any]) -> dict[str, str]:
    """Return what of `params` a view keeps: the filters and the grouping that are set, as they were typed."""
    return {key: str(params.get(key, "")).strip()[:200] for key in KEYS if str(params.get(key, "")).strip()}
