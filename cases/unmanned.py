"""Rungs that would reach nobody, found a day before they fire (R9 of engine.md §3.4), so that somebody is posted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from cases import ladders, notices
from cases.models import Case, Notice
from cases.targets import Spot, Targets, Whom
from departments import roster
from departments.models import Rung

AHEAD = timedelta(hours=24)
PAGE = 2000

# By key along the partial index of running clocks: what is not due within a day is never read.
COMING = """
SELECT c.id, c.next_fire_at, c.generation, c.next_rung, c.ladder_id, c.kind, c.leg_id, c.case_id,
       k.area_path, coalesce(l.department_id, k.host_id), l.assignee_id
  FROM (SELECT * FROM cases_clock
         WHERE state = 'running' AND next_fire_at <= %(until)s AND (next_fire_at, id) > (%(after)s, %(id)s)
         ORDER BY next_fire_at, id LIMIT %(page)s) c
  JOIN cases_case k ON k.id = c.case_id LEFT JOIN cases_leg l ON l.id = c.leg_id
 ORDER BY c.next_fire_at, c.id
"""


@dataclass(frozen=True)
class Coming:
    """A clock that fires soon, where, and on which rung."""

    clock_id: int
    fires_at: datetime
    generation: int
    position: int
    ladder_id: int | None
    kind: str
    leg_id: int | None
    case_id: int
    area_path: str
    department_id: int | None
    assignee_id: int | None

    @property
    def key(self) -> str:
        """What is warned of once."""
        return f"{self.clock_id}:{self.generation}:{self.position}"

    @property
    def target(self) -> str | None:
        climb = ladders.climb(self.ladder_id)
        rung = climb.rung(self.position) if climb else None
        return rung.target if rung else None


def warn_of_empty_targets(*, at: datetime) -> int:
    """Leave supervisors one notice for each rung that fires within a day and reaches nobody; return how many."""
    targets, written = Targets(at), 0
    for page in _pages(at):
        empty = [
            (coming, target) for coming in page if (target := coming.target) and not _reaches(coming, target, targets)
        ]
        written += _warn(empty, targets, at)
    return written


def _reaches(coming: Coming, target: str, targets: Targets) -> bool:
    if target == Rung.DUTY_OFFICER:  # of the hour at which it fires
        return bool(
            roster.duty_officers(coming.fires_at, department_id=coming.department_id, area_path=coming.area_path)
        )
    return bool(targets.own(target, _spot(coming)))


def _spot(coming: Coming) -> Spot:
    return Spot(coming.department_id, coming.area_path, coming.assignee_id)


def _pages(at: datetime) -> Iterator[list[Coming]]:
    after, last = at, 0
    while page := _page(at, after, last):
        yield page
        after, last = page[-1].fires_at, page[-1].clock_id


def _page(at: datetime, after: datetime, last: int) -> list[Coming]:
    with connection.cursor() as cursor:
        cursor.execute(COMING, {"until": at + AHEAD, "after": after, "id": last, "page": PAGE})
        return [Coming(*row) for row in cursor.fetchall()]


def _warn(empty: Sequence[tuple[Coming, str]], targets: Targets, at: datetime) -> int:
    known = _warned({coming.case_id for coming, _target in empty})
    fresh = {coming.case_id: (coming, target) for coming, target in empty if coming.key not in known}
    cases = Case.unscoped.only("pk").filter(pk__in=fresh)
    told = {pk: _entry(coming, target, targets.whom(target, _spot(coming))) for pk, (coming, target) in fresh.items()}
    notices.write(list(cases), "empty_target", at=at, data=told)
    return len(told)


def _warned(case_ids: set[int]) -> set[str]:
    before = Notice.objects.filter(case__in=case_ids, kind="empty_target")
    return {str(data.get("key")) for data in before.values_list("data", flat=True)}


def _entry(coming: Coming, target: str, whom: Whom) -> dict[str, object]:
    return {
        "key": coming.key, "clock": coming.clock_id, "rung": coming.position, "kind": coming.kind, "target": target,
        "fallback": whom.fallback, "leg": coming.leg_id, "fires_at": coming.fires_at.isoformat(),
    }  # fmt: skip
