"""A list that is drawn anew takes nothing from under a finger, nor the focus from whoever works with it."""

from playwright.sync_api import Page, expect

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
  window.draw = calmly(view, async () => {
    const { rows } = window;
    await window.reading;
    return () => fill(list, rows, card);
  });
  return window.draw();
}"""


def buttons(page: Page) -> list[str]:
    return page.locator("main button").all_inner_texts()


def test_what_has_not_changed_stays_the_element_it_is_and_keeps_the_focus(pattern) -> None:
    page = pattern("public", state="fresh")
    page.evaluate(LIST)
    page.locator("main button").last.focus()

    page.evaluate("() => { rows = [{ id: 3, tries: 0 }, { id: 1, tries: 1 }, rows[1]]; return draw(); }")

    assert buttons(page) == ["3 tried 0", "1 tried 1", "2 tried 0"]
    assert page.evaluate("document.activeElement.textContent") == "2 tried 0"


def test_while_something_is_pressed_nothing_is_drawn_and_then_it_is(pattern) -> None:
    page = pattern("public", state="fresh")
    page.evaluate(LIST)
    page.locator("main button").first.hover()
    page.mouse.down()

    page.evaluate("() => { rows = [{ id: 1, tries: 1 }]; return draw(); }")

    assert buttons(page) == ["1 tried 0", "2 tried 0"]
    page.mouse.up()
    page.locator("main button", has_text="1 tried 1").wait_for()
    assert buttons(page) == ["1 tried 1"]


def test_what_is_pressed_while_the_view_reads_is_not_drawn_over(pattern) -> None:
    page = pattern("public", state="fresh")
    page.evaluate(LIST)
    page.evaluate("() => { reading = new Promise((go) => { window.go = go }); rows = [{ id: 1, tries: 1 }]; draw(); }")
    page.locator("main button").first.hover()
    page.mouse.down()

    page.evaluate("async () => { go(); await reading; }")

    assert buttons(page) == ["1 tried 0", "2 tried 0"]
    page.mouse.up()
    expect(page.locator("main button")).to_have_text(["1 tried 1"])


def test_of_two_that_read_at_once_the_later_is_drawn_last(pattern) -> None:
    page = pattern("public", state="fresh")
    page.evaluate(LIST)
    page.evaluate("() => { reading = new Promise((go) => { window.go = go }); rows = [{ id: 1, tries: 1 }]; draw(); }")

    page.evaluate("async () => { reading = null; rows = [{ id: 1, tries: 2 }]; await draw(); go(); }")
    page.evaluate("async () => { rows = [...rows, { id: 9, tries: 0 }]; await draw(); }")

    assert buttons(page) == ["1 tried 2", "9 tried 0"]


def test_a_card_that_has_changed_keeps_the_focus_where_it_was(pattern) -> None:
    page = pattern("public", state="fresh")
    page.evaluate(LIST)
    page.locator("main button").last.focus()

    page.evaluate("async () => { rows = [{ id: 1, tries: 0 }, { id: 2, tries: 1 }]; await draw(); }")

    assert page.evaluate("document.activeElement.textContent") == "2 tried 1"
