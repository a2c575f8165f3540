"""Patrols: on duty only, nothing kept outside them, and gone when the city keeps them no longer."""

from datetime import datetime, timedelta

import pytest

from cases import patrols
from cases.models import CheckIn, Patrol
from departments.models import Shift
from tests.builders import HOUR, MINUTE
from tests.city import OUTSIDE, Town, middle_of


@pytest.fixture
def on_duty(town: Town, noon: datetime) -> Shift:
    """Wu's shift from one hour before noon to four hours after."""
    return Shift.objects.create(
        user=town.people["wu"], area=town.areas["west"], begins_at=noon - HOUR, ends_at=noon + 4 * HOUR
    )


def test_a_patrol_needs_a_shift(town: Town, noon: datetime) -> None:
    with pytest.raises(patrols.NotOnDuty):
        patrols.begin(town.people["wu"], at=noon)


def test_a_patrol_begins_once_however_often_it_is_begun(town: Town, on_duty: Shift, noon: datetime) -> None:
    first = patrols.begin(town.people["wu"], at=noon)

    assert patrols.begin(town.people["wu"], at=noon + MINUTE) == first


def test_a_patrol_is_over_with_its_shift(town: Town, on_duty: Shift, noon: datetime) -> None:
    wu = town.people["wu"]
    patrols.begin(wu, at=noon)

    assert patrols.running(wu, on_duty.ends_at - MINUTE)
    assert patrols.running(wu, on_duty.ends_at) is None
    with pytest.raises(patrols.NoPatrol):
        patrols.end(wu, at=on_duty.ends_at)


def test_a_check_in_keeps_point_accuracy_and_the_cell_that_holds_it(town: Town, on_duty: Shift, noon: datetime) -> None:
    wu = town.people["wu"]
    patrols.begin(wu, at=noon)

    kept = patrols.check_in(wu, at=noon + MINUTE, point=middle_of(3), accuracy_m=8)

    assert (kept.cell, kept.accuracy_m) == (town.cells[3], 8)
    assert [cell.visited_at for cell in patrols.cells_of(wu, at=noon)] == [None, noon + MINUTE]


def test_nothing_is_kept_outside_a_patrol(town: Town, on_duty: Shift, noon: datetime) -> None:
    wu = town.people["wu"]
    for at in (noon, noon + 2 * HOUR):
        with pytest.raises(patrols.NoPatrol):
            patrols.check_in(wu, at=at, point=middle_of(1))
        if at == noon:
            patrols.begin(wu, at=noon)
            patrols.end(wu, at=noon + HOUR)

    assert not CheckIn.objects.exists()


def test_what_a_phone_tells_later_counts_for_the_time_that_it_tells(town: Town, on_duty: Shift, noon: datetime) -> None:
    wu, evening = town.people["wu"], noon + 9 * HOUR

    patrols.begin(wu, at=evening, claimed_at=noon)
    kept = patrols.check_in(wu, at=evening, claimed_at=noon + HOUR, point=middle_of(1))
    patrols.end(wu, at=evening, claimed_at=noon + 2 * HOUR)

    assert (kept.claimed_at, kept.at) == (noon + HOUR, evening)
    assert Patrol.objects.get().ended_at == noon + 2 * HOUR


@pytest.mark.parametrize("hours", [-25, 1])
def test_a_time_that_cannot_be_is_not_believed(noon: datetime, hours: int) -> None:
    assert patrols.believed(noon + hours * HOUR, noon) == noon


def test_a_point_in_no_cell_is_kept_as_a_point(town: Town, on_duty: Shift, noon: datetime) -> None:
    patrols.begin(town.people["wu"], at=noon)

    assert patrols.check_in(town.people["wu"], at=noon, point=OUTSIDE).cell is None
    with pytest.raises(patrols.NoPlaceGiven):
        patrols.check_in(town.people["wu"], at=noon)


def test_old_patrols_are_forgotten_with_their_check_ins(town: Town, on_duty: Shift, noon: datetime) -> None:
    wu = town.people["wu"]
    patrols.begin(wu, at=noon)
    patrols.check_in(wu, at=noon, point=middle_of(1))

    assert patrols.forget_old(at=noon + timedelta(days=90)) == 0
    assert patrols.forget_old(at=noon + timedelta(days=90, minutes=1)) == 1
    assert not CheckIn.objects.exists()
