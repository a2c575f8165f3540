"""What takes its time says so, and nothing on the page moves for it."""

import pytest
from playwright.sync_api import Page, Route, expect

pytestmark = pytest.mark.browser


def held(page: Page, address: str) -> list[Route]:
    """Hold every answer of this address back; the caller lets them go."""
    waiting: list[Route] = []
    page.route(address, lambda route: waiting.append(route))
    return waiting


def first(page: Page, waiting: list[Route]) -> Route:
    """Return what is held, once it is: the page has asked before its question is in our hands."""
    while not waiting:
        page.wait_for_timeout(20)
    return waiting[0]


def test_a_map_says_that_it_is_being_drawn_until_its_background_has_come(pattern):
    page = pattern("public")
    picker = page.locator("[data-place-picker] [data-map]")
    waiting = held(page, "**/map.json")

    with page.expect_request("**/map.json"):
        picker.scroll_into_view_if_needed()

    said = picker.evaluate("map => getComputedStyle(map, '::after').content")
    assert said == '"The map is being drawn…"'

    first(page, waiting).fulfill(json={"type": "FeatureCollection", "features": []})

    expect(picker).not_to_have_attribute("aria-busy", "true")


def test_a_request_that_takes_long_is_said_over_the_page_until_its_answer_has_come(pattern):
    page = pattern("public")
    line, main = page.locator("[data-waiting]"), page.locator("main")
    waiting = held(page, "**/slow/")
    before = main.bounding_box()

    page.evaluate("() => { htmx.ajax('GET', '/slow/', { target: 'main', swap: 'none' }) }")

    expect(line).to_have_text("Loading…")
    assert main.bounding_box() == before

    first(page, waiting).fulfill(body="")

    expect(line).to_have_text("")
    expect(line).to_be_hidden()


def test_a_request_that_was_lost_is_waited_for_no_more(pattern):
    page = pattern("public")
    waiting = held(page, "**/slow/")
    page.evaluate("() => { htmx.ajax('POST', '/slow/', { target: 'main', swap: 'none' }).catch(() => {}) }")
    expect(page.locator("[data-waiting]")).to_have_text("Being sent…")

    first(page, waiting).abort()

    expect(page.locator("[data-waiting]")).to_have_text("")
