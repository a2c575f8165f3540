"""A late case climbs its ladder: each rung once, none early, and only while the clock runs."""

from datetime import datetime

from cases import escalation, handling
from cases.models import Case, Clock, Notice
from tests.builders import HOUR, MINUTE, a_routed_case, fresh
from tests.city import Town


def due_of(case: Case) -> datetime:
    due = case.clocks.get().due_at
    assert due is not None
    return due


def rungs_of(case: Case) -> list[int]:
    return [entry.data["rung"] for entry in case.history.filter(action="escalate")]


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
