"""The demo's roster: somebody has the duty in every night around, and a second plan changes nothing."""

from datetime import datetime, timedelta

from departments import roster
from departments.models import Absence, Shift
from govgrid.demo.duty import plan_duty
from tests.builders import HOUR
from tests.city import Town


def test_each_night_has_its_duty_officers(town: Town, noon: datetime) -> None:
    made = plan_duty(noon)

    for days in (-7, 0, 20):
        night = noon + timedelta(days=days) + 10 * HOUR
        assert roster.duty_officers(night, department_id=town.departments["roads"].pk)
        assert roster.duty_officers(night, area_path=town.cells[1].path) == [town.people["shi"]]
    assert Shift.objects.count() == made > 0


def test_one_person_is_away_and_has_a_deputy(town: Town, noon: datetime) -> None:
    plan_duty(noon)

    absence = Absence.objects.get()
    assert roster.standing_in([absence.user], noon) == [absence.deputy]


def test_a_second_plan_changes_nothing(town: Town, noon: datetime) -> None:
    plan_duty(noon)

    assert plan_duty(noon) == 0


def test_officers_are_on_duty_by_day_and_on_nobodys_call_list(town: Town, noon: datetime) -> None:
    plan_duty(noon)

    wu = Shift.objects.filter(user=town.people["wu"], begins_at__lte=noon, ends_at__gt=noon).get()
    assert (wu.area, wu.duty_officer) == (town.areas["west"], False)
    assert roster.duty_officers(noon, area_path=town.cells[1].path) == []
