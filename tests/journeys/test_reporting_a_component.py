"""A lamp is reported by tapping its mark on the map, and one by a page without scripts; both reach who keeps them."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from cases.models import Case
from departments.models import Component
from grids.models import Place
from tests.cases.components import LAMP, a_component
from tests.city import Town, middle_of
from tests.drawn import drawn
from tests.journeys.conftest import Walk, in_chinese, in_english
from tests.journeys.test_path_of_a_case import go_on

pytestmark = pytest.mark.browser


@pytest.fixture
def lamp(town: Town) -> Component:
    """A lamp in the middle of cell 1 that another company keeps than the duty list names; the market is beside it."""
    point = middle_of(1)
    Place.objects.create(name_en="Old Market", name_zh="老市场", kind="market", lon=point.lon, lat=point.lat)
    return a_component(town, keeper=town.departments["clean"])


def tap_the_mark(page: Page) -> None:
    """Search the market, which brings the map close, and tap the mark, which is then in the middle of the map."""
    page.fill("[name=search]", "market" if page.locator("html").get_attribute("lang") == "en" else "市场")
    page.locator("[data-place-option]").first.check()
    page.locator("form.report-form [data-map]").scroll_into_view_if_needed()
    board = drawn(page, "form.report-form")
    box = board.bounding_box()
    assert box
    board.click(position={"x": box["width"] / 2, "y": box["height"] / 2})
    expect(page.locator("[name=picked]")).to_have_value(LAMP)


@in_chinese
def test_a_lamp_is_reported_by_tapping_its_mark(
    walk: Walk, town: Town, lamp: Component, work: Callable[[], None]
) -> None:
    page = walk.page_of()
    page.goto(f"{walk.site}/report/place/")
    tap_the_mark(page)

    expect(page.locator(f"[name=component][value='{LAMP}']")).to_be_checked()
    walk.look(page, "component-picked")
    go_on(page)
    page.fill("[name=words]", "It is dark here.")
    go_on(page)
    go_on(page)
    go_on(page)
    page.click("[data-send]")
    page.wait_for_url("**/report/thanks/**")
    work()

    case = Case.unscoped.select_related("host").get()
    assert (case.component, case.host.code) == (lamp, "clean")
    card = walk.page_of("su")
    card.goto(f"{walk.site}/desk/components/{LAMP}/")
    expect(card.locator(f"a[href$='/desk/cases/{case.number}/']")).to_have_count(1)
    card.locator("[data-component-map] canvas").first.wait_for()
    walk.look(card, "component-card")


@in_english
def test_enter_in_the_search_finds_places_and_sends_nothing(walk: Walk, lamp: Component) -> None:
    page = walk.page_of()
    page.goto(f"{walk.site}/report/place/")

    page.fill("[name=search]", "market" if page.locator("html").get_attribute("lang") == "en" else "市场")
    page.press("[name=search]", "Enter")

    expect(page.locator("[data-place-option]").first).to_be_visible()
    expect(page.locator("[data-error-summary]")).to_have_count(0)
    assert page.url.endswith("/report/place/")


@in_english
def test_a_lamp_is_reported_without_scripts(walk: Walk, lamp: Component) -> None:
    page = walk.page_of(scripts=False)
    page.goto(f"{walk.site}/report/place/")
    page.fill("[name=search]", "market" if walk.language == "en" else "市场")
    page.click("button[name=look_up][value='1']")
    page.locator("[name=found]").first.check()
    page.click("button[name=look_up][value=components]")

    page.locator(f"[name=component][value='{LAMP}']").check()
    go_on(page)
    page.fill("[name=words]", "It is dark here.")
    go_on(page)
    go_on(page)
    go_on(page)
    page.click("[data-send]")
    page.wait_for_url("**/report/thanks/**")

    case = Case.unscoped.get()
    assert (case.component, case.category) == (lamp, lamp.category)
