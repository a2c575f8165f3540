"""A claim that nobody acts on gives the part back to the queue; anything done with the case renews it."""

from datetime import datetime, timedelta

import pytest

from cases import claims, handling, history
from cases.models import Case, Leg, LegState
from departments.models import Department
from tests.builders import HOUR, a_routed_case, fresh
from tests.cases.test_at_once import at_once
from tests.city import NOON, Town, build_town

# Noon lies between the morning's window and the afternoon's, which begins two hours later.
TWO_WORKING_HOURS = timedelta(hours=4)


def roads_with(town: Town, claim_hours: int | None = 2) -> Department:
    roads = town.departments["roads"]
    roads.claim_hours = claim_hours
    roads.save()
    return roads


def a_claim(town: Town, at: datetime = NOON) -> Leg:
    """A road case that Li has taken at `at`."""
    case = a_routed_case(town, at=at)
    handling.assign(case, to=town.people["li"], by=town.people["li"], at=at)
    leg = Leg.objects.select_related("department").get(case=case)
    claims.renew(leg, at)
    return leg


def test_a_claim_runs_in_the_departments_working_hours(town: Town, noon: datetime) -> None:
    assert claims.claim_until(roads_with(town, 2), noon) == noon + TWO_WORKING_HOURS
    assert claims.claim_until(roads_with(town, None), noon) is None


def test_a_calendar_that_ends_too_soon_takes_no_work_away(town: Town) -> None:
    assert claims.claim_until(roads_with(town, 2), datetime.fromisoformat("2028-01-03T04:00:00+00:00")) is None


def test_untouched_work_goes_back_to_the_queue_with_the_persons_name(town: Town, noon: datetime) -> None:
    roads_with(town)
    leg = a_claim(town)
    step = fresh(leg.case).step

    assert claims.return_stale_claims(noon + TWO_WORKING_HOURS - HOUR) == 0
    assert claims.return_stale_claims(noon + TWO_WORKING_HOURS) == 1

    leg.refresh_from_db()
    entry = leg.case.history.get(action="unclaim")
    assert (leg.assignee, leg.claim_until) == (None, None)
    assert (entry.by, entry.department.code, entry.data["to_id"]) == (None, "roads", town.people["li"].pk)
    assert fresh(leg.case).step == step


def test_anything_its_person_does_with_the_case_renews_the_claim(town: Town, noon: datetime) -> None:
    roads_with(town)
    leg = a_claim(town)
    history.note_down([fresh(leg.case)], "remark", by=town.people["li"], at=noon + 3 * HOUR)

    claims.return_stale_claims(noon + TWO_WORKING_HOURS)

    leg.refresh_from_db()
    assert leg.assignee == town.people["li"]
    assert leg.claim_until == noon + 5 * HOUR  # one hour used when it was renewed, two hours from there
    claims.return_stale_claims(noon + 5 * HOUR)
    leg.refresh_from_db()
    assert leg.assignee is None


def test_what_others_do_renews_nothing(town: Town, noon: datetime) -> None:
    roads_with(town)
    leg = a_claim(town)
    history.note_down([fresh(leg.case)], "remark", by=town.people["he"], at=noon + 3 * HOUR)

    claims.return_stale_claims(noon + TWO_WORKING_HOURS)

    leg.refresh_from_db()
    assert leg.assignee is None


@pytest.mark.parametrize("state", [LegState.SUSPENDED, LegState.FINISHED])
def test_work_that_rests_or_is_done_is_not_taken_away(town: Town, noon: datetime, state: LegState) -> None:
    roads_with(town)
    leg = a_claim(town)
    Leg.objects.update(state=state)

    assert claims.return_stale_claims(noon + 9 * HOUR) == 0
    leg.refresh_from_db()
    assert leg.assignee == town.people["li"]


def test_a_department_that_gives_up_claims_keeps_the_work_where_it_is(town: Town, noon: datetime) -> None:
    roads_with(town)
    leg = a_claim(town)
    roads_with(town, None)

    claims.return_stale_claims(noon + TWO_WORKING_HOURS)

    leg.refresh_from_db()
    assert (leg.assignee, leg.claim_until) == (town.people["li"], None)
    assert claims.return_stale_claims(noon + TWO_WORKING_HOURS) == 0


@pytest.mark.django_db(transaction=True)
def test_two_runners_at_once_give_each_part_back_once(transactional_db: None) -> None:
    town = build_town()
    roads_with(town)
    cases = [a_claim(town).case for _case in range(6)]

    at_once(4, lambda _i: claims.return_stale_claims(NOON + TWO_WORKING_HOURS))
    claims.return_stale_claims(NOON + TWO_WORKING_HOURS)

    returned = [case.history.filter(action="unclaim").count() for case in cases]
    assert returned == [1] * 6
    assert all(case.entries == case.history.count() for case in Case.unscoped.all())
