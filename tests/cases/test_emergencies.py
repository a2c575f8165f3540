"""Emergencies outside working time: a call begins, the list is right at the instant of asking, one person takes it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases import dispatch, emergencies, queries
from cases.emergencies import NoOpenCall
from cases.models import Case, Clock, ClockState, Leg
from cases.workflow import NotAllowed
from departments.models import Absence, Category, ClockKind, Department, LimitUnit, Shift, StageLimit, User
from govgrid.lib.refusals import Refusal
from govgrid.lib.remembered import forget_all
from tests.builders import HOUR, MINUTE, a_routed_case, fresh
from tests.cases.test_at_once import at_once
from tests.city import NOON, Town, build_town

NIGHT = NOON + 8 * HOUR  # 20:00 in the town


def urgent_town(town: Town) -> Town:
    """Road damage is an emergency, and a call is to be answered within five minutes."""
    StageLimit.objects.create(kind=ClockKind.CALL, limit_value="0.08", limit_unit=LimitUnit.URGENT_HOUR)
    Category.objects.filter(pk=town.categories["road"].pk).update(urgent=True)
    forget_all()
    return town


@pytest.fixture
def town(db: None) -> Town:
    return urgent_town(build_town())


def called(town: Town, at: datetime = NIGHT) -> Case:
    """A road case dispatched at `at`: an emergency, unless a test says otherwise."""
    return a_routed_case(town, at=at)


def on_duty(town: Town, name: str, *, area: str = "", order: int = 1) -> Shift:
    department = None if area else town.departments["roads"]
    return Shift.objects.create(
        user=town.people[name], department=department, area=town.areas.get(area), duty_officer=True, call_order=order,
        begins_at=NIGHT - HOUR, ends_at=NIGHT + 12 * HOUR,
    )  # fmt: skip


def person(name: str) -> User:
    return User.objects.get(username=name)


def call_clock(case: Case) -> Clock:
    return Clock.objects.get(case=case, kind=ClockKind.CALL)


def test_an_emergency_at_night_begins_a_call_on_the_hosts_part(town: Town) -> None:
    case = called(town)

    clock = call_clock(case)
    assert (clock.state, clock.leg) == (ClockState.RUNNING, case.legs.get())
    assert clock.due_at == NIGHT + timedelta(seconds=288)


@pytest.mark.parametrize(("at", "urgent"), [(NOON + 3 * HOUR, True), (NIGHT, False)])
def test_in_working_time_or_without_urgency_nobody_is_called(town: Town, at: datetime, urgent: bool) -> None:
    Category.objects.update(urgent=urgent)

    case = called(town, at)

    assert not Clock.objects.filter(case=case, kind=ClockKind.CALL).exists()


def test_a_department_that_never_closes_is_not_called_out(town: Town) -> None:
    Department.objects.filter(code="roads").update(calendar=town.departments["centre"].calendar)

    case = called(town)

    assert not Clock.objects.filter(case=case, kind=ClockKind.CALL).exists()


def test_a_city_without_the_limit_calls_nobody(town: Town) -> None:
    StageLimit.objects.all().delete()
    forget_all()

    case = called(town)

    assert not Clock.objects.filter(case=case, kind=ClockKind.CALL).exists()


def test_cases_that_are_not_urgent_cost_no_query(town: Town) -> None:
    case = a_routed_case(town, category="lamp", at=NIGHT)

    with CaptureQueriesContext(connection) as asked:
        emergencies.call_out_all([case], at=NIGHT)

    assert len(asked) == 0


def test_the_duty_officer_takes_the_call_and_the_work(town: Town) -> None:
    on_duty(town, "li")
    case = called(town)

    emergencies.answer_call(case, by=person("li"), at=NIGHT + 2 * MINUTE)

    entry = case.history.get(action="answer_call")
    assert call_clock(case).state == ClockState.MET
    assert case.legs.get().assignee == town.people["li"]
    assert (entry.by, entry.department.code, entry.data["given"]) == (town.people["li"], "roads", True)
    assert fresh(case).step == case.step


def test_an_answer_after_the_limit_is_late(town: Town) -> None:
    on_duty(town, "li")
    case = called(town)

    emergencies.answer_call(case, by=person("li"), at=NIGHT + HOUR)

    assert call_clock(case).state == ClockState.MISSED


def test_the_second_hears_who_has_taken_it(town: Town) -> None:
    on_duty(town, "li")
    on_duty(town, "lu", order=2)
    case = called(town)
    emergencies.answer_call(case, by=person("lu"), at=NIGHT)

    with pytest.raises(NoOpenCall, match="Lu has already taken the call"):
        emergencies.answer_call(case, by=person("li"), at=NIGHT)


def test_who_is_not_on_the_list_is_refused(town: Town) -> None:
    on_duty(town, "li")
    case = called(town)

    for name in ("lu", "deng", "ding"):
        with pytest.raises(NotAllowed, match="not on the call list of Roads Bureau"):
            emergencies.answer_call(case, by=person(name), at=NIGHT)


@pytest.mark.parametrize("name", ["he", "su", "west_su"])
def test_a_superior_may_take_any_call(town: Town, name: str) -> None:
    case = called(town)

    emergencies.answer_call(case, by=person(name), at=NIGHT)

    assert call_clock(case).state == ClockState.MET


def test_a_deputy_takes_the_call_of_an_officer_who_has_gone_meanwhile(town: Town) -> None:
    on_duty(town, "li")
    case = called(town)
    Absence.objects.create(
        user=town.people["li"], deputy=town.people["lu"], begins_at=NIGHT + MINUTE, ends_at=NIGHT + HOUR
    )

    assert [call.officers for call in emergencies.open_calls(person("lu"), at=NIGHT)] == []
    assert [call.officers for call in emergencies.open_calls(person("lu"), at=NIGHT + MINUTE)] == [[person("lu")]]
    with pytest.raises(NotAllowed):
        emergencies.answer_call(case, by=person("li"), at=NIGHT + MINUTE)
    emergencies.answer_call(case, by=person("lu"), at=NIGHT + MINUTE)


def test_an_officer_of_the_area_is_shown_the_case_for_a_day_and_gets_no_part(town: Town) -> None:
    on_duty(town, "passer", area="west")
    case = called(town)
    assert not queries.visible_to(person("passer")).exists()

    emergencies.answer_call(case, by=person("passer"), at=NIGHT)

    share = case.shares.get()
    assert (share.user, share.until) == (town.people["passer"], NIGHT + 24 * HOUR)
    assert case.legs.get().assignee is None


def test_open_calls_are_those_one_may_answer_the_longest_ringing_first(town: Town) -> None:
    on_duty(town, "li")
    second, first = called(town, NIGHT + MINUTE), called(town)

    calls = emergencies.open_calls(person("li"), at=NIGHT + HOUR)

    assert [call.case for call in calls] == [first, second]
    assert emergencies.open_calls(person("deng"), at=NIGHT + HOUR) == []


def test_many_calls_are_asked_for_with_as_few_queries_as_one(town: Town) -> None:
    on_duty(town, "li")
    called(town)
    li = person("li")
    emergencies.open_calls(li, at=NIGHT)  # what a request remembers of a person is remembered

    counts = []
    for _call in range(2):
        with CaptureQueriesContext(connection) as asked:
            emergencies.open_calls(li, at=NIGHT)
        counts.append(len(asked))
        called(town)
    assert counts[0] == counts[1] <= 4


def test_a_person_finds_the_case_of_a_call_by_its_number_only_while_it_rings(town: Town) -> None:
    on_duty(town, "li")
    case = called(town)

    assert emergencies.call_of(person("li"), case.number, at=NIGHT) == case
    with pytest.raises(Refusal):
        emergencies.call_of(person("deng"), case.number, at=NIGHT)
    emergencies.answer_call(case, by=person("li"), at=NIGHT)
    with pytest.raises(NoOpenCall, match="already taken"):
        emergencies.call_of(person("li"), case.number, at=NIGHT)


def test_a_case_sent_by_hand_rings_as_well(town: Town) -> None:
    case = a_routed_case(town, category="litter", at=NIGHT)
    Case.unscoped.filter(pk=case.pk).update(urgent=True)
    case = fresh(case)
    dispatch.dispatch(case, to=town.departments["clean"], by=person("ding"), at=NIGHT)

    assert call_clock(case).leg == case.legs.get()


@pytest.mark.django_db(transaction=True)
def test_of_four_who_answer_at_once_one_has_it(transactional_db: None) -> None:
    town = urgent_town(build_town())
    for order, name in enumerate(("li", "lu", "he"), 1):
        on_duty(town, name, order=order)
    case = called(town)
    names = ("li", "lu", "he", "su")

    def answer(i: int) -> Any:
        try:
            return emergencies.answer_call(fresh(case), by=person(names[i]), at=NIGHT)
        except NoOpenCall as refusal:
            return refusal

    answers = at_once(4, answer)

    assert sum(isinstance(answer, NoOpenCall) for answer in answers) == 3
    assert case.history.filter(action="answer_call").count() == 1
    assert Leg.objects.filter(case=case).count() == 1
