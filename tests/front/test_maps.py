"""The place picker and the case map, by mouse, by keys and by the position of the device."""

import re

import pytest
from playwright.sync_api import expect

from tests.drawn import drawn

pytestmark = pytest.mark.browser
# Where the map, opened on its pins, draws the westernmost of them: on the padding of case_map.js.
SHOP = {"x": 76, "y": 96}
LON, LAT = "input[name=lon]", "input[name=lat]"


@pytest.fixture
def picker(pattern):
    page = pattern("public")
    page.locator("[data-place-picker]").scroll_into_view_if_needed()
    page.locator("[data-place-picker] .ol-viewport").wait_for()
    return page


def where(page) -> tuple[float, float]:
    expect(page.locator(LON)).not_to_have_value("")  # the map waits for a second click before it takes the first
    return float(page.input_value(LON)), float(page.input_value(LAT))


def test_a_click_sets_the_place_and_says_it(picker):
    picker.locator("[data-place-picker] [data-map]").click(position={"x": 300, "y": 150})

    lon, lat = where(picker)

    assert 102.6 < lon < 102.8
    assert 24.9 < lat < 25.1
    assert picker.input_value("input[name=coord_system]") == "wgs84"
    assert picker.input_value("input[name=accuracy]") == ""
    assert f"{lat:.6f}, {lon:.6f}" in picker.locator("[data-place-picker] [data-chosen]").inner_text()


def test_the_address_of_the_place_is_said_and_follows_the_pin(picker):
    said = iter(["12 m north of Old Market, Well Community", ""])
    picker.route("**/api/v1/places/nearest/**", lambda route: route.fulfill(json={"sentence": next(said)}))
    board, line = picker.locator("[data-place-picker] [data-map]"), picker.locator("[data-address]")

    board.click(position={"x": 300, "y": 150})
    expect(line).to_have_text("12 m north of Old Market, Well Community")

    picker.keyboard.press("ArrowRight")
    expect(line).to_have_text("")


def test_the_arrow_keys_move_the_pin(picker):
    board = picker.locator("[data-place-picker] [data-map]")
    board.focus()
    picker.keyboard.press("Enter")
    start = where(picker)

    picker.keyboard.press("ArrowRight")
    picker.keyboard.press("ArrowUp")

    lon, lat = where(picker)
    assert lon > start[0]
    assert lat > start[1]


def test_the_pin_can_be_dragged(picker):
    board = picker.locator("[data-place-picker] [data-map]")
    board.focus()
    picker.keyboard.press("Enter")
    start = where(picker)
    drawn(picker, "[data-place-picker]")
    box = board.bounding_box()
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    picker.mouse.move(middle[0], middle[1] - 10)
    picker.mouse.down()
    picker.mouse.move(middle[0] + 40, middle[1] + 30, steps=6)
    picker.mouse.up()

    lon, lat = where(picker)
    assert lon > start[0]
    assert lat < start[1]


def test_the_position_of_the_device_brings_its_accuracy(picker):
    picker.context.grant_permissions(["geolocation"])
    picker.context.set_geolocation({"longitude": 102.71, "latitude": 25.05, "accuracy": 250})

    picker.get_by_role("button", name="Use my position").click()
    expect(picker.locator("input[name=accuracy]")).to_have_value("250")
    assert where(picker) == (102.71, 25.05)
    assert "roughly" in picker.locator("[data-place-picker] [data-chosen]").inner_text()


def test_a_place_chosen_before_the_map_has_come_is_on_it(pattern):
    page = pattern("public")
    held = []
    page.route("**/map_base*.js", lambda module: held.append(module))
    page.locator("[data-place-picker]").scroll_into_view_if_needed()
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"longitude": 102.71, "latitude": 25.05, "accuracy": 250})
    page.get_by_role("button", name="Use my position").click()
    expect(page.locator(LON)).to_have_value("102.710000")

    while not held:
        page.wait_for_timeout(20)
    held[0].fallback()

    drawn(page, "[data-place-picker]").focus()
    page.keyboard.press("ArrowRight")
    lon, lat = where(page)
    assert 102.71 < lon < 102.7105  # a step of a map that is close above the pin
    assert lat == 25.05


def test_a_position_that_comes_late_does_not_move_the_pin_that_was_set_meanwhile(picker):
    picker.evaluate("() => { navigator.geolocation.getCurrentPosition = (come) => { window.come = come; }; }")
    picker.get_by_role("button", name="Use my position").click()
    picker.locator("[data-place-picker] [data-map]").click(position={"x": 300, "y": 150})
    chosen = where(picker)

    picker.evaluate("come({ coords: { longitude: 102.71, latitude: 25.05, accuracy: 250 } })")

    assert where(picker) == chosen
    assert "roughly" not in picker.locator("[data-place-picker] [data-chosen]").inner_text()


def test_a_refused_position_is_explained(picker):
    picker.get_by_role("button", name="Use my position").click()

    picker.locator("[data-place-picker] [data-chosen]", has_text=re.compile("not available")).wait_for()


def test_a_pin_leads_to_its_case(pattern):
    page = pattern("staff")
    board = page.locator("[data-case-map] [data-map]")
    board.scroll_into_view_if_needed()
    page.locator("[data-case-map] .ol-viewport").wait_for()
    drawn(page, "[data-case-map]")
    board.click(position=SHOP)

    page.locator("[data-case-map] [data-chosen] a", has_text="5 Shop goods").wait_for()
    assert "pin-hover" in page.locator("tr[data-pin='5']").get_attribute("class")
