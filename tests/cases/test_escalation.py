"""A late case climbs its ladder: each rung once, none early, and only while the clock runs."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from cases import closing, deadlines, escalation, handling, history
from cases.models import Case, Clock, Notice
from departments.models import CalendarDay, WorkCalendar
from tests.builders import HOUR, MINUTE, a_routed_case, fresh
from tests.cases.climbing import a_ladder, clock_of, due_of, newest, rungs_of, sweep
from tests.city import Town


def test_nothing_is_raised_before_the_due_instant(town: Town) -> None:
    case = a_routed_case(town)

    assert escalation.raise_due_alarms(at=due_of(case) - MINUTE) == 0


def test_at_the_due_instant_the_department_head_is_told(town: Town) -> None:
    case = a_routed_case(town)

    escalation.raise_due_alarms(at=due_of(case))

    told = Notice.objects.get(case=case, kind="late")
    assert (rungs_of(case), told.data["target"]) == ([1], "department_head")
    assert fresh(case).level == 0


def test_a_day_later_the_supervisor_is_told_and_the_level_rises(town: Town) -> None:
    case = a_routed_case(town)
    escalation.raise_due_alarms(at=due_of(case))

    escalation.raise_due_alarms(at=due_of(case) + 24 * HOUR)

    assert rungs_of(case) == [1, 2]
    assert fresh(case).level == 2
    assert Clock.objects.get(case=case).next_fire_at is None


def test_a_rung_fires_once_however_often_the_sweep_runs(town: Town) -> None:
    case = a_routed_case(town)

    for _ in range(5):
        escalation.raise_due_alarms(at=due_of(case))

    assert rungs_of(case) == [1]


def test_a_finished_part_climbs_no_further(town: Town, noon: datetime) -> None:
    case = a_routed_case(town)
    due = due_of(case)
    handling.accept(case, by=town.people["li"], at=noon)
    handling.finish(case, by=town.people["li"], at=noon, note="Filled.")

    assert escalation.raise_due_alarms(at=due + 48 * HOUR) == 0


def test_two_late_parts_of_one_case_are_raised_one_after_the_other(town: Town) -> None:
    case = a_routed_case(town, category="lamp")
    later = case.clocks.first().due_at + HOUR

    escalation.raise_due_alarms(at=later)
    escalation.raise_due_alarms(at=later)

    assert rungs_of(case) == [1, 1]
    assert fresh(case).entries == 5


def test_a_rung_says_what_fired_for_whom_and_when(town: Town) -> None:
    case = a_routed_case(town)
    clock = clock_of(case)

    escalation.raise_due_alarms(at=due_of(case) + MINUTE)

    assert newest(case) == {
        "key": f"{clock.pk}:1:1:0", "rung": 1, "repeat": 0, "clock": clock.pk, "kind": "handle", "generation": 1,
        "action": "notify", "target": "department_head", "fallback": "", "people": 1, "leg": clock.leg_id,
        "due_at": due_of(case).isoformat(), "fires_at": due_of(case).isoformat(), "skipped": [],
    }  # fmt: skip


def test_the_history_refuses_a_rung_a_second_time(town: Town) -> None:
    case = a_routed_case(town)
    escalation.raise_due_alarms(at=due_of(case))

    with pytest.raises(IntegrityError, match="rung_fired_once"), transaction.atomic():
        history.note_down([fresh(case)], "escalate", by=None, at=due_of(case), data={case.pk: newest(case)})


def test_after_an_outage_only_the_rung_of_the_hour_fires_and_names_those_passed_over(town: Town) -> None:
    a_ladder((0, "notify", "department_head"), (2, "raise", "department_head"), (4, "notify", "supervisor"))
    case = a_routed_case(town)

    sweep(due_of(case) + 10 * HOUR)

    assert rungs_of(case) == [3]
    assert newest(case)["skipped"] == [1, 2]
    assert fresh(case).level == 2  # the level says how late it is, whether or not anybody was told


def test_a_few_minutes_are_no_outage(town: Town) -> None:
    a_ladder((0, "notify", "department_head"), (0.05, "notify", "supervisor"))
    case = a_routed_case(town)

    sweep(due_of(case) + 4 * MINUTE)

    assert rungs_of(case) == [1, 2]


def test_the_last_rung_is_repeated_as_often_as_the_ladder_says_and_then_the_clock_is_stuck(town: Town) -> None:
    a_ladder((0, "notify", "department_head"), repeats=2, repeat_minutes=30)
    case = a_routed_case(town)
    due = due_of(case)

    for minute in range(0, 121, 10):
        sweep(due + minute * MINUTE)

    entries = case.history.filter(action="escalate")
    assert [(entry.at, entry.data["repeat"]) for entry in entries] == [
        (due, 0), (due + 30 * MINUTE, 1), (due + 60 * MINUTE, 2)
    ]  # fmt: skip
    assert clock_of(case).stuck_at == due + 60 * MINUTE


def test_by_night_a_quiet_ladder_waits_for_the_morning(town: Town) -> None:
    a_ladder((3, "notify", "department_head"), quiet=True)
    case = a_routed_case(town)
    evening = due_of(case) + 10 * HOUR  # 22:00 in the town

    sweep(evening)
    assert rungs_of(case) == []
    assert clock_of(case).next_fire_at == datetime(2026, 9, 23, 0, 0, tzinfo=UTC)  # 8:00 the next morning

    sweep(datetime(2026, 9, 23, 0, 0, tzinfo=UTC))
    assert rungs_of(case) == [1]


def test_an_urgent_case_wakes_people_up(town: Town) -> None:
    a_ladder((3, "notify", "department_head"), quiet=True)
    case = a_routed_case(town)
    Case.unscoped.filter(pk=case.pk).update(urgent=True)

    sweep(due_of(case) + 10 * HOUR)

    assert rungs_of(case) == [1]


def test_a_paused_clock_does_not_climb(town: Town, noon: datetime) -> None:
    case = a_routed_case(town)
    due = due_of(case)
    deadlines.pause(deadlines.live(case), at=noon, reason="Waiting for a part.", by=None)

    sweep(due + 48 * HOUR)

    assert rungs_of(case) == []


def test_a_case_that_has_ended_does_not_climb_even_if_its_clock_was_left_running(town: Town, noon: datetime) -> None:
    case = a_routed_case(town, category=None)
    closing.decline(case, by=town.people["an"], at=noon, note="Not a matter for the city.")
    other = a_routed_case(town)
    Clock.objects.filter(case=other).update(case=case, leg=None)

    sweep(due_of(case) + 48 * HOUR)

    assert rungs_of(case) == []
    assert clock_of(case).next_fire_at is None


def test_a_calendar_that_ends_too_soon_stops_no_other_clock(town: Town) -> None:
    ladder = a_ladder((0, "notify", "department_head"), (8, "notify", "supervisor"))
    ladder.rungs.filter(position=2).update(unit="working_hour")
    short, other = a_routed_case(town), a_routed_case(town)
    due = due_of(short)
    CalendarDay.objects.all().delete()
    WorkCalendar.objects.filter(code="office").update(covered_to=due.date())
    Clock.objects.filter(case=other).update(calendar=WorkCalendar.objects.get(code="always"))

    sweep(due)

    assert rungs_of(short) == rungs_of(other) == [1]
    # Beyond the calendar's end a rung counts hours round the clock: an alarm may come early, never not at all.
    assert clock_of(short).next_fire_at == clock_of(other).next_fire_at == due + timedelta(hours=8)


def test_a_clock_climbs_the_version_of_the_ladder_it_began_on(town: Town) -> None:
    case = a_routed_case(town)
    a_ladder((5, "notify", "supervisor"))

    sweep(due_of(case))

    assert (rungs_of(case), newest(case)["target"]) == ([1], "department_head")
