"""Recounts: after a calendar was edited its running clocks are computed anew, in batches, and the old due is noted.

A clock counts from when it last began to run under the calendar of today; what was banked before stays banked, and
finished clocks are never touched (docs/adr/0040-calendar-edits.md).
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from cases import deadlines, history, ladders, reckoning
from cases.models import Case, Clock, ClockState, Recount
from departments.models import WorkCalendar
from departments.work_calendars import WorkCalendars
from govgrid.lib import rows
from govgrid.lib.worktime import CalendarTooShort, Worktime

BATCH = 200

# Whoever began before the job was asked for may still start a clock by the calendar as it was. Two minutes are longer
# than any request or task may last; what is older reads and writes no clock (a backup).
SOMEBODY_IS_OLDER = """
SELECT EXISTS (SELECT FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid()
                  AND xact_start < %s + interval '1 second' AND xact_start > clock_timestamp() - interval '2 minutes')
"""


@dataclass(frozen=True)
class Moved:
    """A clock that is due at another instant now."""

    clock: Clock
    old: datetime | None

    def told(self) -> dict[str, Any]:
        new = self.clock.due_at
        return {
            "clock": self.clock.pk,
            "kind": self.clock.kind,
            "leg": self.clock.leg_id,
            "old_due_at": self.old.isoformat() if self.old else None,
            "due_at": new.isoformat() if new else None,
        }


@dataclass(frozen=True)
class Foreseen:
    """What an edit of a calendar would do to the time limits that run on it, by those that were looked at."""

    running: int
    looked: int
    moved: int
    # How far the due instant that moves furthest goes back, and how far on.
    earlier: timedelta
    later: timedelta
    # Limits that would end after the last day that is known: those stay as they are.
    too_short: int


def foresee(calendar_id: int, hours: Worktime, *, limit: int = 1000) -> Foreseen:
    """Compute what would be due at another instant by `hours`, looking at `limit` running clocks; write nothing."""
    running = Clock.objects.filter(calendar=calendar_id, state=ClockState.RUNNING)
    clocks = list(running.order_by("pk")[:limit])
    calendars = WorkCalendars()
    calendars.by_id[calendar_id] = hours
    shifts, too_short = [], 0
    for clock in clocks:
        try:
            due = reckoning.due_again(clock, calendars)
        except CalendarTooShort:
            too_short += 1
            continue
        if due and clock.due_at and due != clock.due_at:
            shifts.append(due - clock.due_at)
    total = running.count() if len(clocks) == limit else len(clocks)
    none = timedelta()
    return Foreseen(
        total, len(clocks), len(shifts), max(none, -min(shifts, default=none)), max(none, max(shifts, default=none)),
        too_short,
    )  # fmt: skip


def ask(*, at: datetime) -> int:
    """Ask for a recount of each calendar that was edited since its last one; return how many are new.

    A later edit takes the place of a job that is not done: it looks at every clock again.
    """
    newest = Recount.objects.filter(calendar=OuterRef("pk"), version__gte=OuterRef("version"))
    edited = WorkCalendar.objects.filter(~Exists(newest), edited_at__isnull=False)
    asked = [
        Recount(calendar=calendar, version=calendar.version, asked_at=at, asked_by_id=calendar.edited_by_id)
        for calendar in edited
    ]
    Recount.objects.bulk_create(asked, ignore_conflicts=True)
    for job in asked:
        Recount.objects.filter(calendar=job.calendar_id, version__lt=job.version, done_at=None).update(done_at=at)
    return len(asked)


def waiting() -> QuerySet[Recount]:
    """Return the jobs that are not done, the oldest first."""
    return Recount.objects.filter(done_at=None).order_by("asked_at", "id")


@transaction.atomic
def recount_waiting(*, at: datetime, limit: int = BATCH) -> int:
    """Compute up to `limit` clocks of the oldest job anew; return how many were looked at, 0: nothing can be done now.

    How far it came is saved with what it changed, and a job is held by one runner: it may be broken off anywhere.
    """
    job = waiting().select_for_update(skip_locked=True).first()
    if job is None or (job.reached == 0 and _somebody_is_older(job.asked_at)):
        return 0
    ahead = _running(job).filter(pk__gt=job.reached).order_by("pk").values_list("pk", flat=True)[:limit]
    ids = list(ahead)
    clocks = _locked(ids)
    moved = _recompute(job, clocks, at)
    _tell(job, moved, at)
    job.looked_at, job.moved = job.looked_at + len(clocks), job.moved + len(moved)
    job.reached = clocks[-1].pk if clocks else job.reached
    job.done_at = None if ids else at
    job.save(update_fields=["looked_at", "moved", "reached", "done_at", "error"])
    return len(clocks)


def _somebody_is_older(asked_at: datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(SOMEBODY_IS_OLDER, [asked_at])
        return bool(cursor.fetchone()[0])


def _running(job: Recount) -> QuerySet[Clock]:
    return Clock.objects.filter(calendar=job.calendar_id, state=ClockState.RUNNING)


def _locked(ids: Sequence[int]) -> list[Clock]:
    """Return the clocks up to the first that somebody holds, with their cases locked as the sweep locks them.

    Waiting for a person's move could end in a deadlock with it; the next batch begins at the clock that was held.
    """
    free = Clock.objects.filter(pk__in=ids, state=ClockState.RUNNING).select_related("case")
    held = {clock.pk: clock for clock in free.select_for_update(of=("self", "case"), skip_locked=True)}
    return [held[pk] for pk in takewhile(held.__contains__, ids)]


def _recompute(job: Recount, clocks: Sequence[Clock], at: datetime) -> list[Moved]:
    """Return the clocks whose due instant is another one. Where the calendar ends too soon a clock stays as it was."""
    calendars, moved, changed = WorkCalendars(), [], []
    for clock in clocks:
        before = _state(clock)
        try:
            clock.due_at = reckoning.due_again(clock, calendars)
        except CalendarTooShort as refusal:
            job.error = str(refusal)[:300]
            continue
        _climb_on(clock, at, calendars)
        if _state(clock) != before:
            changed.append(clock)
        if clock.due_at != before["due_at"]:
            moved.append(Moved(clock, before["due_at"]))
    rows.update(Clock, [{"id": clock.pk, **_state(clock)} for clock in changed])
    return moved


def _state(clock: Clock) -> dict[str, Any]:
    names = ("due_at", "generation", "next_rung", "repeated", "next_fire_at", "stuck_at")
    return {name: getattr(clock, name) for name in names}


def _climb_on(clock: Clock, at: datetime, calendars: WorkCalendars) -> None:
    """Set the rung that fires next. If one has fired whose hour is ahead again, the ladder begins anew."""
    climb, repeat_at = ladders.climb(clock.ladder_id), clock.next_fire_at
    if climb is None or clock.due_at is None or clock.resumed_at is None:
        return
    calendar = calendars.by_id[clock.calendar_id]
    last = ladders.fire_at(climb.rung(clock.next_rung - 1), clock.due_at, calendar, clock.resumed_at)
    if last and last > at:
        reckoning.begin_generation(clock)
    reckoning.take_the_rung_of_the_hour(clock, at, calendars)
    if climb.rung(clock.next_rung) is None:
        clock.next_fire_at = repeat_at


def _tell(job: Recount, moved: Sequence[Moved], at: datetime) -> None:
    """Show the new instants in the queues and write one entry for each case, by whoever edited the calendar."""
    deadlines.show_due([one.clock for one in moved])
    cases: dict[int, Case] = {one.clock.case_id: one.clock.case for one in moved}
    told: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for one in moved:
        told[one.clock.case_id].append(one.told())
    data = {pk: {"calendar": job.calendar_id, "version": job.version, "clocks": told[pk]} for pk in cases}
    history.note_down(list(cases.values()), "recount", by=job.asked_by, at=at, data=data)
