"""The sweep: running clocks whose next rung is due climb their ladder, each rung at most once.

Its cost follows what is due: one partial index over running clocks, small batches, SKIP LOCKED on clock and case,
so it never waits for a person's move and two sweepers never meet.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction

from cases import history, ladders, notices, rungs
from cases.ladders import Climb
from cases.models import ENDED, Case, Clock
from cases.rungs import Climber, Fired, PartAt
from cases.targets import Targets, spot_of, turn_of
from departments.models import Rung
from departments.work_calendars import WorkCalendars
from govgrid.lib import rows
from govgrid.lib.worktime import CalendarTooShort

BATCH = 500
# A clock further behind than this fires only the rung of the hour: the others are no news any more.
BEHIND = timedelta(minutes=5)

# The clock alone: its case is locked by key afterwards, and a clock whose case is busy waits for the next round.
# Along the index, whatever was due when the table was looked at last: the planner else falls back to sorting.
IN_ORDER = "SET LOCAL enable_bitmapscan = off"
DUE = """
SELECT id, case_id, leg_id, kind, calendar_id, coalesce(resumed_at, started_at), due_at, ladder_id, generation,
       next_rung, repeated, next_fire_at, held_until, stuck_at
  FROM cases_clock
 WHERE state = 'running' AND next_fire_at <= %s
 ORDER BY next_fire_at, id LIMIT %s
   FOR UPDATE SKIP LOCKED
"""
CASES = """
SELECT id, status, entries, level, urgent, area_path, host_id
  FROM cases_case WHERE id = ANY(%s) FOR UPDATE SKIP LOCKED
"""
PARTS = "SELECT id, department_id, assignee_id, state FROM cases_leg WHERE id = ANY(%s)"


@transaction.atomic
def raise_due_alarms(*, at: datetime, limit: int = BATCH) -> int:
    """Fire the next rung of up to `limit` clocks due at `at`; return how many clocks were looked at and written."""
    clocks, cases = _take(at, limit)
    calendars = WorkCalendars()
    firing = [
        _fired(clock, cases[clock.case_id], climb, at, calendars)
        for clock in clocks
        if (climb := _may_fire(clock, cases[clock.case_id], at, calendars))
    ]
    busy = _tell(_with_whom(firing, at), at) if firing else set()
    done = [clock for clock in clocks if clock.pk not in busy]
    for fired in firing:
        _climb(fired.clock, fired.climb, at, calendars)
    _save(done)
    return len(done)


def _take(at: datetime, limit: int) -> tuple[list[Climber], dict[int, Case]]:
    """Lock due clocks and their cases without waiting; one clock a case, for entries come one by one."""
    with connection.cursor() as cursor:
        cursor.execute(IN_ORDER)
        cursor.execute(DUE, [at, limit])
        clocks = [Climber(*row) for row in cursor.fetchall()]
    locked = Case.unscoped.raw(CASES, [[clock.case_id for clock in clocks]]) if clocks else ()
    cases = {case.pk: case for case in locked}
    one_a_case = {clock.case_id: clock for clock in reversed(clocks) if clock.case_id in cases}
    return list(one_a_case.values())[::-1], cases


def _may_fire(clock: Climber, case: Case, at: datetime, calendars: WorkCalendars) -> Climb | None:
    """Return the ladder if a rung fires now; else put `next_fire_at` off to when the sweep must look again."""
    climb = ladders.climb(clock.ladder_id)
    if climb is None or climb.rung(clock.next_rung) is None or case.status in ENDED:
        clock.next_fire_at = None
        return None
    later = _not_before(clock, case, climb, at, calendars)
    if later > at:
        clock.next_fire_at = later
        return None
    return climb


def _not_before(clock: Climber, case: Case, climb: Climb, at: datetime, calendars: WorkCalendars) -> datetime:
    """A hold comes first; then the night and days off, for a quiet ladder of a case that is not urgent."""
    if clock.held_until and clock.held_until > at:
        return clock.held_until
    if climb.ladder.quiet and not case.urgent:
        try:
            return calendars.by_id[clock.calendar_id].next_opening(at)
        except CalendarTooShort:  # better at night than never
            return at
    return at


def _fired(clock: Climber, case: Case, climb: Climb, at: datetime, calendars: WorkCalendars) -> Fired:
    first, fires_at = clock.next_rung, clock.next_fire_at
    if fires_at is None:
        raise AssertionError(f"clock {clock.pk} is due without an instant")
    while at - fires_at > BEHIND and _has_come(climb.rung(clock.next_rung + 1), clock, at, calendars):
        clock.next_rung += 1
    return Fired(clock, case, climb, climb.rungs[clock.next_rung - 1], fires_at, tuple(range(first, clock.next_rung)))


def _has_come(rung: Rung | None, clock: Climber, at: datetime, calendars: WorkCalendars) -> bool:
    instant = _instant(rung, clock, calendars)
    return instant is not None and instant <= at


def _instant(rung: Rung | None, clock: Climber, calendars: WorkCalendars) -> datetime | None:
    """Return when a rung fires; None for no rung, or where the calendar ends before it."""
    try:
        return ladders.fire_at(rung, clock.due_at, calendars.by_id[clock.calendar_id], clock.resumed_at)
    except CalendarTooShort:
        return None


def _with_whom(firing: Sequence[Fired], at: datetime) -> list[Fired]:
    targets = Targets(at)
    with connection.cursor() as cursor:
        cursor.execute(PARTS, [[fired.clock.leg_id for fired in firing]])
        parts = {pk: PartAt(*row) for pk, *row in cursor.fetchall()}
    for fired in firing:
        part = fired.leg = parts.get(fired.clock.leg_id or 0)
        fired.whom = targets.whom(
            fired.rung.target,
            spot_of(fired.case, part, turn_of(fired.clock.kind, fired.rung.position, fired.clock.repeated)),
        )
    rungs.plan(firing, targets)
    return list(firing)


def _tell(firing: Sequence[Fired], at: datetime) -> set[int]:
    """Do what the rungs say and write it down; return the clocks left for the next round, their leg being busy."""
    busy = rungs.carry_out(firing, at=at)
    done = [fired for fired in firing if fired.clock.pk not in busy]
    cases, data = [fired.case for fired in done], {fired.case.pk: fired.entry() for fired in done}
    if done:
        history.note_down(cases, "escalate", by=None, at=at, changes=["level"], data=data)
        notices.write(cases, "late", at=at, data=data)
    return busy


def _climb(clock: Climber, climb: Climb, at: datetime, calendars: WorkCalendars) -> None:
    """On to the next rung; after the last one it is repeated as the ladder says, and then the clock is stuck."""
    following = climb.rung(clock.next_rung + 1)
    if following is None and clock.repeated < climb.ladder.repeats:
        clock.repeated += 1
        clock.next_fire_at = at + timedelta(minutes=climb.ladder.repeat_minutes)
        return
    clock.next_rung += 1
    clock.next_fire_at = _instant(following, clock, calendars)
    clock.stuck_at = None if clock.next_fire_at else at


def _save(clocks: Sequence[Climber]) -> None:
    names = ("next_rung", "repeated", "next_fire_at", "stuck_at")
    rows.update(
        Clock, [{"id": clock.pk, **{name: getattr(clock, name) for name in names}} for clock in clocks], keys=()
    )
