"""A list that is drawn anew takes nothing from under a finger, nor the focus from whoever works with it."""

from playwright.sync_api import Page

LIST = """async () => {
  const { calmly, fill } = await import("/static/js/field/redraw.js");
  const view = document.querySelector("main"), list = document.createElement("ul");
  view.replaceChildren(list);
  window.rows = [{ id: 1, tries: 0 }, { id: 2, tries: 0 }];
  const card = (row) => {
    const item = document.createElement("li"), button = document.createElement("button");
    button.textContent = `${row.id} tried ${row.tries}`;
    item.append(button);
    return item;
  };
  window.draw = calmly(view, async () => fill(list, window.rows, card));
  window.draw();
}"""


def buttons(page: Page) -> list[str]:
    return page.locator("main button").all_inner_texts()


def test_what_has_not_changed_stays_the_element_it_is_and_keeps_the_focus(pattern) -> None:
    page = pattern("public", state="fresh")
    page.evaluate(LIST)
    page.locator("main button").last.focus()

    page.evaluate("() => { rows = [{ id: 3, tries: 0 }, { id: 1, tries: 1 }, rows[1]]; draw(); }")

    assert buttons(page) == ["3 tried 0", "1 tried 1", "2 tried 0"]
    assert page.evaluate("document.activeElement.textContent") == "2 tried 0"


def test_while_something_is_pressed_nothing_is_drawn_and_then_it_is(pattern) -> None:
    page = pattern("public", state="fresh")
    page.evaluate(LIST)
    page.locator("main button").first.hover()
    page.mouse.down()

    page.evaluate("() => { rows = [{ id: 1, tries: 1 }]; draw(); }")

    assert buttons(page) == ["1 tried 0", "2 tried 0"]
    page.mouse.up()
    page.locator("main button", has_text="1 tried 1").wait_for()
    assert buttons(page) == ["1 tried 1"]
