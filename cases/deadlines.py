"""Clocks: started, paused, resumed, changed and ended by the steps; what was used is banked and never lost.

engine.md §1.2: pause and change bank what has run; a change keeps it under the new limit and begins a generation.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cases import ladders
from cases.ladders import Climb
from cases.limits import Limit, after
from cases.models import LIVE_CLOCK, Case, Clock, ClockPause, ClockState, Leg
from cases.reckoning import SECOND, bank, banked, begin_generation, parts, run_from
from cases.reckoning import consumed as consumed
from cases.reckoning import due_again as due_again
from cases.reckoning import fires_next as fires_next
from cases.reckoning import used as used
from departments.models import ClockKind, User
from departments.work_calendars import WorkCalendars
from govgrid.lib import rows
from govgrid.lib.refusals import Refusal

LIVE = frozenset({ClockState.RUNNING, ClockState.PAUSED})


class ReasonMissing(Refusal):
    """A clock stands still only for a reason that can be read later."""

    code = "reason_missing"
    status = 422


@dataclass(frozen=True)
class Start:
    """A clock to be started: whose, of what kind, its limit and due instant; what is used already, in two parts."""

    case_id: int
    leg_id: int | None
    kind: ClockKind
    limit: Limit
    due_at: datetime
    consumed: int = 0
    micros: int = 0


def start_all(starts: Sequence[Start], *, at: datetime) -> None:
    """Start many clocks in one statement, each on the newest version of its kind's ladder."""
    firing = FirstFire(at)
    rows.insert(Clock, [_fresh(start, *firing.of(start), at) for start in starts])


class FirstFire:
    """When new clocks first fire; a batch asks the calendar once for each kind of limit, not for each clock."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self._known: dict[tuple[object, ...], tuple[Climb | None, int, datetime | None]] = {}

    def of(self, start: Start) -> tuple[Climb | None, int, datetime | None]:
        """Return ladder, position and instant of what fires first; a ladder of None: nothing ever does."""
        key = (start.kind, start.limit.calendar_id, start.due_at)
        if key not in self._known:
            self._known[key] = self._ask(start)
        return self._known[key]

    def _ask(self, start: Start) -> tuple[Climb | None, int, datetime | None]:
        climb = ladders.climb_for(start.kind)
        if climb is None:
            return None, 1, None
        return climb, *ladders.next_rung(climb, 1, start.due_at, start.limit.calendar, since=self.at, at=self.at)


def start(case: Case, kind: ClockKind, limit: Limit | None, *, at: datetime, leg: Leg | None = None) -> None:
    """Start one clock of a case or leg; a stage without a limit is not timed."""
    if limit:
        start_all([Start(case.pk, leg.pk if leg else None, kind, limit, limit.due_at(at))], at=at)


def _fresh(start: Start, climb: Climb | None, position: int, fires: datetime | None, at: datetime) -> dict[str, Any]:
    limit = start.limit
    return {
        "case_id": start.case_id,
        "leg_id": start.leg_id,
        "kind": str(start.kind),
        "state": ClockState.RUNNING.value,
        "calendar_id": limit.calendar_id,
        "around_the_clock": limit.around_the_clock,
        "budget_seconds": limit.seconds,
        "consumed_seconds": start.consumed,
        "consumed_micros": start.micros,
        "started_at": at,
        "resumed_at": at,
        "due_at": start.due_at,
        "ladder_id": climb.id if climb else None,
        "generation": 1,
        "next_rung": position,
        "repeated": 0,
        "next_fire_at": fires,
    }


def live(case: Case, *kinds: ClockKind, legs: Iterable[Leg] | None = None) -> QuerySet[Clock]:
    """Return the running and paused clocks of a case, locked: of these kinds and legs, where any are named."""
    found = Clock.objects.filter(LIVE_CLOCK, case=case).order_by("id").select_for_update()
    if kinds:
        found = found.filter(kind__in=kinds)
    return found if legs is None else found.filter(leg__in=[leg.pk for leg in legs])


def of_case(case: Case, *kinds: ClockKind) -> QuerySet[Clock]:
    """Return the live clocks that are the case's own, locked."""
    return live(case, *kinds).filter(leg=None)


def pause(clocks: Iterable[Clock], *, at: datetime, reason: str, by: User | None) -> None:
    """Stand still: what has run is banked, nothing is due. Raises ReasonMissing. Paused clocks stay as they are."""
    if not reason.strip():
        raise ReasonMissing(_("Say why the clock stands still; the reason is kept and shown."))
    calendars, running = WorkCalendars(), [clock for clock in clocks if clock.state == ClockState.RUNNING]
    for clock in running:
        bank(clock, at, calendars)
        clock.state, clock.resumed_at, clock.due_at, clock.next_fire_at = ClockState.PAUSED, None, None, None
    _save(running)
    ClockPause.objects.bulk_create(
        [ClockPause(clock=clock, begins_at=at, reason=reason[:300], by=by) for clock in running]
    )


def resume(clocks: Iterable[Clock], *, at: datetime) -> None:
    """Run again with what is left of the budget. Running clocks stay as they are. Raises CalendarTooShort."""
    calendars, paused = WorkCalendars(), [clock for clock in clocks if clock.state == ClockState.PAUSED]
    for clock in paused:
        clock.state = ClockState.RUNNING
        run_from(clock, at, calendars)
    _save(paused)
    ClockPause.objects.filter(clock__in=[clock.pk for clock in paused], ends_at=None).update(ends_at=at)


def change(clocks: Iterable[Clock], limit_for: Callable[[Clock], Limit], *, at: datetime) -> list[Clock]:
    """Give clocks another limit and keep what they used; return those that are overdue by it at once.

    A generation begins: the ladder goes on at the rung of the hour, never at the first again (ServiceNow's way,
    engine.md §1.2). A paused clock stays paused. Raises CalendarTooShort.
    """
    calendars, changed = WorkCalendars(), _live(clocks)
    for clock in changed:
        limit = limit_for(clock)
        bank(clock, at, calendars)
        clock.budget_seconds, clock.around_the_clock = limit.seconds, limit.around_the_clock
        clock.calendar_id = limit.calendar_id
        begin_generation(clock)
        if clock.state == ClockState.RUNNING:
            run_from(clock, at, calendars)
    _save(changed)
    return [clock for clock in changed if clock.due_at and clock.due_at < at]


def meet(clocks: Iterable[Clock], *, at: datetime) -> None:
    """End clocks: met, or missed if `at` is later than due; what was used is kept."""
    calendars, ended = WorkCalendars(), _live(clocks)
    for clock in ended:
        late = bank(clock, at, calendars)
        _end(clock, ClockState.MISSED if late else ClockState.MET, at)
    _save_ended(ended, at)


def cancel(clocks: Iterable[Clock], *, at: datetime) -> None:
    """Stop clocks that no longer matter: their leg is withdrawn or the case has ended; what was used is kept."""
    calendars, ended = WorkCalendars(), _live(clocks)
    for clock in ended:
        bank(clock, at, calendars)
        _end(clock, ClockState.CANCELLED, at)
    _save_ended(ended, at)


def restart(leg: Leg, *, at: datetime) -> None:
    """Start the leg's handling clock again after a rework: the same budget, what was used stays used."""
    calendars = WorkCalendars()
    ended = [ClockState.MET, ClockState.MISSED]
    before = leg.clocks.filter(kind=ClockKind.HANDLE, state__in=ended).latest("id")
    calendar = calendars.by_id[before.calendar_id]
    limit = Limit(before.budget_seconds, before.around_the_clock, before.calendar_id, calendar)
    spent = banked(before)
    leg.due_at = after(at, (limit.seconds * SECOND - spent).total_seconds(), limit.around_the_clock, calendar)
    again = Start(leg.case_id, leg.pk, ClockKind.HANDLE, limit, leg.due_at, *parts(spent))
    start_all([again], at=at)


def _live(clocks: Iterable[Clock]) -> list[Clock]:
    """Return the clocks that still count; whatever has ended stays as it was."""
    return [clock for clock in clocks if clock.state in LIVE]


def _end(clock: Clock, state: ClockState, at: datetime) -> None:
    clock.state, clock.ended_at, clock.resumed_at, clock.next_fire_at = state, at, None, None


def _save_ended(clocks: Sequence[Clock], at: datetime) -> None:
    _save(clocks)
    ClockPause.objects.filter(clock__in=[clock.pk for clock in clocks], ends_at=None).update(ends_at=at)


SAVED = (
    "state", "calendar_id", "around_the_clock", "budget_seconds", "consumed_seconds", "consumed_micros", "resumed_at",
    "ended_at", "due_at", "generation", "next_rung", "repeated", "next_fire_at", "stuck_at",
)  # fmt: skip


def _save(clocks: Sequence[Clock]) -> None:
    """Write clocks, and the due instant of handling clocks to their legs, from which queues are read."""
    rows.update(Clock, [{"id": clock.pk, **{name: getattr(clock, name) for name in SAVED}} for clock in clocks])
    show_due(clocks)


def show_due(clocks: Iterable[Clock]) -> None:
    """Copy the due instants of live handling clocks to their legs, from which queues are read."""
    rows.update(
        Leg,
        [
            {"id": clock.leg_id, "due_at": clock.due_at}
            for clock in clocks
            if clock.leg_id and clock.kind == ClockKind.HANDLE and clock.state in LIVE
        ],
    )
