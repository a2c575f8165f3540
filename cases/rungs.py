"""What a rung does: it tells people, raises the level, adds watchers, gives the work away, or calls the desk in.

Effects touch open parts only, and are written in the transaction of the entry that tells of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count

from cases import coordinating
from cases.ladders import Climb
from cases.models import OPEN_LEG, Case, Follower, Leg, LegState
from cases.targets import Targets, Whom
from departments.models import Rung, User

Action = Rung.Action
OPEN = (LegState.SENT, LegState.HANDLING, LegState.SUSPENDED)


@dataclass(slots=True)
class Climber:
    """A running clock as the sweep reads it, locked: thousands a second, so it is no model."""

    pk: int
    case_id: int
    leg_id: int | None
    kind: str
    calendar_id: int
    resumed_at: datetime
    due_at: datetime
    ladder_id: int | None
    generation: int
    next_rung: int
    repeated: int
    next_fire_at: datetime | None
    held_until: datetime | None
    stuck_at: datetime | None


class PartAt(NamedTuple):
    """A department's part as a rung finds it."""

    department_id: int
    assignee_id: int | None
    state: str


@dataclass(slots=True)
class Fired:
    """A clock and the rung that fires on it; `skipped` are positions passed over after an outage."""

    clock: Climber
    case: Case
    climb: Climb
    rung: Rung
    fires_at: datetime
    skipped: tuple[int, ...] = ()
    leg: PartAt | None = None
    whom: Whom = field(default_factory=Whom)
    # Those of `whom` who may have the work of the leg.
    able: tuple[int, ...] = ()
    done: dict[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What fires once: an index of the history refuses a second entry with it."""
        return f"{self.clock.pk}:{self.clock.generation}:{self.rung.position}:{self.clock.repeated}"

    @property
    def open_leg(self) -> PartAt | None:
        return self.leg if self.leg and self.leg.state in OPEN else None

    def entry(self) -> dict[str, Any]:
        """Return what the history keeps of it, and the letter is written from."""
        return {
            "key": self.key, "rung": self.rung.position, "repeat": self.clock.repeated, "clock": self.clock.pk,
            "kind": self.clock.kind, "generation": self.clock.generation, "action": self.rung.action,
            "target": self.rung.target, "fallback": self.whom.fallback, "people": len(self.whom.people),
            "due_at": self.clock.due_at.isoformat(), "fires_at": self.fires_at.isoformat(),
            "leg": self.clock.leg_id, "skipped": list(self.skipped), **self.done,
        }  # fmt: skip


def plan(firing: Iterable[Fired], targets: Targets) -> None:
    """Find out to whom work may be given; who is not of the part's department cannot have it."""
    for fired in firing:
        if fired.rung.action == Action.REASSIGN and fired.open_leg:
            workers = targets.workers(fired.open_leg.department_id)
            fired.able = tuple(pk for pk in fired.whom.people if pk in workers)


def carry_out(firing: Sequence[Fired], *, at: datetime) -> set[int]:
    """Do what the rungs say; return the clocks whose part somebody is writing just now: they are left alone."""
    for fired in firing:
        _raise(fired)
    busy = _reassign([fired for fired in firing if fired.able])
    _watch([fired for fired in firing if fired.rung.action == Action.WATCH], at)
    _coordinate([fired for fired in firing if fired.rung.action == Action.COORDINATE], at)
    return busy


def _raise(fired: Fired) -> None:
    """A rung passed over still raises: the level says how late a case is, whether or not anybody was told."""
    passed = [fired.climb.rungs[position - 1] for position in fired.skipped]
    raised = [rung.position for rung in (*passed, fired.rung) if rung.action == Action.RAISE]
    fired.case.level = max([fired.case.level, *raised])


def _watch(firing: Sequence[Fired], at: datetime) -> None:
    if firing:
        watching = [Follower(case=f.case, user_id=pk, since=at) for f in firing for pk in f.whom.people]
        Follower.objects.bulk_create(watching, ignore_conflicts=True)


def _reassign(firing: Sequence[Fired]) -> set[int]:
    """Give each part to the least busy of those able, and to another one than has it where there is any."""
    if not firing:
        return set()
    parts = Leg.objects.filter(OPEN_LEG, pk__in=[f.clock.leg_id for f in firing])
    legs = {leg.pk: leg for leg in parts.select_for_update(skip_locked=True).only("assignee_id")}
    people = {pk for fired in firing for pk in fired.able}
    load, names = _load(people), User.objects.in_bulk(people)
    busy = set()
    for fired in firing:
        leg = legs.get(fired.clock.leg_id or 0)
        if leg is None:
            busy.add(fired.clock.pk)
            continue
        chosen = _least_busy(fired.able, leg.assignee_id, load)
        load[chosen] = load.get(chosen, 0) + 1
        Leg.objects.filter(pk=leg.pk).update(assignee=chosen, claim_until=None)
        fired.done = {"to_id": chosen, "to": names[chosen].name}
    return busy


def _least_busy(able: Sequence[int], has_it: int | None, load: dict[int, int]) -> int:
    others = [pk for pk in able if pk != has_it]
    return min(others or able, key=lambda pk: (load.get(pk, 0), pk))


def _load(people: Iterable[int]) -> dict[int, int]:
    """Return how many open parts each of `people` has."""
    open_parts = Leg.objects.filter(OPEN_LEG, assignee__in=people)
    return dict(open_parts.values("assignee").annotate(n=Count("pk")).values_list("assignee", "n"))


def _coordinate(firing: Sequence[Fired], at: datetime) -> None:
    """Open a part for the catch-all desk in each case that has none of it open."""
    if not firing:
        return
    opened = coordinating.open_parts([fired.case for fired in firing], rule=coordinating.BY_LADDER, at=at)
    for fired in firing:
        if pk := opened.get(fired.case.pk):
            fired.done = {"opened": pk}
