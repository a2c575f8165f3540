"""What is typed is kept on the server in the order in which it was typed."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route

pytestmark = pytest.mark.browser

FORM = """async () => {
  document.querySelector("main").innerHTML = `<form data-draft="/draft/" method="post">
    <textarea name="words" aria-label="Words"></textarea></form>`;
  await import("/static/js/drafts.js");
}"""


def test_of_two_drafts_on_their_way_the_older_does_not_arrive_last(pattern: Callable[..., Page]) -> None:
    page = pattern("staff", state="fresh")
    page.evaluate(FORM)
    asked: list[Route] = []
    page.route("**/draft/", lambda route: asked.append(route))
    words = page.get_by_label("Words")
    with page.expect_request("**/draft/"):
        words.fill("A hole.")
        words.blur()
    words.fill("A deep hole.")
    words.blur()

    while not asked:
        page.wait_for_timeout(20)
    with page.expect_request("**/draft/") as later:
        asked[0].fulfill(status=204)

    assert "A deep hole." in (later.value.post_data or "")
