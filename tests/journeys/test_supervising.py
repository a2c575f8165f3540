"""A supervisor at the board: from a number to its cases, and acting on them; the wall by a link; keys alone."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from cases import chores, escalation, handling, urging
from cases.models import Case, HistoryEntry, Request, Status
from tests.builders import a_case, a_routed_case, fresh
from tests.city import Town
from tests.journeys.conftest import Walk, in_chinese, in_english, keep_rules

DAY = timedelta(days=1)
SCREEN = {"width": 1920, "height": 1080}
# Texts of cards that run out of them, and the smallest letters of the page in pixels.
CUT_OFF = """() => [...document.querySelectorAll(".card-body")]
    .filter((box) => box.scrollHeight > box.clientHeight + 2).map((box) => box.textContent.trim().slice(0, 40))"""
SMALLEST = """() => Math.min(...[...document.querySelectorAll("main *")]
    .filter((one) => !one.closest("svg"))
    .filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()))
    .map((one) => parseFloat(getComputedStyle(one).fontSize)))"""


def a_busy_town(town: Town) -> tuple[Case, Case]:
    """Return two late cases of the roads bureau; around them others at every stage."""
    at = chores.now()
    late = [a_case(town, Status.HANDLING, at=at - 20 * DAY, cell=cell) for cell in (1, 2)]
    a_case(town, Status.CLOSED, at=at - 3 * DAY)
    a_routed_case(town, at=at - DAY, category="lamp")
    escalation.raise_due_alarms(at=at)
    return late[0], late[1]


def tick(page: Page, case: Case) -> None:
    page.locator(f"tr[data-number='{case.number}'] input[type=checkbox]").check()


def look_at_the_screen(wall: Page, walk: Walk) -> None:
    """Look at a big screen: nothing is cut off, no letter is smaller than 14 px, no rule of axe broken."""
    walk.take_picture(wall, "supervising-wall-1920")
    assert wall.evaluate(CUT_OFF) == []
    assert wall.evaluate(SMALLEST) >= 14
    keep_rules(wall)


def press(page: Page, act: str, **said: str) -> None:
    """Open the form of an act, fill it in and send it; wait for the result."""
    form = page.locator(f"details:has(button[value={act}])")
    form.locator("summary").click()
    for name, value in said.items():
        field = form.locator(f"[name={act}-{name}]")
        field.select_option(value) if field.evaluate("box => box.tagName") == "SELECT" else field.fill(value)
    page.locator("#board-list > *").first.evaluate("list => { list.dataset.before = '' }")
    with page.expect_response("**/desk/board/act/**"):
        form.locator(f"button[value={act}]").click()
    expect(page.locator("#board-list [data-before]")).to_have_count(0)  # what is ticked next is in the new list
    expect(page.locator("#board-results .outcomes")).to_be_visible()


def test_a_supervisor_goes_from_a_number_to_its_cases_and_acts_on_them(walk: Walk, town: Town) -> None:
    first, second = a_busy_town(town)
    page = walk.page_of("su")
    page.goto(f"{walk.site}/desk/board/")
    walk.look(page, "supervising-board")
    with page.expect_navigation():
        page.locator("a.kpi-late").first.click()
    expect(page.locator(f"tr[data-number='{first.number}']")).to_be_visible()
    page.go_back()

    tick(page, first)
    tick(page, second)
    press(page, "urge", note="The school opens tomorrow.")
    expect(page.locator("#board-results .tag-closed")).to_have_count(2)
    assert HistoryEntry.objects.filter(action="urge").count() == 2

    tick(page, first)
    press(page, "supervise", note="Say when it is done.", hours="8")
    request = Request.objects.get(case=first, kind=Request.Kind.SUPERVISION)
    assert request.due_at is not None

    tick(page, second)
    press(page, "reassign", to=str(town.departments["lamps"].pk), note="The pole is theirs.")
    assert fresh(second).host == town.departments["lamps"]

    tick(page, first)
    press(page, "urge", note="Once more, please.")
    expect(page.locator("#board-results .tag-declined")).to_have_count(1)  # urged a short while ago
    expect(page.locator("[name=urge-note]")).to_have_value("Once more, please.")
    walk.look(page, "supervising-refused")
    urging.reply(fresh(first), by=town.people["li"], at=chores.now(), note="On Friday.")
    assert walk.faults == []


@in_chinese
def test_the_wall_opens_by_its_link_without_signing_in_and_follows(
    walk: Walk, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _second = a_busy_town(town)
    page = walk.page_of("su")
    page.goto(f"{walk.site}/desk/board/links/")
    page.fill("[name=name]", "Hall")
    page.select_option("select[name=language]", walk.language)
    page.locator("form:has([name=name]) button").click()
    address = page.locator(".private-link").inner_text()
    walk.look(page, "supervising-links")

    wall = walk.page_of()  # another browser, in which nobody is signed in
    wall.clock.install()
    wall.set_viewport_size(SCREEN)
    wall.goto(walk.site + "/wall/" + address.partition("/wall/")[2])
    expect(wall.locator("html")).to_have_attribute("lang", walk.language)
    stages = wall.locator("[aria-labelledby=w-stages] li .num")
    handling_before = int(stages.nth(4).inner_text())
    look_at_the_screen(wall, walk)
    assert wall.context.cookies() == []

    handling.finish(first, by=town.people["li"], at=chores.now(), note="Filled.")
    wall.clock.fast_forward(5000)
    expect(stages.nth(4)).to_have_text(str(handling_before - 1))

    wall.context.set_offline(True)
    wall.clock.fast_forward(21_000)
    expect(wall.locator("[data-state]")).not_to_be_empty()
    wall.context.set_offline(False)
    expect(wall.locator("[data-state]")).to_be_empty()

    wall.evaluate("() => { window.isOld = true }")
    monkeypatch.setattr("cases.views.wall.release", lambda: "the next one")  # a deploy
    wall.clock.fast_forward(5000)
    wall.wait_for_function("() => !window.isOld")
    wall.wait_for_load_state()  # what asks for news stands again

    with page.expect_navigation():
        page.locator("form[action*='/links/'] .button-danger").click()
    expect(page.locator("form[action*='/links/'] .button-danger")).to_have_count(0)
    wall.clock.fast_forward(5000)
    expect(wall.locator("[data-state]")).not_to_be_empty()
    expect(wall.locator("[data-part]")).to_be_empty()
    assert walk.faults == []


@in_english
def test_an_alarm_is_taken_with_the_keyboard_alone(walk: Walk, town: Town) -> None:
    first, _second = a_busy_town(town)
    page = walk.page_of("su")
    page.goto(f"{walk.site}/desk/board/?list=alarm")
    box = page.locator(f"tr[data-number='{first.number}'] input")
    while not box.evaluate("box => box === document.activeElement"):
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(box).to_be_checked()
    button = page.locator("button[name=do][value=acknowledge]")
    while not button.evaluate("one => one === document.activeElement"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#board-results .tag-closed")).to_have_count(1)
    expect(page.locator(f"#board-list tr[data-number='{first.number}']")).to_have_count(0)


@in_chinese
def test_the_board_works_without_scripts(walk: Walk, town: Town) -> None:
    first, _second = a_busy_town(town)
    page = walk.page_of("su", scripts=False)
    page.goto(f"{walk.site}/desk/board/?area=990101")
    tick(page, first)
    form = page.locator("details:has(button[value=urge])")
    form.locator("summary").click()
    form.locator("textarea").fill("The school opens tomorrow.")
    form.locator("button[value=urge]").click()

    expect(page.locator("#board-results .tag-closed")).to_have_count(1)
    assert "area=990101" in page.url


@in_english
def test_ticked_cases_and_words_stay_while_the_numbers_follow(walk: Walk, town: Town) -> None:
    first, second = a_busy_town(town)
    page = walk.page_of("su")
    page.clock.install()
    page.goto(f"{walk.site}/desk/board/")
    tick(page, second)
    late = page.locator("a.kpi").first.locator(".kpi-value")
    before = int(late.inner_text())

    handling.finish(first, by=town.people["li"], at=chores.now(), note="Filled.")

    page.clock.fast_forward(5000)
    expect(late).to_have_text(str(before - 1))
    expect(page.locator("[data-live-news=board-list]")).to_be_visible()
    expect(page.locator(f"tr[data-number='{second.number}'] input")).to_be_checked()
