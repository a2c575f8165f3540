"""Codes of areas: which segments they are made of, what is wrong with one, and the next free ones below a parent.

A code names the areas around it, segment after segment (domain.md §2): fourteen, fifteen, sixteen or twenty
characters, as `[code_widths]` of the city pack says. A responsibility grid (责任网格) is no segment of a cell's code,
so that cells keep theirs when the grids are drawn anew: its own code is that of the community, an R and a number.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from govgrid.lib.refusals import Refusal
from grids.city import this_city
from grids.models import Area, Level

# A key of `[code_widths]` beside the levels: in CJ/T 349 a code of what lies in the area stands before all others.
OBJECT = "object"
GRID_MARK = "R"
GRID_CODE = re.compile(rf"(.+){GRID_MARK}\d+")

Widths = Mapping[str, int]


class NoCodeLeft(Refusal):
    """Every number that the width allows has been used below this parent; numbers are never used again."""

    code = "no_code_left"


@dataclass(frozen=True)
class Segment:
    """A part of a code: its letters, what they number, and the area that the code names up to here, if there is one."""

    letters: str
    what: str
    area: Area | None


def width_of(level: str) -> int | None:
    """Return how many characters the code of an area of `level` has in this city; None: there is no rule."""
    width = this_city().code_widths.get(level)
    return int(width) if width else None


def next_codes(parent_code: str, level: Level, count: int) -> list[str]:
    """Return `count` codes below `parent_code` that no area, in force or ended, ever had: number after number.

    Without a rule for the level, three characters follow the parent's code. Raises NoCodeLeft.
    """
    stem = continued(parent_code) + _mark(level)
    digits = (width_of(level) or len(continued(parent_code)) + 3) - len(stem)
    used = Area.objects.filter(code__startswith=stem, level=level).values_list("code", flat=True)
    numbers = [int(code[len(stem) :]) for code in used if code[len(stem) :].isdigit()]
    first = max(numbers, default=0) + 1
    if first + count - 1 >= 10**digits:
        raise NoCodeLeft(
            _("Below %(parent)s only %(left)s more codes are left, and %(count)s are needed.")
            % {"parent": parent_code, "left": max(0, 10**digits - first), "count": count}
        )
    return [f"{stem}{first + n:0{digits}}" for n in range(count)]


def continued(parent_code: str) -> str:
    """Return the code that codes below `parent_code` go on from: for a responsibility grid, that of its community."""
    grid = GRID_CODE.fullmatch(parent_code)
    return grid[1] if grid else parent_code


def faults_of(code: str, level: str, parent_code: str = "", *, widths: Widths | None = None) -> list[str]:
    """Return what is wrong with a code, in sentences that say what was expected; none where there is no rule.

    `widths` are those of a pack that is not loaded yet; None: of this city.
    """
    widths = this_city().code_widths if widths is None else widths
    width, above = widths.get(level), continued(parent_code)
    if not width:
        return []
    told = {"code": code, "count": len(code), "level": _label(level), "width": width, "parent": above}
    if len(code) != width:
        told["parts"] = structure(level, widths)
        return [_("%(code)s has %(count)s characters; the code of a %(level)s has %(width)s: %(parts)s.") % told]
    if len(above) < width and not code.startswith(above):
        return [_("%(code)s does not begin with the code of its parent, %(parent)s.") % told]
    return _faults_of_number(code, level, widths)


def _faults_of_number(code: str, level: str, widths: Widths) -> list[str]:
    *_before, (_name, start, end) = _parts(level, widths)
    number, mark = code[start:end], _mark(level)
    if number.startswith(mark) and number[len(mark) :].isdecimal():
        return []
    told = {"code": code, "number": number, "mark": mark, "digits": end - start - len(mark)}
    if mark:
        return [_("%(code)s ends in %(number)s; expected was %(mark)s and %(digits)s digits.") % told]
    return [_("%(code)s ends in %(number)s; expected were %(digits)s digits.") % told]


def structure(level: str, widths: Widths) -> str:
    """Return in words what a code of `level` is made of: "6 county + 3 sub-district + 3 community + 3 sequence"."""
    return " + ".join(f"{end - start} {name}" for name, start, end in _parts(level, widths))


def explain(code: str) -> list[Segment]:
    """Return the segments of a code by the rules of this city; empty where no level has codes like it."""
    level = level_of(code)
    if level is None:
        return []
    parts = list(_parts(level, this_city().code_widths))
    told = parts[-1][2] if parts else 0
    if told < len(code):
        parts.append((_label(level), told, len(code)))
    named = {area.code: area for area in Area.objects.filter(code__in=[code[:end] for _what, _start, end in parts])}
    return [Segment(code[start:end], what, named.get(code[:end])) for what, start, end in parts]


def level_of(code: str) -> str | None:
    """Return the level of the area that has this code, else the one whose codes are like it; None: no level's are."""
    known = Area.objects.filter(code=code).values_list("level", flat=True).first()
    like = Level.RESPONSIBILITY if GRID_CODE.fullmatch(code) else None
    fitting = [level for level in Level.values if width_of(level) == len(code)]
    return known or next((level for level in fitting if (level == Level.RESPONSIBILITY) == bool(like)), None)


def _parts(level: str, widths: Widths) -> Iterator[tuple[str, int, int]]:
    """Yield name, start and end of each segment of a code of `level`; one that the widths leave no room for is not."""
    start = widths.get(OBJECT, 0)
    if start:
        yield pgettext("segment of a code", "object"), 0, start
    for step in _steps(level, widths):
        if widths[step] > start:
            yield _numbers(step), start, widths[step]
            start = widths[step]


def _steps(level: str, widths: Widths) -> Iterator[str]:
    # The six digits of a county (GB/T 2260) hold those of its city; a responsibility grid numbers nothing but itself.
    passed = {Level.CITY.value} if widths.get(Level.DISTRICT) else set()
    passed.add(Level.RESPONSIBILITY.value)
    for step in Level.values[: Level.values.index(level) + 1]:
        if widths.get(step) and (step == level or step not in passed):
            yield step


def _numbers(level: str) -> str:
    """Return what a segment numbers."""
    return {
        Level.CITY.value: pgettext("segment of a code", "city"),
        Level.DISTRICT.value: pgettext("segment of a code", "county"),
        Level.STREET.value: pgettext("segment of a code", "sub-district"),
        Level.COMMUNITY.value: pgettext("segment of a code", "community"),
        Level.RESPONSIBILITY.value: pgettext("segment of a code", "responsibility grid"),
        Level.CELL.value: pgettext("segment of a code", "sequence"),
    }[level]


def _label(level: str) -> str:
    return str(Level(level).label).lower()


def _mark(level: str) -> str:
    return GRID_MARK if level == Level.RESPONSIBILITY else ""
