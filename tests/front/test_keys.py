"""The keyboard on the pattern page: what a letter presses, and when it is only a letter."""

import pytest

pytestmark = pytest.mark.browser
CURRENT = "tr[aria-selected=true]"


def rows(page):
    return page.locator("table[data-key-rows] tbody tr").evaluate_all("all => all.map(one => one.id)")


def current(page):
    return page.locator(f"table[data-key-rows] {CURRENT}").evaluate_all("all => all.map(one => one.id)")


def focused(page):
    return page.evaluate("document.activeElement.closest('tr')?.id ?? document.activeElement.name")


@pytest.fixture
def page(pattern):
    return pattern(state="fresh")


def test_a_key_presses_its_button(page):
    page.keyboard.press("n")

    page.wait_for_url("**#new")


def test_a_key_goes_to_its_field_and_is_not_typed_there(page):
    page.keyboard.press("w")

    assert focused(page) == "words"
    assert page.locator("[name=words]").input_value() == ""


def test_a_letter_in_a_field_is_a_letter(page):
    page.locator("[name=words]").click()

    page.keyboard.type("new jokes?")

    assert page.locator("[name=words]").input_value() == "new jokes?"
    assert not page.url.endswith("#new")
    assert not page.locator("dialog[data-keys]").is_visible()


@pytest.mark.parametrize("chord", ["Control+n", "Alt+n", "Meta+n"])
def test_a_shortcut_of_the_browser_stays_the_browsers(page, chord):
    page.keyboard.press(chord)

    assert not page.url.endswith("#new")


def test_while_chinese_is_composed_no_letter_is_a_key(page):
    page.evaluate(
        "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'n', isComposing: true, bubbles: true}))"
    )

    assert not page.url.endswith("#new")


def test_escape_leaves_a_field_that_a_key_went_to(page):
    page.keyboard.press("w")

    page.keyboard.press("Escape")
    page.keyboard.press("n")

    page.wait_for_url("**#new")


def test_a_question_mark_lists_the_keys_with_their_names_and_escape_leaves_it(page):
    page.keyboard.press("?")

    said = page.locator("dialog[data-keys]").inner_text()
    assert "Log a case" in said
    assert "Tell what you see" in said
    assert "Next and previous row" in said
    page.keyboard.press("n")
    assert not page.url.endswith("#new")
    page.keyboard.press("Escape")
    assert not page.locator("dialog[data-keys]").is_visible()


def test_single_keys_can_be_switched_off_and_stay_off(page):
    page.keyboard.press("?")
    page.get_by_label("Use single keys on this device").uncheck()
    page.keyboard.press("Escape")

    page.reload()
    page.keyboard.press("n")
    page.keyboard.press("j")

    assert not page.url.endswith("#new")
    assert focused(page) is None or not str(focused(page)).startswith("row-")


def test_j_and_k_move_the_current_row_and_its_link_has_the_focus(page):
    """They begin at the row that the page shows as opened."""
    opened = rows(page).index(*current(page))
    first, second = rows(page)[opened + 1 : opened + 3]

    page.keyboard.press("j")
    assert (current(page), focused(page)) == ([first], first)
    page.keyboard.press("j")
    assert (current(page), focused(page)) == ([second], second)
    page.keyboard.press("k")
    assert (current(page), focused(page)) == ([first], first)


def test_several_lists_are_walked_one_after_the_other(page):
    page.evaluate(
        "() => { const one = document.querySelector('table[data-key-rows]'), two = one.cloneNode(true);"
        " two.querySelectorAll('tr').forEach(row => { row.removeAttribute('aria-selected'); row.id += '-more'; });"
        " one.after(two); }"
    )
    both = rows(page)
    last = len(both) // 2 - 1

    page.locator(f"#{both[last]} a").focus()
    page.keyboard.press("j")
    assert (current(page), focused(page)) == ([both[last + 1]], both[last + 1])
    page.keyboard.press("k")
    assert current(page) == [both[last]]


def test_o_and_enter_open_the_row_and_x_ticks_it(page):
    page.evaluate(
        "document.querySelectorAll('table[data-key-rows] tbody tr').forEach("
        "row => row.lastElementChild.insertAdjacentHTML('beforeend', '<input type=checkbox aria-label=Tick>'))"
    )
    page.keyboard.press("j")
    page.keyboard.press("j")
    second = current(page)[0].removeprefix("row-")
    page.keyboard.press("x")

    assert page.locator(f"table[data-key-rows] {CURRENT} input").is_checked()
    page.keyboard.press("o")
    page.wait_for_url(f"**#{second}")


def test_enter_on_a_tick_opens_its_row_and_sends_no_form(page):
    page.evaluate(
        "document.querySelectorAll('table[data-key-rows] tbody tr').forEach("
        "row => row.lastElementChild.insertAdjacentHTML('beforeend', '<input type=checkbox aria-label=Tick>'))"
    )

    third = rows(page)[2].removeprefix("row-")
    page.locator("table[data-key-rows] input").nth(2).focus()
    page.keyboard.press("Enter")

    page.wait_for_url(f"**#{third}")


def test_the_current_row_survives_the_swap_of_a_list_that_follows(page):
    page.keyboard.press("j")
    page.keyboard.press("j")
    here = current(page)

    page.evaluate(
        "() => { const body = document.querySelector('table[data-key-rows] tbody'); body.innerHTML = body.innerHTML"
        ".replaceAll(' aria-selected=\"true\"', '');"
        " body.dispatchEvent(new CustomEvent('live:swapped', {bubbles: true})); }"
    )

    assert current(page) == here
    assert focused(page) == here[0]
    page.keyboard.press("k")
    assert current(page) == [rows(page)[rows(page).index(*here) - 1]]


def test_one_comes_back_to_the_row_that_one_opened(page):
    third = rows(page)[2]

    page.goto(f"{page.url.split('#')[0]}#{third}")
    page.reload()

    assert current(page) == [third]
