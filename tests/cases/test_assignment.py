"""Push: waiting parts go to who is on shift, evenly, below the cap, and never across the two axes."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases import assignment, claims, handling, history
from cases.models import Case, HistoryEntry, Leg
from departments.access import grant_postings
from departments.models import Absence, Department, Posting, Shift
from departments.roles import Role
from tests.builders import HOUR, MINUTE, a_routed_case, fresh
from tests.cases.test_at_once import at_once
from tests.city import NOON, Town, build_town

SHIFT = timedelta(hours=8)


def pushing(town: Town, cap: int | None = None) -> Department:
    roads = town.departments["roads"]
    roads.assignment, roads.cap_per_person = Department.Assignment.PUSH, cap
    roads.save()
    return roads


def on_shift(town: Town, *people: str, begins: datetime = NOON - HOUR) -> None:
    for name in people:
        roads = town.departments["roads"]
        Shift.objects.create(user=town.people[name], department=roads, begins_at=begins, ends_at=begins + SHIFT)


def who_has(case: Case) -> str:
    leg = case.legs.get(department__code="roads")
    return leg.assignee.username if leg.assignee else ""


def test_by_default_people_take_their_work_themselves(town: Town, noon: datetime) -> None:
    case = a_routed_case(town)
    on_shift(town, "li")

    assert assignment.push_waiting(at=noon) == 0
    assert who_has(case) == ""


def test_work_goes_to_who_is_on_shift_and_has_the_least(town: Town, noon: datetime) -> None:
    pushing(town)
    on_shift(town, "li", "lu")
    first = a_routed_case(town, at=noon - 2 * MINUTE)
    handling.assign(first, to=town.people["li"], by=town.people["li"], at=noon)
    second, third = a_routed_case(town, at=noon - MINUTE), a_routed_case(town, at=noon)

    given = assignment.push_waiting(at=noon)

    assert given == 2
    assert [who_has(case) for case in (second, third)] == ["lu", "li"]


def test_the_entry_says_that_the_platform_gave_it(town: Town, noon: datetime) -> None:
    pushing(town)
    on_shift(town, "li")
    case = a_routed_case(town)

    assignment.push_waiting(at=noon)

    entry, leg = case.history.get(action="hand_out"), case.legs.get()
    assert (entry.by, entry.department.code) == (None, "roads")
    assert entry.data == {"to": str(town.people["li"]), "to_id": town.people["li"].pk, "leg": leg.pk}
    assert fresh(case).step == case.step  # nobody's open page grows stale


def test_the_soonest_due_comes_first_and_the_cap_leaves_the_rest(town: Town, noon: datetime) -> None:
    pushing(town, cap=1)
    on_shift(town, "li")
    late, soon = a_routed_case(town, at=noon), a_routed_case(town, at=noon)
    Leg.objects.filter(case=soon).update(due_at=noon + HOUR)

    assert assignment.push_waiting(at=noon) == 1
    assert (who_has(soon), who_has(late)) == ("li", "")
    assert assignment.push_waiting(at=noon) == 0


def test_nobody_there_leaves_it_waiting_until_somebody_comes(town: Town, noon: datetime) -> None:
    pushing(town)
    on_shift(town, "li", begins=noon + HOUR)
    case = a_routed_case(town)

    assert assignment.push_waiting(at=noon) == 0
    assert assignment.push_waiting(at=noon + HOUR) == 1
    assert who_has(case) == "li"


def test_who_is_away_gets_no_work_though_on_shift(town: Town, noon: datetime) -> None:
    pushing(town)
    on_shift(town, "li")
    Absence.objects.create(user=town.people["li"], begins_at=noon, ends_at=noon + HOUR)
    case = a_routed_case(town)

    assert assignment.push_waiting(at=noon) == 0
    assert assignment.push_waiting(at=noon + HOUR) == 1
    assert who_has(case) == "li"


def test_a_shift_alone_makes_nobody_a_handler(town: Town, noon: datetime) -> None:
    pushing(town)
    on_shift(town, "deng")
    a_routed_case(town)

    assert assignment.push_waiting(at=noon) == 0


def test_the_two_axes_hold_for_pushed_work_as_well(town: Town, noon: datetime) -> None:
    pushing(town)
    on_shift(town, "li", "lu")
    case = a_routed_case(town)
    history.note_down([case], "file", by=town.people["li"], at=noon)

    assignment.push_waiting(at=noon)

    assert who_has(case) == "lu"


def test_who_let_the_claim_run_out_gets_it_again_only_if_nobody_else_is_there(town: Town, noon: datetime) -> None:
    roads = pushing(town)
    roads.claim_hours = 1
    roads.save()
    on_shift(town, "li")
    case = a_routed_case(town)
    assignment.push_waiting(at=noon)
    claims.return_stale_claims(noon + 6 * HOUR)
    on_shift(town, "lu")

    assert assignment.push_waiting(at=noon + 6 * HOUR) == 1
    assert who_has(case) == "lu"


def test_nothing_waiting_costs_one_query(town: Town, noon: datetime) -> None:
    pushing(town)

    with CaptureQueriesContext(connection) as asked:
        assignment.push_waiting(at=noon)

    assert len(asked) == 1


@pytest.mark.django_db(transaction=True)
def test_two_runners_at_once_give_each_part_once_and_keep_the_cap(transactional_db: None) -> None:
    town = build_town()
    pushing(town, cap=3)
    on_shift(town, "li", "lu")
    for _case in range(8):
        a_routed_case(town)

    given: list[Any] = at_once(4, lambda _i: assignment.push_waiting(at=NOON))

    assert sum(given) == 6
    load = [Leg.objects.filter(assignee=town.people[name]).count() for name in ("li", "lu")]
    assert load == [3, 3]
    assert HistoryEntry.objects.filter(action="hand_out").count() == 6


@pytest.mark.django_db(transaction=True)
def test_one_person_in_two_departments_is_counted_by_one_runner_at_a_time(transactional_db: None) -> None:
    town = build_town()
    pushing(town, cap=1)
    lamps = town.departments["lamps"]
    lamps.assignment, lamps.cap_per_person = Department.Assignment.PUSH, 1
    lamps.save()
    Posting.objects.create(user=town.people["li"], role=Role.HANDLER, department=lamps)
    grant_postings(on=NOON.date())
    on_shift(town, "li")
    a_routed_case(town, category="lamp")  # Lamps is the host, Roads its co-handler

    at_once(4, lambda _i: assignment.push_waiting(at=NOON))

    assert Leg.objects.filter(assignee=town.people["li"]).count() == 1
