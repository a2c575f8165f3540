"""A list that follows never takes back what a person has just done, nor anything from under their hand."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

pytestmark = pytest.mark.browser
ROUND = 5000  # milliseconds: longer than between two questions

LIST = """() => {
  const html = `<button data-live-news="list" hidden>News</button><div id="list" data-live="/list/">
    <form hx-post="/act/" hx-target="#list"><input type="checkbox" aria-label="Tick"><button>Act</button></form>
    <a id="one" href="#pressed">before</a></div>`;
  htmx.swap("main", html, { swapStyle: "innerHTML" });
  window.seen = [];
  const list = document.getElementById("list");
  new MutationObserver(() => seen.push(list.textContent)).observe(list, { childList: true });
}"""


@pytest.fixture
def page(pattern: Callable[..., Page]) -> Page:
    page = pattern("staff", state="fresh")
    page.asked = []
    page.route("**/list/", lambda route: page.asked.append(route))
    page.clock.install()
    page.evaluate(LIST)
    return page


def question(page: Page) -> Route:
    """Let the list ask; the caller answers."""
    page.clock.fast_forward(ROUND)
    while not page.asked:
        page.wait_for_timeout(20)
    return page.asked.pop()


def answer(page: Page, asked: Route, html: str) -> None:
    with page.expect_event("requestfinished"):
        asked.fulfill(body=html)


def test_what_was_asked_before_the_persons_own_move_does_not_take_it_back(page: Page) -> None:
    page.route("**/act/", lambda route: route.fulfill(body="<p>after</p>"))
    asked_before = question(page)
    page.get_by_role("button", name="Act").click()
    expect(page.locator("#list")).to_have_text("after")

    answer(page, asked_before, "<p>before</p>")
    answer(page, question(page), "<p>long after</p>")

    expect(page.locator("#list")).to_have_text("long after")
    assert page.evaluate("seen") == ["after", "long after"]


def test_news_that_is_shown_or_overtaken_is_offered_no_more(page: Page) -> None:
    news = page.locator("[data-live-news]")
    page.get_by_label("Tick").check()
    answer(page, question(page), "<p>second</p>")
    expect(news).to_be_visible()

    page.get_by_label("Tick").uncheck()
    page.get_by_label("Tick").blur()
    answer(page, question(page), "<p>third</p>")

    expect(page.locator("#list")).to_have_text("third")
    expect(news).to_be_hidden()


def test_what_is_pressed_stays_until_the_finger_is_off(page: Page) -> None:
    page.locator("#one").hover()
    page.mouse.down()
    answer(page, question(page), '<a id="one" href="#other">after</a>')
    answer(page, question(page), '<a id="one" href="#other">after</a>')
    page.mouse.up()

    page.wait_for_url("**#pressed")
    answer(page, question(page), '<a id="one" href="#other">after</a>')
    expect(page.locator("#one")).to_have_text("after")
