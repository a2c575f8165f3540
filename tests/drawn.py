"""A map under a hand: it is clicked when it is drawn and stands still, and not some time after it was opened."""

from playwright.sync_api import Locator, Page, expect

# A new size of the window, a step of an animation or a pin set by a key is on the map, or has set it moving, by then.
THREE_FRAMES = """async () => {
  for (const _frame of [1, 2, 3]) await new Promise(requestAnimationFrame);
}"""


def drawn(page: Page, within: str = "body") -> Locator:
    """Return the map in this part of the page once all that it shows is drawn."""
    page.evaluate(THREE_FRAMES)
    board = page.locator(f"{within} [data-map]")
    expect(board).to_have_attribute("data-drawn", "1")
    return board
