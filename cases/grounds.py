"""The ground that a board covers: an area, a department, a major class; within what a person answers for."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from cases import signposts
from cases.queries import NoSuchCase
from departments.access import Reach, scope_of
from departments.dictionary import dictionary
from departments.models import Category, Department, User
from grids.models import Area, Level


@dataclass(frozen=True)
class Ground:
    """What is narrowed; None narrows nothing. Of a department its cases as host count, and its own parts."""

    area: Area | None = None
    department: Department | None = None
    major: Category | None = None

    @cached_property
    def categories(self) -> list[int]:
        """The ids of the major class and of all kinds below it; empty where none is named."""
        if self.major is None:
            return []
        known = dictionary().categories.values()
        return [one.pk for one in known if self.major.pk in (one.pk, one.parent_id)]

    @property
    def district_id(self) -> int | None:
        """The district of sums that the ground is, None for the whole city; see `is_summed`."""
        return self.area.pk if self.area and self.area.level == Level.DISTRICT else None

    @property
    def is_summed(self) -> bool:
        """True where sums by district answer for it; a street or a class of the dictionary is counted anew."""
        return self.major is None and (self.area is None or self.area.level in (Level.CITY, Level.DISTRICT))

    @property
    def is_all(self) -> bool:
        """True where nothing is narrowed."""
        return not (self._narrowed or self.department or self.major)

    @property
    def wish(self) -> dict[str, str]:
        """The filters of a list (queries.found_by) that has just the cases of this ground, by their host."""
        return {**self._place, **({"host": self.department.code} if self.department else {})}

    @property
    def parts_wish(self) -> dict[str, str]:
        """The same of a list by parts: those of the department itself."""
        return {**self._place, **({"department": self.department.code} if self.department else {})}

    @property
    def _place(self) -> dict[str, str]:
        area = {"area": self.area.code} if self.area and self.area.level != Level.CITY else {}
        return {**area, **({"category": self.major.code} if self.major else {})}

    @property
    def given(self) -> dict[str, Any]:
        """The parameters of the conditions below."""
        path = self.area.path if self.area else "/"
        return {
            "low": path, "high": path[:-1] + "0", "host": self.department.pk if self.department else None,
            "categories": self.categories,
        }  # fmt: skip

    def of_cases(self, table: str) -> str:
        """Return the condition in SQL that a row of cases lies on this ground, with `given` as its parameters."""
        return " AND ".join(
            ["TRUE"]
            + ([f"{table}.area_path >= %(low)s AND {table}.area_path < %(high)s"] if self._narrowed else [])
            + ([f"{table}.host_id = %(host)s"] if self.department else [])
            + ([f"{table}.category_id = ANY(%(categories)s)"] if self.major else [])
        )

    def of_parts(self, table: str, case: str = "") -> str:
        """Return the same for a row of parts; `case` names its row of cases where the question has joined that."""
        kind = f"{case or 'k'}.category_id = ANY(%(categories)s)"
        kind = kind if case else f"EXISTS (SELECT FROM cases_case k WHERE k.id = {table}.case_id AND {kind})"
        return " AND ".join(
            ["TRUE"]
            + ([f"{table}.area_path >= %(low)s AND {table}.area_path < %(high)s"] if self._narrowed else [])
            + ([f"{table}.department_id = %(host)s"] if self.department else [])
            + ([kind] if self.major else [])
        )

    @property
    def _narrowed(self) -> bool:
        return self.area is not None and self.area.level != Level.CITY


def ground_of(user: User, *, area: str = "", department: str = "", major: str = "") -> Ground:
    """Return the ground of these codes within what `user` supervises or heads; '' is all of it.

    A supervisor of several areas, or a head of several departments, begins at the first. Raises NoSuchCase for whoever
    answers for nothing, and for what lies beyond.
    """
    scope = scope_of(user)
    watched, headed = scope.reach("supervise_cases"), scope.reach("assign_cases").department_ids
    if area and not watched:
        raise NoSuchCase(_("This board is not yours."))
    chosen = _area(watched, area) if watched else None
    return Ground(chosen, _department(headed, department, needed=not watched), dictionary().by_code.get(major))


@dataclass(frozen=True)
class Choices:
    """What a person may narrow a board to: districts and departments, in their order; none where there is one only."""

    districts: list[Area]
    departments: list[Department]


def choices_of(user: User) -> Choices:
    """Return the grounds that `user` may choose from: none of them is refused."""
    scope = scope_of(user)
    watched, headed = scope.reach("supervise_cases"), scope.reach("assign_cases").department_ids
    districts = [one for one in signposts.districts().values() if watched and watched.covers([], one.path)]
    departments = [
        one for one in signposts.departments().values() if one.valid_to is None and (watched or one.pk in headed)
    ]
    return Choices(*(found if len(found) > 1 else [] for found in (districts, departments)))  # type: ignore[arg-type]


def has_board(user: User) -> bool:
    """Return whether `user` answers for an area or a department."""
    scope = scope_of(user)
    return bool(scope.reach("supervise_cases") or scope.reach("assign_cases").department_ids)


def _area(watched: Reach, code: str) -> Area | None:
    """Return the area of `code`, at first the one that the person watches; None: the whole city."""
    if watched.city_wide and not code:
        return None
    found = Area.objects.filter(code=code) if code else Area.objects.filter(path=watched.area_paths[0])
    area = found.first()
    if area is None or not watched.covers([], area.path):
        raise NoSuchCase(_("This board is not yours."))
    return area


def _department(headed: frozenset[int], code: str, *, needed: bool) -> Department | None:
    """Return the department of `code`; `needed`: the ground is a department alone, one that the person heads."""
    if not (code or needed):
        return None
    found = Department.objects.filter(code=code) if code else Department.objects.filter(pk__in=headed)
    host = found.order_by("code").first()
    if host is None or (needed and host.pk not in headed):
        raise NoSuchCase(_("This board is not yours."))
    return host
