"""Bulk runs and "take next" beside other hands: real transactions, real threads."""

import pytest
from django.db import connection
from django.db.models import Q

from cases import assignment, bulk
from cases.models import BulkRow, BulkRun, HistoryEntry, Leg
from tests.builders import a_routed_case, fresh
from tests.cases.test_at_once import at_once
from tests.city import NOON, Town, build_town

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town(transactional_db: None) -> Town:
    return build_town()


def test_two_who_take_the_next_at_once_get_different_cases(town: Town) -> None:
    roads = town.departments["roads"]
    for _number in range(4):
        a_routed_case(town)

    people = [town.people["li"], town.people["lu"]]
    taken = at_once(2, lambda index: assignment.take_next(roads.pk, Q(), by=people[index], at=NOON))

    assert len({case.pk for case in taken}) == 2
    assert {leg.assignee for leg in Leg.objects.exclude(assignee=None)} == set(people)


def test_one_part_and_two_people_leave_one_with_nothing(town: Town) -> None:
    roads = town.departments["roads"]
    a_routed_case(town)

    people = [town.people["li"], town.people["lu"]]
    taken = at_once(2, lambda index: assignment.take_next(roads.pk, Q(), by=people[index], at=NOON))

    assert sorted(case is None for case in taken) == [False, True]


def test_two_workers_do_each_row_once(town: Town) -> None:
    cases = [a_routed_case(town) for _number in range(8)]
    run = bulk.draft("take", [fresh(case) for case in cases], by=town.people["li"], at=NOON)
    bulk.start(run, {}, at=NOON)

    def work(_index: int) -> int:
        return sum(bulk.work_on_waiting(at=NOON) for _round in range(10))

    seen = at_once(2, work)

    assert sum(seen) == 8
    assert HistoryEntry.objects.filter(action="assign").count() == 8
    assert BulkRun.objects.get().done_at == NOON


def test_a_worker_that_dies_leaves_nothing_half_written(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """The row's result and its case's move are one transaction: both are there, or the row waits on."""
    cases = [a_routed_case(town) for _number in range(3)]
    run = bulk.draft("take", [fresh(case) for case in cases], by=town.people["li"], at=NOON)
    bulk.start(run, {}, at=NOON)
    bulk.work_on(run, at=NOON, limit=1)

    class Killed(BaseException):
        """As a signal ends a process: nothing catches it."""

    def dies(row: BulkRow, **_named: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(BulkRow, "save", dies)
        with pytest.raises(Killed):
            bulk.work_on(run, at=NOON)
    connection.close()

    assert HistoryEntry.objects.filter(action="assign").count() == run.rows.filter(state="done").count() == 1
    assert bulk.work_on_waiting(at=NOON) == 2
    assert Leg.objects.filter(assignee=town.people["li"]).count() == 3
