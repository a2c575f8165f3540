"""The administrator of a city changes a standard by keys alone, adds a holiday, takes the pack out, brings it back."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from departments.models import CalendarDay, ConfigChange, FilingStandard
from tests.city import Town
from tests.journeys.conftest import Walk, in_chinese, in_english

HOME = "/desk/settings/"


@pytest.fixture(autouse=True)
def _home(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path


def open_page(walk: Walk, page: Page, path: str) -> None:
    page.goto(f"{walk.site}{HOME}{path}")


def of(code: str) -> FilingStandard:
    return FilingStandard.objects.filter(category__code=code).latest("version")


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has focus: nobody needs a mouse."""
    for _press in range(120):
        if page.evaluate("(s) => document.activeElement.matches(s)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached by Tab")


def test_a_city_is_configured_in_the_browser(walk: Walk, town: Town, tmp_path: Path):
    page = walk.page_of("adam")
    open_page(walk, page, "")
    walk.look(page, "index")

    change_a_standard(walk, page)
    add_a_holiday(walk, page)
    bring_the_pack_back(walk, page, take_the_pack_out(walk, page, tmp_path))

    open_page(walk, page, "changes/")
    walk.look(page, "changes")
    written = list(ConfigChange.objects.order_by("pk").values_list("subject", flat=True))
    assert written == ["standard", *["calendar"] * 7, "pack"]
    assert walk.faults == []


def change_a_standard(walk: Walk, page: Page) -> None:
    """By keyboard: try a limit on an example, then save it as a new version."""
    open_page(walk, page, f"standards/{of('E0113').pk}/")
    tab_to(page, "#id_limit_value")
    page.keyboard.press("Control+a")
    page.keyboard.type("3")
    tab_to(page, "button[name=preview]")
    page.keyboard.press("Enter")
    expect(page.locator(".example .notice")).to_be_visible()
    walk.look(page, "standard")
    tab_to(page, ".button-primary[name=save]")
    page.keyboard.press("Enter")
    expect(page.locator("main .notice-ok").first).to_be_visible()
    assert (of("E0113").version, of("E0113").limit_value) == (2, 3)


def add_a_holiday(walk: Walk, page: Page) -> None:
    """The first press shows what it moves, the second saves it."""
    open_page(walk, page, "calendars/office/?year=2027")
    page.fill("#id_first", "2027-10-01")
    page.fill("#id_last", "2027-10-07")
    page.fill("#id_name_zh", "国庆节")
    page.fill("#id_name_en", "National Day")
    page.locator(".side .button-primary").click()
    expect(page.locator(".side .notice-info")).to_be_visible()
    walk.look(page, "calendar")
    page.locator(".side .button-primary").click()
    expect(page.locator("main .notice-ok").first).to_be_visible()
    assert CalendarDay.objects.filter(day__year=2027, kind="holiday").count() == 7


def take_the_pack_out(walk: Walk, page: Page, folder: Path) -> Path:
    open_page(walk, page, "pack/")
    walk.look(page, "pack")
    with page.expect_download() as waiting:
        page.locator("a[download]").click()
    path = folder / "town.zip"
    waiting.value.save_as(path)
    return path


def with_other_words(path: Path, old: bytes, new: bytes) -> Path:
    """Return the pack with another text in its standards."""
    data = io.BytesIO()
    with zipfile.ZipFile(path) as packed, zipfile.ZipFile(data, "w") as changed:
        for name in packed.namelist():
            content = packed.read(name)
            changed.writestr(name, content.replace(old, new, 1) if name == "standards.csv" else content)
    to = path.with_name(f"changed-{len(new)}.zip")
    to.write_bytes(data.getvalue())
    return to


def send(walk: Walk, page: Page, path: Path) -> None:
    open_page(walk, page, "pack/")
    page.set_input_files("#id_file", str(path))
    page.locator("form[enctype] .button").click()
    page.wait_for_url("**/pack/*/")


def bring_the_pack_back(walk: Walk, page: Page, path: Path) -> None:
    """A faulty one is refused with its line; a sound one is read beside what is here, and loaded."""
    send(walk, page, with_other_words(path, b"working_day", b"fortnight"))
    expect(page.locator("main .table .code").first).to_contain_text("standards.csv:")
    walk.look(page, "pack-faults")

    send(walk, page, with_other_words(path, b"Put right", b"Repaired"))
    expect(page.locator("main .change-list").first).to_contain_text("Repaired")
    walk.look(page, "pack-changes")
    page.check("#id_sure")
    page.locator(".side .button-primary").click()
    page.wait_for_url(f"**{HOME}pack/")
    expect(page.locator("main .notice-ok").first).to_be_visible()
    assert FilingStandard.objects.filter(closing_en="Repaired").count() == 1


@in_chinese
def test_the_other_pages_are_looked_at(walk: Walk, town: Town):
    page = walk.page_of("adam")
    for path, name in (
        ("departments/", "departments"),
        ("departments/roads/", "department"),
        ("dictionary/", "dictionary"),
        ("dictionary/E0113/", "category"),
        ("people/", "people"),
        (f"people/{town.people['li'].pk}/", "person"),
        ("ladders/handle/", "ladder"),
        ("templates/new/", "template"),
        ("stages/", "stages"),
        ("reasons/", "reasons"),
    ):
        open_page(walk, page, path)
        walk.look(page, name)
    assert walk.faults == []


@in_english
def test_without_scripts_a_holiday_is_put_in_all_the_same(walk: Walk, town: Town):
    page = walk.page_of("adam", scripts=False)
    open_page(walk, page, "calendars/office/?year=2027")
    page.fill("#id_first", "2027-05-03")
    page.locator(".side .button-primary").click()
    page.locator(".side .notice-info").wait_for()
    page.locator(".side .button-primary").click()
    page.locator("main .notice-ok").first.wait_for()

    assert CalendarDay.objects.filter(day__year=2027).count() == 1
