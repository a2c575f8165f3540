"""“I see to it” holds the ladder for a while; then it goes on where it stood."""

from datetime import datetime

import pytest

from cases import acknowledging, deadlines, handling
from cases.acknowledging import NothingToHold
from tests.builders import HOUR, MINUTE, a_routed_case, fresh
from tests.cases.climbing import a_ladder, clock_of, due_of, rungs_of, sweep
from tests.city import Town


@pytest.fixture
def ladder(town: Town) -> None:
    a_ladder((0, "notify", "department_head"), (0.5, "notify", "supervisor"), hold_minutes=120)


def test_a_held_ladder_waits_and_then_goes_on_at_its_next_rung(town: Town, ladder: None) -> None:
    case = a_routed_case(town)
    due = due_of(case)
    sweep(due)
    acknowledging.acknowledge(case, by=town.people["li"], at=due + 10 * MINUTE)

    sweep(due + HOUR)
    assert rungs_of(case) == [1]
    assert clock_of(case).acknowledged_by == town.people["li"]

    sweep(due + 130 * MINUTE)
    assert rungs_of(case) == [1, 2]


def test_the_history_says_who_took_it_and_until_when(town: Town, ladder: None, noon: datetime) -> None:
    case = a_routed_case(town)

    acknowledging.acknowledge(case, by=town.people["li"], at=noon)

    entry = case.history.get(action="acknowledge")
    assert (entry.by, entry.data["until"]) == (town.people["li"], (noon + 2 * HOUR).isoformat())
    assert fresh(case).step == case.step  # nobody's open page grows stale


def test_a_hold_does_not_bring_a_later_rung_forward(town: Town, ladder: None, noon: datetime) -> None:
    case = a_routed_case(town)

    acknowledging.acknowledge(case, by=town.people["li"], at=noon)

    assert clock_of(case).next_fire_at == due_of(case)


def test_a_hold_that_is_given_up_lets_the_ladder_go_on_at_once(town: Town, ladder: None) -> None:
    case = a_routed_case(town)
    due = due_of(case)
    sweep(due)
    acknowledging.acknowledge(case, by=town.people["li"], at=due + MINUTE)
    acknowledging.release(case, by=town.people["li"], at=due + 2 * MINUTE)

    sweep(due + 30 * MINUTE)

    assert rungs_of(case) == [1, 2]


def test_a_hold_outlasts_a_clock_that_was_computed_anew(town: Town, ladder: None) -> None:
    case = a_routed_case(town)
    due = due_of(case)
    acknowledging.acknowledge(case, by=town.people["li"], at=due - MINUTE)
    clock = clock_of(case)
    clock.next_fire_at = due
    clock.save()

    sweep(due + MINUTE)

    assert rungs_of(case) == []
    assert clock_of(case).next_fire_at == due + 119 * MINUTE


@pytest.mark.parametrize("name", ["li", "he", "west_su", "su"])
def test_who_works_on_it_supervises_it_or_would_be_told_may_hold(
    town: Town, ladder: None, noon: datetime, name: str
) -> None:
    case = a_routed_case(town)

    assert acknowledging.acknowledge(case, by=town.people[name], at=noon)


@pytest.mark.parametrize("name", ["qing", "wu", "an", "passer"])
def test_nobody_else_may(town: Town, ladder: None, noon: datetime, name: str) -> None:
    case = a_routed_case(town)

    with pytest.raises(NothingToHold, match="is yours to answer"):
        acknowledging.acknowledge(case, by=town.people[name], at=noon)


def test_a_department_holds_its_own_part_only(town: Town, ladder: None, noon: datetime) -> None:
    case = a_routed_case(town, category="lamp")

    (held,) = acknowledging.acknowledge(case, by=town.people["deng"], at=noon)

    assert held.leg is not None
    assert held.leg.department == town.departments["lamps"]


def test_another_persons_hold_is_ended_by_a_supervisor_only(town: Town, ladder: None, noon: datetime) -> None:
    case = a_routed_case(town)
    acknowledging.acknowledge(case, by=town.people["li"], at=noon)

    with pytest.raises(NothingToHold):
        acknowledging.release(case, by=town.people["lu"], at=noon)
    assert acknowledging.release(case, by=town.people["west_su"], at=noon)


def test_a_clock_that_stands_still_or_is_met_cannot_be_held(town: Town, ladder: None, noon: datetime) -> None:
    paused, met = a_routed_case(town), a_routed_case(town)
    deadlines.pause(deadlines.live(paused), at=noon, reason="Waiting for a part.", by=None)
    handling.accept(met, by=town.people["li"], at=noon)
    handling.finish(met, by=town.people["li"], at=noon, note="Filled.")

    for case in (paused, met):
        with pytest.raises(NothingToHold):
            acknowledging.acknowledge(case, by=town.people["li"], at=noon)
