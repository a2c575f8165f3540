"""A clock banks what it used at each pause and change, and nothing of it is ever lost or forgiven."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from cases import deadlines, limits
from cases.deadlines import ReasonMissing
from cases.limits import Limit
from cases.models import Case, Clock, ClockPause, ClockState
from departments.models import ClockKind, WorkCalendar
from departments.work_calendars import WorkCalendars
from govgrid.lib.worktime import CalendarTooShort
from tests.builders import HOUR, a_report
from tests.city import NOON, Town

DAY = 24 * HOUR
# NOON is between the windows: the clock counts from 14:00 on.
OPENING = NOON + 2 * HOUR
MICRO = timedelta(microseconds=1)


def a_limit(hours: float = 8, *, calendar: str = "office") -> Limit:
    return limits.limit_of_hours(hours, WorkCalendar.objects.get(code=calendar).pk, WorkCalendars())


def a_clock(town: Town, *, hours: float = 8, calendar: str = "office", at: datetime = NOON) -> Clock:
    case = a_report(town, at=NOON)
    deadlines.start(case, ClockKind.HANDLE, a_limit(hours, calendar=calendar), at=at)
    return clock_of(case)


def clock_of(case: Case) -> Clock:
    return Clock.objects.filter(case=case).latest("pk")


def pause(clock: Clock, at: datetime) -> Clock:
    deadlines.pause(deadlines.live(clock.case), at=at, reason="Rain.", by=None)
    return clock_of(clock.case)


def resume(clock: Clock, at: datetime) -> Clock:
    deadlines.resume(deadlines.live(clock.case), at=at)
    return clock_of(clock.case)


def change(clock: Clock, limit: Limit, at: datetime) -> Clock:
    deadlines.change(deadlines.live(clock.case), lambda _clock: limit, at=at)
    return clock_of(clock.case)


def meet(clock: Clock, at: datetime) -> Clock:
    deadlines.meet(deadlines.live(clock.case), at=at)
    return clock_of(clock.case)


def test_a_pause_banks_what_has_run_and_nothing_is_due(town: Town) -> None:
    clock = pause(a_clock(town), OPENING + HOUR)

    assert (clock.state, clock.consumed_seconds, clock.due_at, clock.next_fire_at) == ("paused", 3600, None, None)


def test_after_a_pause_the_rest_of_the_budget_runs(town: Town) -> None:
    clock = resume(pause(a_clock(town), OPENING + HOUR), OPENING + DAY)

    assert clock.due_at == OPENING + DAY + 21 * HOUR  # four hours on Thursday, three on Friday morning


def test_a_pause_without_a_reason_is_refused_with_a_sentence(town: Town) -> None:
    clock = a_clock(town)

    with pytest.raises(ReasonMissing, match="Say why the clock stands still"):
        deadlines.pause(deadlines.live(clock.case), at=OPENING, reason="  ", by=None)
    assert clock_of(clock.case).state == ClockState.RUNNING


def test_the_table_itself_refuses_a_pause_without_a_reason(town: Town) -> None:
    clock = a_clock(town)

    with pytest.raises(IntegrityError), transaction.atomic():
        ClockPause.objects.create(clock=clock, begins_at=NOON, reason="")


def test_a_thousand_pauses_neither_lose_nor_gain_a_second(town: Town) -> None:
    clock, at, ran = a_clock(town, calendar="always", hours=1), NOON, timedelta()
    calendars = WorkCalendars()
    for number in range(1000):
        span = timedelta(milliseconds=999, microseconds=number)
        deadlines.pause([clock], at=at + span, reason="Rain.", by=None)
        deadlines.resume([clock], at=at + span + timedelta(microseconds=333))
        at, ran = at + span + timedelta(microseconds=333), ran + span

    assert deadlines.used(clock_of(clock.case), at, calendars) == ran
    assert clock_of(clock.case).due_at == at + HOUR - ran


def test_pausing_a_paused_clock_and_resuming_a_running_one_change_nothing(town: Town) -> None:
    clock = pause(a_clock(town), OPENING + HOUR)
    again = pause(clock, OPENING + 2 * HOUR)
    running = resume(again, OPENING + 3 * HOUR)

    assert again.consumed_seconds == 3600
    assert resume(running, OPENING + 4 * HOUR).due_at == running.due_at
    assert ClockPause.objects.filter(clock=clock).count() == 1


def test_an_overdue_clock_stays_overdue_through_a_pause(town: Town) -> None:
    clock = a_clock(town, hours=1)
    late = OPENING + 3 * HOUR
    resumed = resume(pause(clock, late), late + DAY)

    assert resumed.due_at == late + DAY - 2 * HOUR
    assert meet(resumed, late + DAY).state == ClockState.MISSED


def test_who_is_late_by_a_night_alone_stays_late_through_a_pause(town: Town) -> None:
    closing = OPENING + 4 * HOUR
    clock = a_clock(town, hours=4)
    assert clock.due_at == closing

    resumed = resume(pause(clock, closing + 3 * HOUR), closing + 3 * DAY)

    assert resumed.due_at == closing + 2 * DAY - MICRO  # Friday's closing; it is Saturday
    assert meet(resumed, closing + 3 * DAY).state == ClockState.MISSED


def test_a_paused_clock_that_is_finished_is_met_if_its_budget_was_not_used_up(town: Town) -> None:
    clock = meet(pause(a_clock(town), OPENING + HOUR), OPENING + 9 * DAY)

    assert (clock.state, clock.consumed_seconds, clock.ended_at) == ("met", 3600, OPENING + 9 * DAY)
    assert ClockPause.objects.get(clock=clock).ends_at == OPENING + 9 * DAY


def test_a_paused_clock_that_was_late_is_missed_when_finished(town: Town) -> None:
    clock = pause(a_clock(town, hours=1), OPENING + 2 * HOUR)

    assert meet(clock, OPENING + 3 * HOUR).state == ClockState.MISSED


def test_at_the_due_instant_a_clock_is_met_and_a_moment_later_missed(town: Town) -> None:
    first, second = a_clock(town), a_clock(town)

    assert meet(first, first.due_at).state == ClockState.MET
    assert meet(second, second.due_at + MICRO).state == ClockState.MISSED


def test_a_change_keeps_what_was_used(town: Town) -> None:
    clock = change(a_clock(town), a_limit(3), OPENING + HOUR)

    assert (clock.consumed_seconds, clock.budget_seconds, clock.generation) == (3600, 3 * 3600, 2)
    assert clock.due_at == OPENING + 3 * HOUR


def test_a_change_to_less_than_was_used_is_overdue_at_once_and_said_so(town: Town) -> None:
    clock = a_clock(town)

    late = deadlines.change(deadlines.live(clock.case), lambda _clock: a_limit(1), at=OPENING + 3 * HOUR)

    assert [one.pk for one in late] == [clock.pk]
    assert late[0].due_at == OPENING + HOUR


def test_giving_the_same_limit_again_does_not_forgive_a_late_night(town: Town) -> None:
    clock = a_clock(town, hours=4)
    night = OPENING + 7 * HOUR

    late = deadlines.change(deadlines.live(clock.case), lambda _clock: a_limit(4), at=night)

    assert [one.pk for one in late] == [clock.pk]


def test_a_change_of_unit_keeps_the_seconds_that_were_used(town: Town) -> None:
    around = limits.limit_of_hours(5, WorkCalendar.objects.get(code="always").pk, WorkCalendars())

    clock = change(a_clock(town), around, OPENING + HOUR)

    assert clock.due_at == OPENING + 5 * HOUR


def test_a_clock_changed_while_it_stands_still_climbs_from_the_first_rung_when_it_runs_again(town: Town) -> None:
    clock = a_clock(town, hours=1)
    Clock.objects.filter(pk=clock.pk).update(next_rung=3, next_fire_at=None, stuck_at=OPENING)
    changed = change(pause(clock, OPENING + 2 * HOUR), a_limit(8), OPENING + 2 * HOUR)
    resumed = resume(changed, OPENING + DAY)

    assert (changed.state, changed.generation, changed.due_at) == ("paused", 2, None)
    assert (resumed.next_rung, resumed.next_fire_at, resumed.stuck_at) == (1, resumed.due_at, None)


def test_a_change_goes_on_at_the_rung_of_the_hour(town: Town) -> None:
    clock = change(a_clock(town, hours=1), a_limit(0.5), OPENING + 40 * HOUR)

    assert clock.due_at == OPENING + 0.5 * HOUR
    assert clock.next_rung == 2  # the supervisor's, a day after the due instant; the head's is overtaken


def test_an_acknowledged_clock_fires_no_rung_before_the_hold_ends(town: Town) -> None:
    clock = a_clock(town, hours=1)
    Clock.objects.filter(pk=clock.pk).update(held_until=OPENING + 9 * HOUR)

    assert change(clock, a_limit(0.5), OPENING + 2 * HOUR).next_fire_at == OPENING + 9 * HOUR


def test_a_finished_clock_is_changed_by_nothing(town: Town) -> None:
    clock = meet(a_clock(town), OPENING + HOUR)
    before = Clock.objects.filter(pk=clock.pk).values().get()

    for again in (deadlines.meet, deadlines.cancel):
        again([clock], at=OPENING + 50 * HOUR)
    deadlines.pause([clock], at=OPENING, reason="Rain.", by=None)
    deadlines.resume([clock], at=OPENING)
    deadlines.change([clock], lambda _clock: a_limit(1), at=OPENING)

    assert Clock.objects.filter(pk=clock.pk).values().get() == before


def test_a_cancelled_clock_keeps_what_was_used(town: Town) -> None:
    clock = a_clock(town)
    deadlines.cancel(deadlines.live(clock.case), at=OPENING + HOUR)

    assert (clock_of(clock.case).state, clock_of(clock.case).consumed_seconds) == ("cancelled", 3600)


def test_a_limit_past_the_end_of_the_calendar_is_refused(town: Town) -> None:
    with pytest.raises(CalendarTooShort, match="2027-12-31"):
        a_clock(town, hours=8 * 2000)


def test_work_is_finished_even_where_the_calendar_has_ended(town: Town) -> None:
    clock = a_clock(town)
    WorkCalendar.objects.filter(code="office").update(covered_to=NOON.date())

    assert meet(clock, NOON + 30 * DAY).state == ClockState.MISSED


def test_a_rung_past_the_end_of_the_calendar_fires_by_the_hours_of_the_day(town: Town) -> None:
    ladder = deadlines.ladders.climb_for("handle").ladder
    ladder.rungs.filter(position=1).update(offset=8, unit="working_hour")
    deadlines.ladders.climbs.forget()
    WorkCalendar.objects.filter(code="office").update(covered_to=NOON.date())

    clock = a_clock(town, hours=4)

    assert clock.next_fire_at == clock.due_at + 8 * HOUR
