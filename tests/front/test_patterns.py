"""The pattern page in a real browser, under the product's content security policy."""

import base64

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
LANGUAGES = ("en", "zh-hans")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
WIDEST = "document.documentElement.scrollWidth"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("look", "width", "theme"),
    [("staff", 1440, "light"), ("staff", 390, "dark"), ("public", 1440, "dark"), ("public", 390, "light")],
)
def test_axe_finds_nothing(pattern, look, width, theme, language):
    page = pattern(look, language, width, theme)
    page.wait_for_selector(".ol-viewport")

    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})

    assert found.violations_count == 0, found.generate_report()
    assert page.faults == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("look", ["staff", "public"])
@pytest.mark.parametrize("width", [320, 390, 820, 1440])
def test_no_page_is_wider_than_its_screen(pattern, look, language, width):
    page = pattern(look, language, width)

    assert page.evaluate(WIDEST) <= width


@pytest.mark.parametrize("look", ["staff", "public"])
def test_buttons_are_large_enough_for_a_thumb(pattern, look):
    page = pattern(look, width=390)

    small = page.locator(".button:visible, .nav-link:visible, .top-button:visible").evaluate_all(
        "all => all.filter(one => one.getBoundingClientRect().height < 34).map(one => one.outerHTML)"
    )

    assert small == []


def test_navigation_opens_on_a_phone_without_scripts(pattern):
    page = pattern(width=390, scripts=False)
    assert not page.get_by_role("link", name="Board").is_visible()

    page.get_by_role("button", name="Navigation").click()

    expect(page.get_by_role("link", name="Board")).to_be_visible()


def test_without_scripts_the_map_stays_away_and_the_form_remains(pattern):
    page = pattern("public", scripts=False)

    assert page.locator("[data-place-picker]").is_hidden()
    assert page.get_by_label("Address or landmark").is_visible()
    assert page.get_by_role("button", name="Show").is_visible()


def test_the_chosen_theme_is_kept(pattern):
    page = pattern("public")
    page.locator("[data-menu] summary").click()

    page.get_by_role("button", name="Dark").click()
    page.reload()

    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(11, 18, 22)"


def test_the_error_summary_has_the_focus_and_leads_to_the_field(pattern):
    page = pattern("public")
    assert page.evaluate("document.activeElement.className") == "error-summary"

    page.get_by_role("link", name="Tell us where it is").click()

    assert page.evaluate("document.activeElement.id") == "id_address"


def test_words_typed_are_there_again_after_a_reload(pattern):
    page = pattern("public", state="fresh")
    page.get_by_label("Address or landmark").fill("112 Qinglin Road")
    page.get_by_label("Street light").check()

    page.reload()

    assert page.get_by_label("Address or landmark").input_value() == "112 Qinglin Road"
    assert page.get_by_label("Street light").is_checked()
    assert "token" not in page.evaluate("sessionStorage.getItem('govgrid-draft-pattern')")


def test_a_photo_is_shown_and_can_be_taken_out_again(pattern):
    page = pattern("public", state="fresh")
    picture = {"name": "bin.png", "mimeType": "image/png", "buffer": PNG}

    page.get_by_label("Photos").set_input_files(picture)

    expect(page.get_by_alt_text("bin.png")).to_be_visible()
    page.get_by_role("button", name="Remove: bin.png").click()
    assert page.locator("input[type=file]").evaluate("input => input.files.length") == 0


def test_a_photo_that_is_too_large_is_named_before_it_is_sent(pattern):
    page = pattern("public", state="fresh")
    huge = {"name": "huge.png", "mimeType": "image/png", "buffer": PNG + bytes(10 * 2**20)}

    page.get_by_label("Photos").set_input_files(huge)

    page.get_by_role("alert").get_by_text("huge.png").wait_for()
    assert page.locator("input[type=file]").evaluate("input => input.files.length") == 0
