"""The sweep: running clocks whose next rung is due climb their ladder, each rung at most once.

Its cost follows what is due: one partial index over running clocks, small batches, SKIP LOCKED on clock and case,
so it never waits for a person's move and two sweepers never meet.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from cases import deadlines, history, ladders, notices
from cases.models import Case, Clock
from departments.models import Rung
from departments.work_calendars import WorkCalendars
from govgrid.lib import rows

BATCH = 100

DUE = """
SELECT c.* FROM cases_clock c JOIN cases_case k ON k.id = c.case_id
 WHERE c.state = 'running' AND c.next_fire_at <= %s
 ORDER BY c.next_fire_at, c.id LIMIT %s
   FOR UPDATE OF c, k SKIP LOCKED
"""


@dataclass(frozen=True)
class Fired:
    """A clock and the rung that is due on it."""

    clock: Clock
    case: Case
    rung: Rung

    @property
    def due_at(self) -> datetime:
        return running_due(self.clock)

    @property
    def key(self) -> str:
        """What fires once: an index of the history refuses a second entry with it."""
        return f"{self.clock.pk}:{self.clock.generation}:{self.rung.position}:{self.clock.repeated}"


def running_due(clock: Clock) -> datetime:
    """Return when a running clock is due; only a paused or finished one has no such instant."""
    if clock.due_at is None:
        raise AssertionError(f"clock {clock.pk} runs without a due instant")
    return clock.due_at


@transaction.atomic
def raise_due_alarms(*, at: datetime, limit: int = BATCH) -> int:
    """Fire the next rung of up to `limit` clocks due at `at`; return how many clocks were looked at."""
    clocks = _one_a_case(list(Clock.objects.raw(DUE, [at, limit])))
    if not clocks:
        return 0
    cases = {case.pk: case for case in Case.unscoped.filter(pk__in=[clock.case_id for clock in clocks])}
    fired = [
        Fired(clock, cases[clock.case_id], rung)
        for clock in clocks
        if (climb := ladders.climb(clock.ladder_id)) and (rung := climb.rung(clock.next_rung))
    ]
    _tell(fired, at)
    _advance(clocks)
    return len(clocks)


def _one_a_case(clocks: Sequence[Clock]) -> list[Clock]:
    """A case with two due clocks takes one rung now, the other in the next batch: entries come one by one."""
    return list({clock.case_id: clock for clock in reversed(clocks)}.values())[::-1]


def _tell(fired: Sequence[Fired], at: datetime) -> None:
    if not fired:
        return
    data = {
        f.case.pk: {
            "key": f.key, "rung": f.rung.position, "clock": f.clock.pk, "generation": f.clock.generation,
            "target": f.rung.target, "due_at": f.due_at.isoformat(), "leg": f.clock.leg_id,
        }
        for f in fired
    }  # fmt: skip
    for f in fired:
        f.case.level = max(f.case.level, f.rung.position) if f.rung.action == Rung.Action.RAISE else f.case.level
    history.note_down([f.case for f in fired], "escalate", by=None, at=at, changes=["level"], data=data)
    notices.write([f.case for f in fired], "late", at=at, data=data)


def _advance(clocks: Sequence[Clock]) -> None:
    calendars = WorkCalendars()
    for clock in clocks:
        clock.next_rung += 1
        clock.next_fire_at = deadlines.fires_next(clock, calendars)
    rows.update(Clock, [{"id": c.pk, "next_rung": c.next_rung, "next_fire_at": c.next_fire_at} for c in clocks])
