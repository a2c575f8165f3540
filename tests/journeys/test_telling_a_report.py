"""A report is told one question a page: with a photo, by the keyboard alone, and by pages without scripts."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from cases import confirming
from cases.models import AddressCode, Case, Report
from departments.models import CategoryQuestion, Stopper
from govgrid.lib.geo import Point
from grids.models import City
from tests.builders import a_routed_case
from tests.city import Town
from tests.journeys.conftest import Walk, in_chinese, in_english

pytestmark = pytest.mark.browser


@pytest.fixture
def asking(town: Town) -> Town:
    """The town asks two questions of road damage, and stops whoever smells gas."""
    road = town.categories["road"]
    choices = {"choices_en": ["Small", "Large"], "choices_zh": ["小", "大"]}
    for code, kind, more in (("size", "one_of", choices), ("since", "date", {})):
        CategoryQuestion.objects.create(
            category=road, code=code, kind=kind, required=code == "size", name_en=f"The {code}?", name_zh=f"{code}？",
            **more,
        )  # fmt: skip
    Stopper.objects.create(
        code="gas", words_en=["gas smell"], words_zh=["煤气味"], name_en="Gas can explode. Go outside and call.",
        name_zh="燃气可能爆炸。请到室外拨打电话。", call="119", hard=True, goes_on=False,
    )  # fmt: skip
    return town


def go_on(page: Page) -> None:
    with page.expect_navigation():
        page.click("[data-go]")


def by_keys(page: Page, target: str, *keys: str, at_most: int = 80) -> None:
    """Go to `target` with the Tab key, as one who has no mouse, and press `keys` there."""
    for _step in range(at_most):
        if page.evaluate("selector => document.activeElement?.matches(selector) ?? false", target):
            break
        page.keyboard.press("Tab")
    expect(page.locator(target).first).to_be_focused()
    for key in keys:
        page.keyboard.press(key)


def test_a_photo_first_a_danger_on_the_way_and_the_same_thing_offered(
    walk: Walk, asking: Town, a_photo: dict[str, Any]
) -> None:
    page = walk.page_of()
    page.goto(f"{walk.site}/report/")
    walk.look(page, "report-start")
    page.route("**/htmx*.js", lambda script: (page.set_input_files("[name=photos]", a_photo), script.continue_()))
    page.locator("a[href$='/report/photos/']").click()
    page.locator("[name=remove]").wait_for()  # the hand was quicker than the script, and its photo is taken in
    page.unroute("**/htmx*.js")
    page.route("**/report/photos/", lambda route: route.abort())
    page.set_input_files("[name=photos]", {**a_photo, "name": "huge.jpg", "buffer": bytes(10 * 2**20 + 1)})
    expect(page.locator("[data-photo-fault]")).to_contain_text("huge.jpg")  # told before it is on its way
    page.set_input_files("[name=photos]", {**a_photo, "name": "cut-off.jpg"})
    again = page.locator("[data-upload-again]")
    expect(again).to_be_focused()  # cut off: it is said, and the first one is still there
    expect(page.locator("[name=remove]")).to_have_count(1)
    page.unroute("**/report/photos/")
    with page.expect_response("**/report/photos/"):
        again.click()
    expect(again).to_be_hidden()
    walk.faults.clear()  # the browser notes the upload that was cut off
    walk.look(page, "report-photos")
    page.goto(f"{walk.site}/report/photos/")
    go_on(page)

    form = page.locator("form.report-form")
    form.locator("[data-map] canvas").first.wait_for()
    box = form.locator("[data-map]").bounding_box()
    assert box
    form.locator("[data-map]").click(position={"x": box["width"] / 2 - 16, "y": box["height"] / 2 + 16})
    expect(form.locator("input[name=lon]")).not_to_have_value("")
    at, north = form.locator("input[name=lon]").input_value(), form.locator("input[name=lat]").input_value()
    near = a_routed_case(asking, point=Point(float(at), float(north)))  # somebody else is quicker
    walk.look(page, "report-place")
    with page.expect_navigation():
        page.locator("[name=switch_to]").click()  # the other language, in the middle
    expect(page.locator("input[name=lon]")).to_have_value(at)
    with page.expect_navigation():
        page.locator("[name=switch_to]").click()
    go_on(page)

    page.fill("[name=q]", "破损" if walk.language != "en" else "road damage")
    page.locator(".category-cards [value=E0113]").check()
    walk.look(page, "report-category")
    go_on(page)
    page.check("[name=q-size][value='2']")
    walk.look(page, "report-questions")
    go_on(page)
    page.fill("[name=words]", "A hole, and a gas smell.")
    go_on(page)
    expect(page.locator("a[href='tel:119']")).to_be_visible()
    expect(page.locator("[data-go]")).to_have_count(0)
    walk.look(page, "report-call")

    page.goto(f"{walk.site}/report/words/")
    page.fill("[name=words]", "A deep hole.")
    go_on(page)
    expect(page.locator(f"a[href$='/cases/{near.number}/']")).to_be_visible()
    walk.look(page, "report-nearby")
    go_on(page)
    page.fill("[name=email]", "wang@example.org")
    go_on(page)
    walk.look(page, "report-check-answers")
    page.dblclick("[data-send]")
    page.wait_for_url("**/report/thanks/**")
    walk.look(page, "report-thanks")

    report = Report.objects.exclude(case=near).get()
    assert report.attachments.count() == 1
    assert [answer["value"] for answer in report.answers] == [2]
    assert walk.faults == []


@in_english
def test_a_report_is_told_by_the_keyboard_alone(walk: Walk, asking: Town) -> None:
    page = walk.page_of()
    page.goto(f"{walk.site}/report/")
    by_keys(page, "a[href$='/report/place/']", "Enter")
    page.wait_for_url("**/report/place/")
    by_keys(page, ".report-other > summary", "Enter")
    by_keys(page, "[name=area]", "W")
    by_keys(page, "[name=address]", *"12 Lake Road", "Enter")
    page.wait_for_url("**/report/category/")
    by_keys(page, "[name=q]", *"road dam")
    page.locator(".category-cards [value=E0113]").wait_for()
    expect(page.locator(".category-cards label")).to_have_count(2)  # the search has answered
    by_keys(page, "[name=category]", "Space")
    by_keys(page, "[data-go]", "Enter")
    page.wait_for_url("**/report/questions/")
    by_keys(page, "[name=q-size]", "Space")
    by_keys(page, "[data-go]", "Enter")
    page.wait_for_url("**/report/words/")
    by_keys(page, "[name=words]", *"A hole.")
    by_keys(page, "[data-go]", "Enter")
    page.wait_for_url("**/report/photos/")
    by_keys(page, "[data-go]", "Enter")
    page.wait_for_url("**/report/contact/")
    by_keys(page, "[data-go]", "Enter")
    page.wait_for_url("**/report/check/")
    by_keys(page, "[data-send]", "Enter")
    page.wait_for_url("**/report/thanks/**")

    assert Report.objects.get().address == "12 Lake Road"
    assert walk.faults == []


@in_chinese
def test_a_report_is_told_without_scripts_and_with_a_code(walk: Walk, asking: Town, a_photo: dict[str, Any]) -> None:
    City.objects.update(confirm_reports=City.Confirm.EITHER)
    page = walk.page_of(scripts=False)
    page.goto(f"{walk.site}/report/place/")
    go_on(page)
    expect(page.locator(".error-summary")).to_be_visible()
    page.select_option("[name=area]", str(asking.areas["west street"].pk))
    page.fill("[name=address]", "3 Hill Road")
    with page.expect_navigation():
        page.locator("[name=switch_to]").click()
    expect(page.locator("[name=address]")).to_have_value("3 Hill Road")
    go_on(page)
    page.fill("[name=q]", "E" if walk.language == "en" else "破损")
    with page.expect_navigation():
        page.click("[name=look_up]")
    page.locator("[name=category][value=E0113]").check(force=True)
    go_on(page)
    page.check("[name=q-size][value='1']")
    go_on(page)
    page.fill("[name=words]", "The road is broken.")
    go_on(page)
    page.set_input_files("[name=photos]", a_photo)
    with page.expect_navigation():
        page.click("[name=add]")
    expect(page.locator("[name=remove]")).to_have_count(1)
    go_on(page)
    page.fill("[name=email]", "wang@example.org")
    go_on(page)
    with page.expect_navigation():
        page.click("[data-send]")
    code = AddressCode.objects.get()
    page.fill("[name=code]", "000000" if confirming.code_of(code.token) != "000000" else "111111")
    with page.expect_navigation():
        page.click("[data-send]")
    expect(page.locator(".error-summary")).to_be_visible()
    page.fill("[name=code]", confirming.code_of(code.token))
    with page.expect_navigation():
        page.click("[data-send]")

    assert Case.unscoped.get().address == "3 Hill Road"
    assert Report.objects.get().attachments.count() == 1
