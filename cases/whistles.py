"""Whistles (吹哨报到) as they stand: which departments were called in, who has come, who has not, and until when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cases import queries
from cases.models import OPEN_LEG, Case, Leg
from departments.access import scope_of
from departments.models import User

AT_MOST = 200


@dataclass(frozen=True)
class Whistle:
    """A case for which departments were called in: the parts of those who have come and of those who have not."""

    case: Case
    came: tuple[Leg, ...]
    missing: tuple[Leg, ...]

    @property
    def since(self) -> datetime:
        return min(leg.sent_at for leg in (*self.came, *self.missing))

    @property
    def due_at(self) -> datetime | None:
        """Until when the first of those who have not come is due."""
        return min((leg.due_at for leg in self.missing if leg.due_at), default=None)


def unanswered(user: User) -> list[Whistle]:
    """Return the whistles to which somebody has not come yet, the oldest first; one query.

    Dispatchers and supervisors see those of their area, a street office its own.
    """
    scope = scope_of(user)
    legs = Leg.objects.filter(OPEN_LEG, called_by__isnull=False).select_related(
        "case__category", "department", "called_by__department"
    )
    condition = queries.cases_at(scope.reach("dispatch_cases")) | queries.cases_at(scope.reach("supervise_cases"))
    own = scope.reach("work_cases").department_ids
    found = legs.filter(condition | queries.called_by(own)).order_by("sent_at", "pk")[:AT_MOST]
    return [whistle for whistle in _grouped(found) if whistle.missing]


def _grouped(legs: Iterable[Leg]) -> list[Whistle]:
    by_case: dict[int, list[Leg]] = {}
    for leg in legs:
        by_case.setdefault(leg.case_id, []).append(leg)
    return [
        Whistle(
            parts[0].case,
            tuple(leg for leg in parts if leg.accepted_at),
            tuple(leg for leg in parts if not leg.accepted_at),
        )
        for parts in by_case.values()
    ]
