"""From the public form to the rating, by every role, in both languages. Driven by names and marks, never by words."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from cases.models import Case, Rating, Status
from tests.city import Town
from tests.journeys.conftest import Walk, in_chinese

pytestmark = pytest.mark.browser


def set_pin(form: Locator) -> None:
    """Click a little south-west of the middle, which is the corner where the town's four cells meet."""
    board = form.locator("[data-map]")
    board.scroll_into_view_if_needed()
    expect(board).to_have_attribute("data-drawn", "1")
    box = board.bounding_box()
    assert box
    board.click(position={"x": box["width"] / 2 - 16, "y": box["height"] / 2 + 16})
    # The map waits a moment, for it might become a double click.
    expect(form.locator("input[name=lon]")).not_to_have_value("")


def report_by_map(walk: Walk, photo: dict[str, Any]) -> str:
    """Tell of a hole with the pin, words and a photo; return the address of the private page."""
    page = walk.page_of()
    page.goto(f"{walk.site}/")
    walk.look(page, "home")
    page.locator("a[href$='/report/photos/']").first.click()
    page.set_input_files("[name=photos]", photo)
    page.locator("[name=remove]").wait_for()
    go_on(page)
    set_pin(page.locator("form.report-form"))
    go_on(page)
    road = page.locator("[name=category][value=E0113]").first
    if not road.is_visible():  # not among what is often reported
        page.locator("details:has([value=E0113]) > summary").click()
    road.check()
    go_on(page)
    if page.url.endswith("/questions/"):  # the demo city asks, the town does not
        page.locator("fieldset").first.locator("input").first.check()
        go_on(page)
    page.fill("[name=words]", "A deep hole in front of the school, call 13800001234.")
    go_on(page)
    if page.url.endswith("/nearby/"):
        go_on(page)
    page.fill("[name=name]", "Wang Fang")
    page.fill("[name=email]", "wang@example.org")
    go_on(page)
    walk.look(page, "report-check")
    page.click("[data-send]")
    page.wait_for_url("**/report/thanks/**")
    walk.look(page, "thanks")
    return page.locator("#private-link").get_attribute("href") or ""


def go_on(page: Page) -> None:
    """Press the button of a page of the report and wait for the next one."""
    with page.expect_navigation():
        page.click("[data-go]")


def open_case(walk: Walk, person: str, desk: str, number: str, name: str = "") -> Page:
    """Go to the person's place of work, find the case in the list there, and open its own page."""
    page = walk.page_of(person, alone=True)
    page.goto(f"{walk.site}/desk/{desk}/")
    if name:
        walk.look(page, name)
    expect(page.locator(f"main a[href*='/{number}/']").first).to_be_visible()
    page.goto(f"{walk.site}/desk/cases/{number}/")
    expect(page.locator("[data-case-number]")).to_have_text(number)
    return page


def unfold(page: Page, action: str) -> Locator:
    """Return the form of a move, opened if it stands folded among the rarer ones."""
    folded = page.locator(f"details:not([open]):has(form[data-move={action}]) > summary")
    if folded.count():
        folded.click()
    return page.locator(f"form[data-move={action}]")


def make(page: Page, action: str, note: str = "", photo: dict[str, Any] | None = None, **choices: str) -> None:
    """Make a move with its own form on the case page."""
    form = unfold(page, action)
    if note:
        form.locator("[name=note]").fill(note)
    for field, choice in choices.items():
        form.locator(f"[name={field}]").select_option(choice)
    if photo:
        form.locator("[name=shown]").set_input_files(photo)
    with page.expect_navigation():
        form.locator("button:not([type=button])").last.click()


def status_of(case: Case) -> str:
    return Case.unscoped.values_list("status", flat=True).get(pk=case.pk)


def test_a_hole_is_reported_filled_checked_closed_and_judged(
    walk: Walk, town: Town, work: Callable[[], None], a_photo: dict[str, Any]
) -> None:
    private = report_by_map(walk, a_photo)
    work()
    case = Case.unscoped.get()
    assert status_of(case) == Status.DISPATCHED

    li = open_case(walk, "li", "queue", case.number, "queue")
    walk.look(li, "case-sent")
    make(li, "accept")
    make(li, "finish", "Filled and rolled.", a_photo)
    work()
    assert status_of(case) == Status.CHECKING

    officer = case.tasks.get().officer.username
    check = open_case(walk, officer, "checks", case.number, "checks")
    walk.look(check, "case-to-check")
    make(check, "pass_check", "Even again.", a_photo)
    shi = open_case(walk, "shi", "closing", case.number, "closing")
    make(shi, "close")
    walk.look(shi, "case-closed")
    work()
    assert status_of(case) == Status.CLOSED

    citizen = walk.page_of()
    citizen.goto(f"{walk.site}{private}")
    walk.look(citizen, "track-to-rate")
    citizen.check("[name=solved][value=yes]")
    citizen.check("[name=stars][value='5']")
    with citizen.expect_navigation():
        citizen.locator("form:has([name=solved]) button").click()
    expect(citizen.locator("[name=solved]")).to_have_count(0)
    walk.look(citizen, "track-rated")
    assert Rating.objects.get().stars == 5
    citizen.goto(f"{walk.site}/cases/")
    walk.look(citizen, "public-cases")
    with citizen.expect_navigation():
        citizen.locator(f"a[href$='/cases/{case.number}/']").click()
    expect(citizen.locator("body")).not_to_contain_text("13800001234")
    walk.look(citizen, "public-case")

    supervisor = walk.page_of("su")
    supervisor.goto(f"{walk.site}/desk/board/")
    walk.look(supervisor, "board")
    supervisor.goto(f"{walk.site}/desk/board/wall/")
    walk.look(supervisor, "wall")
    assert walk.faults == []


@in_chinese
def test_an_unsure_report_is_filed_sent_reworked_and_opened_again_by_people(
    walk: Walk, town: Town, work: Callable[[], None]
) -> None:
    page = walk.page_of()
    page.goto(f"{walk.site}/report/place/")
    page.locator(".report-other > summary").click()
    page.select_option("[name=area]", str(town.areas["west street"].pk))
    page.fill("[name=address]", "12 Lake Road")
    with page.expect_navigation():
        page.press("[name=address]", "Enter")
    page.check("[name=category][value=unsure]")
    go_on(page)
    page.fill("[name=words]", "Bags of rubbish beside the road.")
    go_on(page)
    go_on(page)
    go_on(page)
    page.click("[data-send]")
    page.wait_for_url("**/report/thanks/**")
    private = page.locator("#private-link").get_attribute("href")
    work()
    case = Case.unscoped.get()

    an = open_case(walk, "an", "acceptance", case.number, "acceptance")
    walk.look(an, "case-to-accept")
    set_pin(unfold(an, "place"))
    make(an, "place", category=str(town.categories["litter"].pk))
    work()
    assert status_of(case) == Status.FILED

    ding = open_case(walk, "ding", "dispatch", case.number, "dispatch")
    walk.look(ding, "case-to-dispatch")
    make(ding, "dispatch", to=str(town.departments["clean"].pk))
    qing = open_case(walk, "qing", "queue", case.number)
    make(qing, "accept")
    make(qing, "finish", "Taken away.")
    work()
    officer = case.tasks.get().officer.username
    check = open_case(walk, officer, "checks", case.number)
    make(check, "rework", "Half of it is still here.")
    qing = open_case(walk, "qing", "queue", case.number)
    walk.look(qing, "case-reworked")
    make(qing, "finish", "All of it is gone.")
    work()
    make(open_case(walk, officer, "checks", case.number), "pass_check")
    make(open_case(walk, "shi", "closing", case.number), "close")
    assert status_of(case) == Status.CLOSED

    page.goto(f"{walk.site}{private}")
    page.check("[name=solved][value=no]")
    form = page.locator("form:has([name=solved])")
    with page.expect_navigation():
        form.locator("button").click()
    walk.look(page, "track-says-why")
    page.fill("[name=words]", "It is back on the other side.")
    with page.expect_navigation():
        form.locator("button").click()
    assert status_of(case) == Status.FILED
    assert walk.faults == []
