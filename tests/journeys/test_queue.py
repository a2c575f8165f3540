"""The queue in a browser: by keyboard alone to a case and back, many at once with a refusal, two who take the next."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from cases import handling
from cases.models import Case, Leg, SavedView
from tests.builders import HOUR, a_routed_case
from tests.city import NOON, Town
from tests.journeys.conftest import Walk, in_chinese, in_english

pytestmark = pytest.mark.browser
CURRENT = "tr[aria-selected=true]"


@pytest.fixture
def waiting(town: Town) -> list[Case]:
    """Six parts of the roads bureau, the soonest first; Lu has the third."""
    cases = [a_routed_case(town, cell=1 + number % 2, at=NOON + number * HOUR) for number in range(6)]
    for number, case in enumerate(cases):
        Leg.objects.filter(case=case).update(due_at=NOON + timedelta(days=90) + number * HOUR)
        Case.unscoped.filter(pk=case.pk).update(address=f"{number + 7} School Lane", urgent=number == 1)
    handling.assign(cases[2], to=town.people["lu"], by=town.people["lu"], at=NOON)
    return cases


def press(page: Page, *keys: str) -> None:
    """Press keys on a page that hears them: its scripts have run once it is loaded."""
    page.wait_for_load_state()
    for key in keys:
        page.keyboard.press(key)


def row(case: Case) -> str:
    return f"#row-{case.number}"


def test_a_person_works_by_keyboard_alone(walk: Walk, town: Town, waiting: list[Case]) -> None:
    page = walk.page_of("li")
    page.goto(f"{walk.site}/desk/queue/")
    walk.look(page, "queue")
    tick, title = (page.locator(f"{row(waiting[0])} {cell}").bounding_box() or {} for cell in (".tick", ".title"))
    assert title["x"] - tick["x"] < 100  # nothing stands between a case and its tick

    press(page, "j", "j", "?")
    expect(page.locator("dialog[data-keys]")).to_be_visible()
    walk.look(page, "keys")
    press(page, "Escape", "c")  # the second row, without a tick: taken at once, and one is back at it
    expect(page.locator(f"{row(waiting[1])} .who")).to_have_text(re.compile("li", re.IGNORECASE))
    expect(page.locator(CURRENT)).to_have_attribute("data-number", waiting[1].number)

    press(page, "o")
    expect(page.locator("[data-case-number]")).to_have_text(waiting[1].number)
    walk.look(page, "case")
    press(page, "j")  # the next in this list
    expect(page.locator("[data-case-number]")).to_have_text(waiting[2].number)
    press(page, "l")
    expect(page.locator(CURRENT)).to_have_attribute("data-number", waiting[2].number)
    press(page, "k", "k", "e")  # to finish needs words: they are asked on the case's own page
    expect(page.locator("[data-case-number]")).to_have_text(waiting[0].number)
    page.go_back()
    expect(page.locator(CURRENT)).to_have_attribute("data-number", waiting[0].number)
    assert not walk.faults


@in_chinese
def test_many_are_moved_one_is_refused_and_all_is_taken_back(walk: Walk, town: Town, waiting: list[Case]) -> None:
    page = walk.page_of("li")
    page.goto(f"{walk.site}/desk/queue/?area=990101&group=person&due=late")
    walk.look(page, "queue-empty-for-its-filters")
    page.goto(f"{walk.site}/desk/queue/?group=person&state=gone&urgent=")
    press(page, "j", "x", "j", "x")
    page.locator(f"{row(waiting[2])} input").check()
    walk.look(page, "queue-ticked-and-grouped")

    press(page, "c")
    expect(page.locator(".bulk-form")).to_be_visible()
    assert not Leg.objects.filter(assignee=town.people["li"]).exists()
    walk.look(page, "bulk-before")
    press(page, "y")
    expect(page.locator("#bulk .due-ok").first).to_be_visible()
    assert Leg.objects.filter(assignee=town.people["li"]).count() == 2
    walk.look(page, "bulk-result")
    with page.expect_navigation():
        press(page, "z")
    expect(page.locator("#bulk a").last).to_be_visible()
    assert not Leg.objects.filter(assignee=town.people["li"]).exists()
    assert not walk.faults


@in_english
def test_two_take_the_next_and_one_sees_what_the_other_did(walk: Walk, town: Town, waiting: list[Case]) -> None:
    li, lu = walk.page_of("li"), walk.page_of("lu")
    lu.clock.install()
    for page in (li, lu):
        page.goto(f"{walk.site}/desk/queue/")
    lu.locator(f"{row(waiting[0])} input").check()  # a tick: this list is not swapped under Lu's hand

    press(li, "t")
    expect(li.locator("[data-case-number]")).to_have_text(waiting[0].number)
    lu.clock.fast_forward(5000)
    expect(lu.locator(f"{row(waiting[0])}.stale .stale-note")).not_to_be_empty()
    walk.look(lu, "queue-stale")
    expect(lu.locator(f"{row(waiting[0])} input")).to_be_checked()
    lu.locator("[data-key=t]").click()
    expect(lu.locator("[data-case-number]")).to_have_text(waiting[1].number)

    SavedView.objects.create(name="Mornings", owner=town.people["lu"], filters={"state": "sent", "area": "990101"})
    lu.goto(f"{walk.site}/desk/views/")
    walk.look(lu, "views")
    assert not walk.faults


@in_chinese
def test_everything_is_done_without_scripts(walk: Walk, town: Town, waiting: list[Case]) -> None:
    page = walk.page_of("li", scripts=False)
    page.goto(f"{walk.site}/desk/queue/")
    page.select_option("#f_area", "990101")
    page.locator(".queue-filters .actions button").click()
    expect(page.locator("tr[data-number]")).to_have_count(3)

    page.locator("summary", has=page.locator("use[href$='#bookmark']")).click()
    page.fill("#view_name", "School Lane")
    page.locator(".fold-body button").click()
    expect(page.locator(".tabs [aria-current]")).to_contain_text("School Lane")
    page.goto(f"{walk.site}/desk/views/")
    expect(page.locator(".view")).to_have_count(1)

    page.goto(f"{walk.site}/desk/queue/?area=990101")
    for box in page.locator("[name=case]").all():
        box.check()
    page.locator("button[value=take]").click()
    page.locator(".bulk-form button").click()
    expect(page.locator("#bulk .due-late")).to_have_count(2)  # Lu's, in the sum and in its row
    assert Leg.objects.filter(assignee=town.people["li"]).count() == 2
