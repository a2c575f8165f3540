"""Whom a rung reaches, asked when it fires: postings, deputies and the call list of that hour, for a whole batch.

A target that resolves to nobody falls back along FALLBACK, nearest first; what stood in is told, never hidden.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Protocol

from cases.models import Case
from departments import roster
from departments.models import Absence, ClockKind, Rung, User
from departments.roles import ROLES, Role

People = tuple[int, ...]
FALLBACK = (Rung.DUTY_OFFICER, str(Role.DEPARTMENT_HEAD), str(Role.SUPERVISOR), str(Role.DISPATCHER))


@dataclass(frozen=True)
class Spot:
    """Where a clock runs: whose part of which case. `department_id` of None: no department has it yet."""

    department_id: int | None
    area_path: str
    assignee_id: int | None = None
    # Whose turn it is in the call list of duty officers; None: all of them are meant.
    turn: int | None = None


@dataclass(frozen=True)
class Whom:
    """The people a rung reaches, by id; `fallback` is the target that stood in, '' for the rung's own."""

    people: People = ()
    fallback: str = ""


class Part(Protocol):
    """What a part must say of itself; a Leg does."""

    @property
    def department_id(self) -> int: ...
    @property
    def assignee_id(self) -> int | None: ...


def spot_of(case: Case, leg: Part | None, turn: int | None = None) -> Spot:
    if leg is None:
        return Spot(case.host_id, case.area_path, turn=turn)
    return Spot(leg.department_id, case.area_path, leg.assignee_id, turn)


def turn_of(kind: str, rung: int, repeat: int) -> int | None:
    """Return the place in the call list that a rung of a call reaches: each rung and repeat the next; else None."""
    return rung + repeat if kind == ClockKind.CALL else None


class Targets:
    """The answers of one batch at one instant; each question is asked once."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self._posted: dict[str, dict[int | str, People]] = {}
        self._there: dict[People, People] = {}
        self._on_duty: dict[tuple[int | None, str, int | None], People] = {}

    def whom(self, target: str, spot: Spot) -> Whom:
        """Return whom `target` means there; else the first of FALLBACK that anybody holds; else nobody."""
        for asked in (target, *FALLBACK):
            if people := self.own(asked, spot):
                return Whom(people, "" if asked == target else asked)
        return Whom()

    def own(self, target: str, spot: Spot) -> People:
        """Return whom `target` itself means, deputies for those who are away; empty for nobody."""
        if target == Rung.DUTY_OFFICER:
            return self._officers(spot)
        return self._present(self._named(target, spot))

    def workers(self, department_id: int) -> set[int]:
        """Return who may have the work of a department: its handlers and its head."""
        spot = Spot(department_id, "")
        return {*self.own(Role.HANDLER, spot), *self.own(Role.DEPARTMENT_HEAD, spot)}

    def _named(self, target: str, spot: Spot) -> People:
        if target == Rung.ASSIGNEE:
            return (spot.assignee_id,) if spot.assignee_id and spot.assignee_id not in self._closed else ()
        holders = self._holders(target)
        if ROLES[target].posted_in == "department":
            return holders.get(spot.department_id or 0, ())
        return next((holders[path] for path in _outwards(spot.area_path) if path in holders), self._city_wide(holders))

    def _holders(self, role: str) -> dict[int | str, People]:
        """Return the active holders of a role by department id and by area path."""
        if role not in self._posted:
            members = User.groups.through.objects.filter(user__is_active=True, group__rolegroup__role=role)
            where: dict[int | str, list[int]] = defaultdict(list)
            for department_id, path, user_id in members.order_by("user").values_list(
                "group__rolegroup__department", "group__rolegroup__area__path", "user"
            ):
                where[department_id or path].append(user_id)
            self._posted[role] = {place: tuple(people) for place, people in where.items()}
        return self._posted[role]

    def _city_wide(self, holders: dict[int | str, People]) -> People:
        """Whoever holds it for the whole city, for a case of which no place is known."""
        return next((people for path, people in holders.items() if str(path).count("/") == 2), ())

    def _present(self, people: People) -> People:
        if not self._away.intersection(people):
            return people
        if people not in self._there:
            known = User.objects.in_bulk(people)
            found = roster.standing_in([known[pk] for pk in people], self.at)
            self._there[people] = tuple(user.pk for user in found)
        return self._there[people]

    def _officers(self, spot: Spot) -> People:
        if not self._call_book:
            return ()
        key = (spot.department_id, spot.area_path, spot.turn)
        if key not in self._on_duty:
            book, where = self._call_book, (spot.department_id, spot.area_path)
            found = book.nth(*where, spot.turn) if spot.turn else book.first_list(*where)
            self._on_duty[key] = tuple(user.pk for user in found)
        return self._on_duty[key]

    @cached_property
    def _call_book(self) -> roster.CallBook:
        return roster.CallBook(self.at)

    @cached_property
    def _closed(self) -> set[int]:
        return set(User.objects.filter(is_active=False).values_list("pk", flat=True))

    @cached_property
    def _away(self) -> set[int]:
        now = Absence.objects.filter(begins_at__lte=self.at, ends_at__gt=self.at)
        return set(now.values_list("user", flat=True))


def _outwards(area_path: str) -> list[str]:
    """Return the paths around an area from itself up to the city."""
    parts = area_path.strip("/").split("/") if area_path.strip("/") else []
    return [f"/{'/'.join(parts[:depth])}/" for depth in range(len(parts), 0, -1)]
