"""Codes of areas: how many characters each level has, and the next free ones below a parent; domain.md §2."""

from django.utils.translation import gettext as _

from govgrid.lib.refusals import Refusal
from grids.city import this_city
from grids.models import Area, Level


class NoCodeLeft(Refusal):
    """Every number that the width allows has been used below this parent; numbers are never used again."""

    code = "no_code_left"


def width_of(level: str) -> int | None:
    """Return how many characters the code of an area of `level` has in this city; None: there is no rule."""
    width = this_city().code_widths.get(level)
    return int(width) if width else None


def next_codes(parent_code: str, level: Level, count: int) -> list[str]:
    """Return `count` codes below `parent_code` that no area, in force or ended, ever had: number after number.

    Without a rule for the level, three digits follow the parent's code. Raises NoCodeLeft.
    """
    digits = (width_of(level) or len(parent_code) + 3) - len(parent_code)
    used = Area.objects.filter(code__startswith=parent_code, level=level).values_list("code", flat=True)
    numbers = [int(code[len(parent_code) :]) for code in used if code[len(parent_code) :].isdigit()]
    first = max(numbers, default=0) + 1
    if first + count - 1 >= 10**digits:
        raise NoCodeLeft(
            _("Below %(parent)s only %(left)s more codes are left, and %(count)s are needed.")
            % {"parent": parent_code, "left": max(0, 10**digits - first), "count": count}
        )
    return [f"{parent_code}{first + n:0{digits}}" for n in range(count)]
