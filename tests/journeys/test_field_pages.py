"""The officer's app to look at, in both languages, at three widths; by keyboard, without scripts, on a full phone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from cases import chores
from cases.models import Case, FieldTask, Status
from departments.models import Shift
from tests.builders import HOUR, a_case
from tests.city import OUTSIDE, Town, middle_of
from tests.journeys.conftest import LOCALES, Walk, in_chinese, in_english
from tests.journeys.phone import Phone
from tests.journeys.test_field import log_a_case, placed, shoot

pytestmark = pytest.mark.browser

# As posting.js notes it; a real post could be the worker's, which no test can hold back.
UNDER_WAY = """async () => {
  const row = (await fieldStore.all("outbox")).find(({ state }) => state === "waits");
  await fieldStore.put("copies", { name: "sending", id: row.id, at: Date.now() });
}"""


@pytest.fixture
def phone(
    chromium: Browser, town: Town, live_server: Any, language: str, settings: Any, tmp_path: Path
) -> Iterator[Phone]:
    settings.MEDIA_ROOT = tmp_path / "attachments"
    device = Phone(chromium, live_server.url, tmp_path / "phone", LOCALES[language])
    yield device
    device.close()


def a_day_of_work(town: Town) -> FieldTask:
    """A check near, one far, an own report that goes on, and a shift around now; return the far check."""
    at, wu = chores.now(), town.people["wu"]
    Shift.objects.create(user=wu, area=town.areas["west"], begins_at=at - HOUR, ends_at=at + HOUR)
    near, far = (a_case(town, Status.CHECKING, cell=cell, at=at) for cell in (1, 3))
    FieldTask.objects.update(officer=wu)
    FieldTask.objects.filter(case=near).update(due_at=at + HOUR)
    return far.tasks.get()


def test_every_view_fits_and_can_be_read(phone: Phone, walk: Walk, town: Town) -> None:
    task = a_day_of_work(town)
    phone.sign_in("wu")
    page = phone.page
    first = page.locator("[data-tasks] .case-card-title a").first
    expect(first).not_to_have_attribute("href", f"/field/tasks/{task.pk}/")  # due first, and yet farther away
    walk.look(page, "field-today")
    page.goto(f"{phone.site}/field/tasks/{task.pk}/")
    expect(page.locator("[data-task]")).to_be_visible()
    walk.look(page, "field-task")
    page.goto(f"{phone.site}/field/patrol/")
    page.locator("[data-begin]").click()
    expect(page.locator("[data-check-in]")).to_be_visible()
    walk.look(page, "field-patrol")
    phone.go("log/")
    shoot(page)
    page.locator("[data-code=E0110] [data-choose]").click()
    page.locator("[data-other-place] > summary").click()
    walk.look(page, "field-log")

    phone.context.set_geolocation({"longitude": OUTSIDE.lon, "latitude": OUTSIDE.lat, "accuracy": 12})
    log_a_case(phone, "Beyond the border.")
    phone.context.set_geolocation({"longitude": middle_of(1).lon, "latitude": middle_of(1).lat, "accuracy": 8})
    phone.go("outbox/")
    expect(page.locator("[data-row-state=needs]")).to_be_visible()
    phone.offline(True)
    log_a_case(phone, "A hole before the school.")
    phone.go("outbox/")
    expect(page.locator("[data-row-state=waits]")).to_be_visible()
    walk.look(page, "field-outbox")
    page.evaluate(UNDER_WAY)
    expect(page.locator("[data-row-state=waits][data-sending]")).to_be_visible()
    expect(page.locator("[data-count=waits][data-sending]")).to_be_visible()
    walk.take_picture(page, "field-outbox-sending")
    assert phone.faults == []


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until what is looked for has the focus."""
    for _press in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"the keyboard does not reach {selector}")


@in_english
def test_a_case_is_logged_by_keyboard_alone(phone: Phone, town: Town) -> None:
    phone.sign_in("wu")
    page = phone.go("log/")
    page.locator("[data-live-camera] video").evaluate(
        "(video) => video.videoWidth || new Promise((seen) => { video.onloadeddata = seen; })"
    )
    tab_to(page, "[data-live-camera] [data-shutter]")
    page.keyboard.press("Enter")
    expect(page.locator("[data-live-camera] [data-thumbs] img")).to_have_count(1)
    tab_to(page, "[data-search]")
    page.keyboard.type("litter")
    tab_to(page, "[data-code=E0110] [data-choose]")
    page.keyboard.press("Space")
    chosen = page.locator("[data-code=E0110] [data-choose]")
    expect(chosen).to_have_attribute("aria-pressed", "true")
    expect(chosen).to_be_focused()
    placed(page)
    tab_to(page, "[data-log] .field-send button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/field/")
    phone.go("outbox/")
    expect(page.locator("[data-list=sent] > li")).to_have_count(1)

    assert Case.unscoped.get().words == "Exposed litter"


# What the page reads of the phone before it draws the kinds, read twice over: by then it has drawn.
DRAWN_ANEW = """async () => {
  const held = document.activeElement;
  document.querySelector("[data-search]").dispatchEvent(new Event("input"));
  for (const _read of [1, 2, 3, 4, 5, 6]) await fieldStore.get("copies", "me");
  return held === document.activeElement;
}"""


@in_english
def test_kinds_that_are_drawn_anew_do_not_take_the_focus(phone: Phone, town: Town) -> None:
    phone.sign_in("wu")
    page = phone.go("log/")
    page.fill("[data-search]", "litter")
    expect(page.locator("[data-code]")).to_have_count(1)
    page.locator("[data-code=E0110] [data-choose]").focus()

    assert page.evaluate(DRAWN_ANEW)


@in_english
def test_a_full_phone_says_so_and_the_form_stays(phone: Phone, town: Town) -> None:
    phone.sign_in("wu")
    phone.close()
    phone.open()  # a browser that has written nothing yet asks anew how much it may
    held = phone.context.new_cdp_session(phone.page)  # the quota holds as long as this session lives
    held.send("Storage.overrideQuotaForOrigin", {"origin": phone.site, "quotaSize": 1})
    page = phone.go("log/")
    shoot(page)
    page.locator("[data-code=E0113] [data-choose]").click()
    page.fill("[data-log] [name=words]", "A hole.")
    placed(page)
    page.locator("[data-log] .field-send button").click()

    expect(page.locator("[data-full]")).to_be_visible()
    expect(page.locator("[data-log] [name=words]")).to_have_value("A hole.")
    assert phone.rows() == []


@in_chinese
def test_without_scripts_tasks_are_listed_and_a_case_is_logged(walk: Walk, town: Town) -> None:
    task = a_day_of_work(town)
    page = walk.page_of("wu", scripts=False)
    page.goto(f"{walk.site}/field/")
    expect(page.locator(f"[data-tasks] a[href='/desk/cases/{task.case.number}/']")).to_be_visible()
    page.goto(f"{walk.site}/field/log/")
    page.select_option(".field-plain [name=category]", "E0110")
    page.select_option(".field-plain [name=area]", str(town.areas["west street"].pk))
    page.fill(".field-plain [name=address]", "12 Lake Road")
    page.locator(".field-plain button").click()
    page.wait_for_url("**/field/")

    assert Case.unscoped.latest("pk").reports.get().by == town.people["wu"]
