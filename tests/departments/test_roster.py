"""Who is there: deputies along their chain, people on shift, and the call list of the hour."""

from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from departments import roster
from departments.models import Absence, Posting, Shift
from tests.builders import HOUR
from tests.city import NOON, Town


def away(town: Town, name: str, deputy: str | None = None, *, begins: datetime = NOON - HOUR) -> Absence:
    person = town.people[deputy] if deputy else None
    return Absence.objects.create(user=town.people[name], deputy=person, begins_at=begins, ends_at=begins + 8 * HOUR)


def on_duty(town: Town, name: str, *, department: str = "", area: str = "", **more: Any) -> Shift:
    given: dict[str, Any] = {"begins_at": NOON - HOUR, "ends_at": NOON + HOUR, "duty_officer": True, **more}
    return Shift.objects.create(
        user=town.people[name], department=town.departments.get(department), area=town.areas.get(area), **given
    )


def names(people: list[Any]) -> list[str]:
    return [person.username for person in people]


def there_for(town: Town, *asked: str, at: datetime = NOON) -> list[str]:
    return names(roster.standing_in([town.people[name] for name in asked], at))


def test_whoever_is_there_stands_in_for_nobody(town: Town) -> None:
    assert there_for(town, "lu", "li") == ["lu", "li"]


def test_the_deputy_of_the_absence_comes_before_that_of_the_posting(town: Town) -> None:
    Posting.objects.filter(user=town.people["li"]).update(deputy=town.people["he"])
    absence = away(town, "li", "lu")

    assert there_for(town, "li") == ["lu"]
    absence.deputy = None
    absence.save()
    assert there_for(town, "li") == ["he"]


def test_a_deputy_who_is_away_is_replaced_by_the_deputys_deputy(town: Town) -> None:
    away(town, "he", "li")
    away(town, "li", "lu")

    assert there_for(town, "he") == ["lu"]


def test_a_circle_of_deputies_who_are_all_away_leaves_nobody(town: Town) -> None:
    away(town, "li", "lu")
    away(town, "lu", "li")

    assert there_for(town, "li", "lu", "he") == ["he"]


def test_a_circle_ends_at_the_first_who_is_there(town: Town) -> None:
    away(town, "he", "li")
    away(town, "li", "he")
    away(town, "li", "lu", begins=NOON)  # the later absence names another deputy

    assert there_for(town, "he") == ["lu"]


def test_one_deputy_of_two_people_appears_once(town: Town) -> None:
    away(town, "he", "lu")
    away(town, "li", "lu")

    assert there_for(town, "he", "li", "lu") == ["lu"]


def test_an_account_that_is_closed_is_nobodys_deputy(town: Town) -> None:
    town.people["lu"].is_active = False
    town.people["lu"].save()
    away(town, "li", "lu")

    assert there_for(town, "li") == []


def test_an_absence_that_begins_between_asking_and_firing_counts(town: Town) -> None:
    away(town, "li", "lu", begins=NOON)

    assert there_for(town, "li", at=NOON - HOUR) == ["li"]
    assert there_for(town, "li", at=NOON) == ["lu"]
    assert there_for(town, "li", at=NOON + 8 * HOUR) == ["li"]
    assert roster.is_away(town.people["li"], NOON)
    assert not roster.is_away(town.people["li"], NOON + 8 * HOUR)


def test_a_posting_that_is_over_lends_no_deputy(town: Town) -> None:
    Posting.objects.filter(user=town.people["li"]).update(deputy=town.people["lu"], valid_to=NOON.date())
    away(town, "li")

    assert there_for(town, "li") == []


@pytest.mark.parametrize("people", [["li"], ["li", "lu", "he", "deng", "qing"]])
def test_a_batch_costs_two_queries_at_most(town: Town, people: list[str]) -> None:
    away(town, "li", "lu")
    away(town, "lu", "he")
    there_for(town, "li")  # the city is remembered

    with CaptureQueriesContext(connection) as asked:
        there_for(town, *people)

    assert len(asked) <= 2


def test_on_shift_are_those_of_the_hour_who_are_not_away(town: Town) -> None:
    on_duty(town, "li", department="roads", duty_officer=False)
    on_duty(town, "lu", department="roads", duty_officer=False)
    on_duty(town, "he", department="roads", begins_at=NOON + HOUR, ends_at=NOON + 2 * HOUR)
    on_duty(town, "deng", department="lamps")
    away(town, "lu", "he")

    assert names(roster.on_shift(NOON, department_id=town.departments["roads"].pk)) == ["li"]


def test_the_call_list_is_the_departments_in_the_order_of_calling(town: Town) -> None:
    on_duty(town, "lu", department="roads", call_order=2)
    on_duty(town, "li", department="roads", call_order=1)
    on_duty(town, "he", department="roads", duty_officer=False)
    on_duty(town, "su", area="city")
    roads, cell = town.departments["roads"].pk, town.cells[1].path

    assert names(roster.duty_officers(NOON, department_id=roads, area_path=cell)) == ["li", "lu"]
    assert names(roster.call_list(NOON, department_id=roads, area_path=cell)) == ["li", "lu", "su"]


def test_without_an_officer_of_the_department_the_nearest_area_is_called(town: Town) -> None:
    on_duty(town, "su", area="city")
    on_duty(town, "west_su", area="west")
    lamps = town.departments["lamps"].pk

    assert names(roster.duty_officers(NOON, department_id=lamps, area_path=town.cells[1].path)) == ["west_su"]
    assert names(roster.duty_officers(NOON, department_id=lamps, area_path=town.cells[2].path)) == ["su"]
    assert names(roster.duty_officers(NOON, area_path=town.areas["city"].path)) == ["su"]
    assert roster.duty_officers(NOON + HOUR, department_id=lamps, area_path=town.cells[1].path) == []


def test_an_officer_who_is_away_is_replaced_and_one_without_a_deputy_is_passed_over(town: Town) -> None:
    on_duty(town, "li", department="roads", call_order=1)
    on_duty(town, "lu", department="roads", call_order=2)
    on_duty(town, "west_su", area="west")
    roads = {"department_id": town.departments["roads"].pk, "area_path": town.cells[1].path}
    away(town, "li", "he")
    away(town, "lu")

    assert names(roster.duty_officers(NOON, **roads)) == ["he"]
    away(town, "he")
    assert names(roster.duty_officers(NOON, **roads)) == ["west_su"]


def test_each_call_reaches_the_next_of_the_list_and_then_the_first_again(town: Town) -> None:
    on_duty(town, "li", department="roads", call_order=1)
    on_duty(town, "lu", department="roads", call_order=2)
    on_duty(town, "su", area="city")
    roads, cell = town.departments["roads"].pk, town.cells[1].path

    called = [names(roster.on_call(NOON, roads, cell, nth)) for nth in (1, 2, 3, 4)]

    assert called == [["li"], ["lu"], ["su"], ["li"]]
    assert roster.on_call(NOON + HOUR, roads, cell, 1) == []
