"""A supervisor at the board of dead letters, in both languages and at both widths; its buttons need no scripts."""

import pytest
from playwright.sync_api import expect

from cases import chores
from cases.models import Checkup, Notice
from tests.builders import a_routed_case
from tests.cases.test_dead_letters import a_dead_letter, a_dead_notice
from tests.city import Town
from tests.journeys.conftest import Walk, in_english

pytestmark = pytest.mark.browser


@in_english
def test_a_supervisor_has_given_up_letters_tried_again(town: Town, walk: Walk) -> None:
    for _ in range(2):
        a_dead_notice(a_routed_case(town))
    a_dead_letter(a_routed_case(town))
    a_dead_notice(a_routed_case(town), topic="route", kind="", error="ValueError: a cell without an outline")
    Checkup.objects.create(code="R3", at=chores.now(), found=4, breach=True)
    page = walk.page_of("su")
    page.goto(f"{walk.site}/desk/dead-letters/")
    walk.look(page, "dead-letters")

    page = walk.page_of("west_su", scripts=False)
    page.goto(f"{walk.site}/desk/dead-letters/")
    page.click("[data-heap=notice-closed] .card-head button")
    expect(page.locator("[data-heap=notice-closed]")).to_have_count(0)
    page.click("[data-heap=letter-mail] td button")
    expect(page.locator("[data-heap]")).to_have_count(1)

    assert Notice.objects.filter(dead_at__isnull=False, done_at=None).count() == 1
    assert walk.faults == []
