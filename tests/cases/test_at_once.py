"""Many hands at the same instant: real transactions, real threads, and one of everything in the end."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from cases import dispatch, escalation, handling, intake, routing
from cases.intake import SenderKey
from cases.models import Case, Clock, Leg, Status
from cases.workflow import CannotMove
from tests.builders import HOUR, a_report, a_routed_case, a_telling, fresh
from tests.city import Town, build_town

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town(transactional_db: None) -> Town:
    return build_town()


def at_once(hands: int, work: Callable[[int], Any]) -> list[Any]:
    """Run `work(0)` … `work(hands - 1)` in threads that start together; return answers, refusals included."""
    start = Barrier(hands)

    def one(index: int) -> Any:
        start.wait()
        try:
            return work(index)
        except CannotMove as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(hands) as pool:
        return list(pool.map(one, range(hands)))


def test_of_eight_dispatchers_one_wins_and_seven_are_told(town: Town, noon: datetime) -> None:
    case = a_routed_case(town, category="litter")
    seen = [fresh(case) for _ in range(8)]
    choice = [town.departments["clean"], town.departments["bright"]]

    answers = at_once(8, lambda i: dispatch.dispatch(seen[i], to=choice[i % 2], by=town.people["ding"], at=noon))

    refused = [answer for answer in answers if isinstance(answer, CannotMove)]
    assert len(refused) == 7
    assert all("Ding" in str(refusal) for refusal in refused)
    assert Leg.objects.count() == Clock.objects.count() == 1
    assert fresh(case).entries == case.history.count() == 3


def test_of_two_handlers_who_accept_one_does(town: Town, noon: datetime) -> None:
    case = a_routed_case(town)
    seen = [fresh(case), fresh(case)]
    people = [town.people["li"], town.people["lu"]]

    answers = at_once(2, lambda i: handling.accept(seen[i], by=people[i], at=noon))

    assert sum(isinstance(answer, CannotMove) for answer in answers) == 1
    assert fresh(case).status == Status.HANDLING
    assert case.history.filter(action="accept").count() == 1


def test_one_key_sent_eight_times_at_once_is_one_report(town: Town, noon: datetime) -> None:
    key = SenderKey("test", "double click", "same")

    receipts = at_once(8, lambda _i: intake.report(a_telling(town), by=None, at=noon, key=key))

    assert len({receipt.number for receipt in receipts}) == Case.unscoped.count() == 1
    assert sum(not receipt.repeated for receipt in receipts) == 1


def test_four_workers_route_each_case_once(town: Town, noon: datetime) -> None:
    cases = [a_report(town, cell=1 + index % 4) for index in range(40)]

    taken = at_once(4, lambda _i: sum(iter(lambda: routing.route_waiting(at=noon, limit=5), 0)))

    assert sum(taken) == 40
    assert Leg.objects.count() == 40
    assert all(fresh(case).entries == 3 for case in cases)


def test_three_sweepers_fire_each_rung_once(town: Town, noon: datetime) -> None:
    for _ in range(20):
        a_routed_case(town)
    later = noon + 400 * HOUR

    at_once(3, lambda _i: [escalation.raise_due_alarms(at=later, limit=7) for _ in range(10)])

    fired = [
        (entry.data["clock"], entry.data["rung"])
        for case in Case.unscoped.all()
        for entry in case.history.filter(action="escalate")
    ]
    # The second rung's time has come as well: it is the one that fires.
    assert len(fired) == len(set(fired)) == 20
