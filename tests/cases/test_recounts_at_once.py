"""Recounts beside other hands: real transactions, real threads."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from cases import chores, recounting
from cases.models import Clock, HistoryEntry, Recount
from tests.cases.test_at_once import at_once
from tests.cases.test_clocks import DAY, a_clock, clock_of
from tests.cases.test_recounting import declare_off
from tests.city import NOON, Town, build_town

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town(transactional_db: None) -> Town:
    return build_town()


def held(clock: Clock, until: Event, taken: Event) -> None:
    """Hold a clock as somebody's move does, in a transaction of its own."""
    try:
        with transaction.atomic():
            Clock.objects.select_for_update().get(pk=clock.pk)
            taken.set()
            until.wait(20)
    finally:
        connection.close()


def test_two_runners_compute_each_clock_once(town: Town) -> None:
    clocks = [a_clock(town) for _number in range(6)]
    declare_off(town)
    recounting.ask(at=NOON)

    def run(_index: int) -> int:
        return sum(recounting.recount_waiting(at=NOON, limit=1) for _batch in range(12))

    seen = at_once(2, run)
    while recounting.recount_waiting(at=NOON):
        pass

    job = Recount.objects.get()
    assert (job.looked_at, job.moved, job.done_at) == (6, 6, NOON)
    assert sum(seen) <= 6
    assert HistoryEntry.objects.filter(action="recount").count() == 6
    assert {clock_of(clock.case).due_at for clock in clocks} == {clocks[0].due_at + DAY}


def test_two_who_look_for_an_edit_ask_for_one_recount(town: Town) -> None:
    declare_off(town)

    at_once(4, lambda _index: recounting.ask(at=NOON))

    assert Recount.objects.count() == 1


def test_a_clock_that_somebody_holds_is_computed_afterwards(town: Town) -> None:
    clocks = [a_clock(town) for _number in range(3)]
    declare_off(town)
    recounting.ask(at=NOON)
    let_go, taken = Event(), Event()
    with ThreadPoolExecutor(1) as pool:
        holding = pool.submit(held, clocks[1], let_go, taken)
        taken.wait(20)
        while_held = [recounting.recount_waiting(at=NOON) for _batch in range(3)]
        let_go.set()
        holding.result()
    afterwards = [recounting.recount_waiting(at=NOON) for _batch in range(2)]

    assert (while_held, afterwards) == ([1, 0, 0], [2, 0])
    assert {clock_of(clock.case).due_at for clock in clocks} == {clocks[0].due_at + DAY}


def test_a_runner_that_dies_in_the_middle_leaves_no_half_batch(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    clocks = [a_clock(town) for _number in range(4)]
    declare_off(town)
    recounting.ask(at=NOON)
    recounting.recount_waiting(at=NOON, limit=2)
    with monkeypatch.context() as patched:
        patched.setattr(recounting, "_tell", lambda *_arguments: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            recounting.recount_waiting(at=NOON, limit=2)
    half = [clock_of(clock.case).due_at == clock.due_at + DAY for clock in clocks]
    while recounting.recount_waiting(at=NOON, limit=2):
        pass

    assert half == [True, True, False, False]
    assert Recount.objects.get().moved == 4
    assert HistoryEntry.objects.filter(action="recount").count() == 4


def test_whoever_began_before_the_edit_is_waited_for(town: Town) -> None:
    """A move that read the old calendar may still start a clock by it; the recount must come after that."""
    clock = a_clock(town)
    let_go, taken = Event(), Event()
    with ThreadPoolExecutor(1) as pool:
        holding = pool.submit(held, a_clock(town), let_go, taken)
        taken.wait(20)
        declare_off(town)
        at = chores.now()
        recounting.ask(at=at)
        meanwhile = recounting.recount_waiting(at=at)
        let_go.set()
        holding.result()
    # One second more than its own beginning is allowed for the clock being read before the edit is seen.
    Recount.objects.update(asked_at=NOON)

    assert meanwhile == 0
    assert recounting.recount_waiting(at=at) == 2
    assert clock_of(clock.case).due_at == clock.due_at + DAY


def test_the_ticker_does_a_recount_that_no_worker_came_for(town: Town) -> None:
    clock = a_clock(town)
    declare_off(town)
    recounting.ask(at=NOON)

    for _round in range(2):
        call_command("tick", "--once")

    # The case has been routed meanwhile, and has a clock of its department's as well.
    assert Clock.objects.get(pk=clock.pk).due_at == clock.due_at + DAY
    assert Recount.objects.get().done_at is not None
