"""An emergency at night in a browser: the head plans the duty, the officer's phone shows the call, one tap takes it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from cases import chores
from departments.models import Absence, Shift, User
from grids.city import city_day
from tests.builders import HOUR
from tests.cases.test_emergencies import called, urgent_town
from tests.city import Town
from tests.journeys.conftest import Walk, in_chinese

pytestmark = pytest.mark.browser


def plan(town: Town) -> None:
    """Li and Lu are on call for Roads, Shi for the city, and He is away from tomorrow on."""
    now, roads = chores.now(), town.departments["roads"]
    for order, name in enumerate(("li", "lu"), 1):
        person = town.people[name]
        Shift.objects.create(
            user=person, department=roads, begins_at=now - HOUR, ends_at=now + 9 * HOUR, duty_officer=True,
            call_order=order,
        )  # fmt: skip
    Shift.objects.create(
        user=town.people["shi"], area=town.areas["city"], begins_at=now - HOUR, ends_at=now + HOUR, duty_officer=True
    )
    Absence.objects.create(
        user=town.people["he"], deputy=town.people["lu"], begins_at=now + 24 * HOUR, ends_at=now + 60 * HOUR
    )
    User.objects.filter(username="li").update(phone="0871 555 0101")


@in_chinese
def test_the_duty_is_planned_and_a_call_is_taken_from_a_phone(walk: Walk, town: Town) -> None:
    urgent_town(town)
    plan(town)
    case = called(town, chores.now() - timedelta(minutes=4))
    if not case.clocks.filter(kind="call").exists():  # it is office time where the test runs
        case = called(town)

    head = walk.page_of("he")
    head.goto(f"{walk.site}/desk/roster/")
    walk.look(head, "roster")
    tomorrow = city_day(timezone.now()) + timedelta(days=1)
    head.select_option("#shift_user", str(town.people["he"].pk))
    head.fill("#shift_begins_at", f"{tomorrow}T20:00")
    head.fill("#shift_ends_at", f"{tomorrow}T19:00")
    with head.expect_navigation():
        head.locator("#shift .button-primary").click()
    walk.look(head, "roster-refused")
    head.fill("#shift_ends_at", f"{tomorrow + timedelta(days=1)}T08:00")
    head.locator("#shift .button-primary").click()
    expect(head.locator(".notice-ok")).to_be_visible()

    officer = walk.page_of("li")
    officer.goto(f"{walk.site}/desk/calls/")
    walk.look(officer, "calls")
    officer.set_viewport_size({"width": 390, "height": 844})
    officer.click(f"#call-{case.number} .button-call")
    expect(officer.locator("[data-case-number]")).to_have_text(case.number)
    expect(officer.locator(".notice-ok")).to_be_visible()
    officer.goto(f"{walk.site}/desk/calls/")
    walk.look(officer, "calls-none")

    assert case.legs.get().assignee == town.people["li"]
    assert not walk.faults
