"""From the text of a cell of a sheet to a value, by the kind of its column. A ValueError says what to write instead."""

import re
from collections.abc import Callable
from datetime import date, time
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.utils.translation import gettext as _

from cases.moves import MOVES
from departments import phrasing
from departments.models import (
    Audience,
    CalendarDay,
    Category,
    CategoryQuestion,
    ClockKind,
    CloseKind,
    Component,
    Department,
    Duty,
    LimitUnit,
    MacroStep,
    Part,
    Reason,
    Rung,
)
from departments.roles import Role
from grids.models import Level, Zone

Windows = list[list[str]]
Parser = Callable[[str], object]


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(_("%(given)s is no date; write it as 2026-01-31") % {"given": repr(text)}) from None


def yes_no(text: str) -> bool:
    if text not in {"0", "1"}:
        raise ValueError(_("%(given)s is neither 1 (yes) nor 0 (no)") % {"given": repr(text)})
    return text == "1"


def whole(low: int, high: int) -> Parser:
    def parse(text: str) -> int:
        if not re.fullmatch(r"-?\d{1,9}", text) or not low <= int(text) <= high:
            facts = {"given": repr(text), "low": low, "high": high}
            raise ValueError(_("%(given)s is no whole number from %(low)s to %(high)s") % facts)
        return int(text)

    return parse


def decimal(low: str, high: str, digits: int = 2) -> Parser:
    def parse(text: str) -> Decimal:
        try:
            value = Decimal(text)
        except InvalidOperation:
            value = Decimal("NaN")
        if value.is_nan() or not Decimal(low) <= value <= Decimal(high):
            raise ValueError(
                _("%(given)s is no number from %(low)s to %(high)s") % {"given": repr(text), "low": low, "high": high}
            )
        if value != round(value, digits):
            raise ValueError(
                _("%(given)s has more than %(digits)s digits after the point") % {"given": repr(text), "digits": digits}
            )
        return value

    return parse


def degrees(limit: int) -> Parser:
    def parse(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if not -limit <= value <= limit:
            raise ValueError(
                _("%(given)s is no number of degrees from -%(limit)s to %(limit)s")
                % {"given": repr(text), "limit": limit}
            )
        return value

    return parse


def windows(text: str) -> Windows:
    """Return the opening times in "08:00-12:00 14:00-18:00": in order, and not over midnight; "" is closed."""
    found: Windows = []
    for part in text.split():
        if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d", part):
            raise ValueError(
                _("%(given)s is no opening time; write 08:00-12:00, several with a space between")
                % {"given": repr(part)}
            )
        opens, closes = part.split("-")
        if time.fromisoformat(opens) >= time.fromisoformat(closes) or (found and found[-1][1] > opens):
            raise ValueError(
                _("%(given)s does not come after what stands before it; opening times go forward in a day")
                % {"given": repr(part)}
            )
        found.append([opens, closes])
    return found


def zone_name(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError(_("%(given)s is no time zone; write one like Asia/Shanghai") % {"given": repr(text)}) from None
    return text


def aliases(text: str) -> str:
    """Return other names, written with a semicolon between, one a line: as they are kept."""
    names = [name.strip() for name in re.split("[;；]", text)]
    if "" in names or len("\n".join(names)) > 500:
        raise ValueError(
            _("%(given)s is no list of other names; write them with a semicolon between, 500 letters at most")
            % {"given": repr(text)}
        )
    return "\n".join(names)


def several(text: str) -> list[str]:
    """Return what is written with a semicolon between."""
    parts = [part.strip() for part in re.split("[;；]", text)]
    if "" in parts:
        raise ValueError(_("%(given)s has an empty part; write one semicolon between two") % {"given": repr(text)})
    return parts


def email(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError:
        raise ValueError(_("%(given)s is no e-mail address") % {"given": repr(text)}) from None
    return text


def like(pattern: str, example: str) -> Parser:
    def parse(text: str) -> str:
        if not re.fullmatch(pattern, text):
            facts = {"given": repr(text), "example": example}
            raise ValueError(_("%(given)s is not of the right form; write it like %(example)s") % facts)
        return text

    return parse


def one_of(choices: type[models.TextChoices] | tuple[str, ...]) -> Parser:
    known = choices if isinstance(choices, tuple) else tuple(choices.values)

    def parse(text: str) -> str:
        if text not in known:
            facts = {"given": repr(text), "known": ", ".join(known)}
            raise ValueError(_("%(given)s is not one of %(known)s") % facts)
        return text

    return parse


def pairs(text: str) -> dict[str, str]:
    """Return what is written as "reason=weather; until=…": names and values."""
    parts = [part.partition("=") for part in re.split("[;；]", text)]
    if any(not name.strip() or not value.strip() for name, _sign, value in parts):
        raise ValueError(_("%(given)s is not of the right form; write it like reason=weather") % {"given": repr(text)})
    return {name.strip(): value.strip() for name, _sign, value in parts}


def phrase(text: str) -> str:
    if fault := phrasing.fault_in(text):
        raise ValueError(fault.rstrip(".。"))
    return text


def metres(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not 0 < value < 10_000:
        raise ValueError(_("%(given)s is no number of metres") % {"given": repr(text)})
    return value


PARSERS: dict[str, Parser] = {
    "text": str,
    "slug": like(r"[A-Za-z0-9_-]{1,50}", "street-lights"),
    "username": like(r"[\w.@+-]{1,150}", "officer1"),
    "category_code": like(r"[A-Z][A-Z0-9]{1,11}", "E0113"),
    "component_code": like(r"[A-Za-z0-9_-]{1,24}", "5301020137000123"),
    "component_state": one_of(Component.State),
    "component_source": one_of(Component.Source),
    "metres": metres,
    "day": day,
    "yes_no": yes_no,
    "count": whole(0, 100_000_000),
    "number": whole(0, 9999),
    "priority": whole(-1000, 1000),
    "limit": decimal("0.01", "9999"),
    "stage": one_of(tuple(kind for kind in ClockKind.values if kind != ClockKind.HANDLE)),
    "stage_limit": decimal("0.0001", "9999", digits=4),
    "question_kind": one_of(CategoryQuestion.Kind),
    "several": several,
    "reason_kind": one_of(Reason.Kind),
    "reason_code": like(r"[a-z0-9_-]{1,40}", "not-ours"),
    "offset": decimal("-9999", "9999"),
    "lon": degrees(180),
    "lat": degrees(90),
    "windows": windows,
    "zone_name": zone_name,
    "email": email,
    "language": one_of(tuple(code for code, _name in settings.LANGUAGES)),
    "aliases": aliases,
    "level": one_of(Level),
    "zone": one_of(Zone),
    "day_kind": one_of(CalendarDay.Kind),
    "department_kind": one_of(Department.Kind),
    "assignment": one_of(Department.Assignment),
    "few": whole(1, 999),
    "category_kind": one_of(Category.Kind),
    "publish": one_of(Category.Publish),
    "limit_unit": one_of(LimitUnit),
    "close_kind": one_of(CloseKind),
    "hours": one_of(Duty.Hours),
    "part": one_of(Part),
    "clock": one_of(ClockKind),
    "rung_unit": one_of(Rung.Unit),
    "rung_action": one_of(Rung.Action),
    "rung_target": one_of((*Role.values, Rung.ASSIGNEE, Rung.DUTY_OFFICER)),
    "audience": one_of(Audience),
    "move": one_of(tuple(MOVES)),
    "macro_action": one_of(MacroStep.Action),
    "pairs": pairs,
    "phrase": phrase,
    "minutes": whole(1, 10_080),
    "repeats": whole(0, 5),
    "role": one_of(Role),
}
# What an empty cell of an optional column means, where it is not "".
EMPTY: dict[str, object] = {
    "day": None,
    "count": None,
    "few": None,
    "assignment": "pull",
    "windows": [],
    "several": [],
    "pairs": {},
    "lon": None,
    "lat": None,
    "metres": None,
    "component_state": Component.State.INTACT.value,
    "component_source": Component.Source.CENSUS.value,
}
