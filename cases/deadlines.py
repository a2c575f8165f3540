"""Clocks: how long a standard gives, when that is due in working time, and when the ladder is next asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cases.models import Case, Clock, ClockState, Leg
from departments.models import FilingStandard, Ladder, LimitUnit, Rung
from departments.work_calendars import WorkCalendars
from govgrid.lib import rows
from govgrid.lib.remembered import remembered
from govgrid.lib.worktime import Worktime, add_working, working_between

HOUR, DAY = 3600, 86400
AROUND_THE_CLOCK = {LimitUnit.URGENT_HOUR: HOUR, LimitUnit.URGENT_DAY: DAY, LimitUnit.CALENDAR_DAY: DAY}


@dataclass(frozen=True)
class Limit:
    """A limit put on a department's calendar: seconds of budget, and whether they run around the clock."""

    seconds: int
    around_the_clock: bool
    calendar_id: int
    calendar: Worktime

    def due_at(self, at: datetime, consumed: int = 0) -> datetime:
        return self.after(at, self.seconds - consumed)

    def after(self, at: datetime, seconds: float) -> datetime:
        if self.around_the_clock:
            return at + timedelta(seconds=seconds)
        return add_working(at, seconds, self.calendar)


def limit_of(standard: FilingStandard, department_id: int, calendars: WorkCalendars) -> Limit:
    """Return what `standard` gives to a department; 工作日 is a day of that department's own calendar."""
    calendar_id = calendars.id_of_department(department_id)
    calendar = calendars.by_id[calendar_id]
    unit = LimitUnit(standard.limit_unit)
    around = unit in AROUND_THE_CLOCK or calendar.always_open
    length = AROUND_THE_CLOCK.get(unit) or (HOUR if unit is LimitUnit.WORKING_HOUR else calendar.day_seconds())
    if calendar.always_open and unit is LimitUnit.WORKING_DAY:
        length = DAY
    return Limit(int(standard.limit_value * length), around, calendar_id, calendar)


def start_all(
    legs: Sequence[Mapping[str, Any]], limits: Sequence[Limit], *, at: datetime, consumed: Sequence[int] | None = None
) -> None:
    """Start the handling clock of each leg (mappings with id, case_id and due_at), one limit beside each."""
    ladder = handling_ladder()
    used = consumed or [0] * len(legs)
    rows.insert(
        Clock,
        [
            {
                "case_id": leg["case_id"],
                "leg_id": leg["id"],
                "kind": "handle",
                "state": ClockState.RUNNING.value,
                "calendar_id": limit.calendar_id,
                "around_the_clock": limit.around_the_clock,
                "budget_seconds": limit.seconds,
                "consumed_seconds": spent,
                "started_at": at,
                "due_at": leg["due_at"],
                "ladder_id": ladder.id if ladder else None,
                "generation": 1,
                "next_rung": 1,
                "next_fire_at": first_fire(ladder, limit, leg["due_at"], at) if ladder else None,
            }
            for leg, limit, spent in zip(legs, limits, used, strict=True)
        ],
    )


@dataclass(frozen=True)
class Climb:
    """A ladder in memory: its id and its rungs in order."""

    id: int
    rungs: tuple[Rung, ...]

    def rung(self, position: int) -> Rung | None:
        return self.rungs[position - 1] if 0 < position <= len(self.rungs) else None


@remembered(seconds=30)
def handling_ladder() -> Climb | None:
    """Return the ladder of handling clocks; None where the pack has none."""
    ladder = Ladder.objects.filter(clock="handle").prefetch_related("rungs").first()
    return Climb(ladder.pk, tuple(ladder.rungs.all())) if ladder else None


def first_fire(climb: Climb, limit: Limit, due_at: datetime, at: datetime) -> datetime | None:
    return fire_at(climb.rung(1), due_at, limit.calendar, at)


def fire_at(rung: Rung | None, due_at: datetime, calendar: Worktime, started_at: datetime) -> datetime | None:
    """Return when a rung fires; None for no rung. Working time before the due instant counts back from it."""
    if rung is None:
        return None
    seconds = float(rung.offset) * HOUR
    if rung.unit == Rung.Unit.HOUR or seconds == 0 or calendar.always_open:
        return due_at + timedelta(seconds=seconds)
    if seconds > 0:
        return add_working(due_at, seconds, calendar)
    return add_working(started_at, max(0, working_between(started_at, due_at, calendar) + seconds), calendar)


def meet(case: Case, *, leg_ids: Sequence[int], at: datetime) -> None:
    """End the running clocks of `leg_ids`: met, or missed if `at` is later than due; what was used is kept."""
    calendars = WorkCalendars()
    ended = []
    for clock in Clock.objects.filter(case=case, leg__in=leg_ids, state=ClockState.RUNNING).select_for_update():
        late = clock.due_at is not None and at > clock.due_at
        ended.append(
            {
                "id": clock.pk,
                "state": (ClockState.MISSED if late else ClockState.MET).value,
                "consumed_seconds": clock.consumed_seconds + used(clock, at, calendars),
                "ended_at": at,
                "next_fire_at": None,
            }
        )
    rows.update(Clock, ended)


def cancel(case: Case, *, at: datetime) -> None:
    """Stop every running clock of the case: its legs are withdrawn or the case has ended."""
    Clock.objects.filter(case=case, state=ClockState.RUNNING).update(
        state=ClockState.CANCELLED, ended_at=at, next_fire_at=None
    )


def used(clock: Clock, at: datetime, calendars: WorkCalendars) -> int:
    """Return the seconds used since the clock last started, in its own time."""
    if clock.around_the_clock:
        return max(0, int((at - clock.started_at).total_seconds()))
    return working_between(clock.started_at, at, calendars.by_id[clock.calendar_id])


def restart(leg: Leg, standard: FilingStandard, *, at: datetime) -> datetime:
    """Start the leg's clock again after a rework: the same budget, what was used stays used. Returns the new due."""
    limit = limit_of(standard, leg.department_id, WorkCalendars())
    before = leg.clocks.exclude(state=ClockState.CANCELLED).order_by("-id").first()
    spent = min(before.consumed_seconds, limit.seconds) if before else 0
    due_at = limit.due_at(at, spent)
    start_all([{"id": leg.pk, "case_id": leg.case_id, "due_at": due_at}], [limit], at=at, consumed=[spent])
    return due_at
