"""A citizen follows a case to "not solved", looks around the city, asks what is known, and withdraws."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from cases import chores, confirming, contacts, tracking
from cases.models import AddressCode, Case, Contact, Follower, Report, Status
from grids.models import Boundary, Place
from tests.builders import a_case
from tests.city import Town, middle_of
from tests.journeys.conftest import Walk, in_chinese, in_english

pytestmark = pytest.mark.browser


@pytest.fixture
def neighbourhood(town: Town) -> Town:
    """The communities have outlines, and a market lies in the west."""
    for name, cell in (("west", 1), ("east", 2)):
        outline = Boundary.objects.get(area=town.cells[cell])
        Boundary.objects.create(
            area=town.areas[f"{name} community"], geometry=outline.geometry, valid_from=outline.valid_from
        )
    point = middle_of(1)
    Place.objects.create(name_en="Old Market", name_zh="老市场", kind="market", lon=point.lon, lat=point.lat)
    return town


def reported_by_wang(case: Case) -> Report:
    report = case.reports.get()
    sealed = contacts.seal("Wang Fang", "", "wang@example.org", "en")
    assert sealed
    report.contact = Contact.objects.create(**asdict(sealed), created_at=chores.now())
    report.save(update_fields=["contact"])
    return report


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until `selector` has the focus, as somebody without a mouse does."""
    for _press in range(60):
        page.keyboard.press("Tab")
        if page.locator(f"{selector}:focus").count():
            return
    raise AssertionError(f"{selector} cannot be reached by keyboard")


def prove(page: Page, address: str) -> None:
    """Ask for a code and type it in."""
    page.fill("[name=address]", address)
    page.press("[name=address]", "Enter")
    page.locator("[name=code]").wait_for()
    page.fill("[name=code]", confirming.code_of(AddressCode.objects.latest("id").token))
    with page.expect_navigation():
        page.press("[name=code]", "Enter")


def status_of(case: Case) -> str:
    return Case.unscoped.values_list("status", flat=True).get(pk=case.pk)


@in_chinese
def test_a_citizen_says_not_solved_by_keyboard_adds_and_withdraws(
    walk: Walk, town: Town, a_photo: dict[str, Any]
) -> None:
    case = a_case(town, Status.CLOSED, at=chores.now())
    report = reported_by_wang(case)
    page = walk.page_of()
    page.goto(f"{walk.site}{tracking.link_of(report.number)}")
    walk.look(page, "track-closed")
    tab_to(page, "[name=solved]")
    page.keyboard.press("ArrowUp")  # from the first to the last: not solved
    tab_to(page, "[name=words]")
    page.keyboard.type("The hole is still there.")
    tab_to(page, "#rate button")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert status_of(case) == Status.FILED

    tab_to(page, "#add summary")
    page.keyboard.press("Enter")
    page.fill("[name=add-words]", "It is deeper now.")
    page.set_input_files("[name=add-photos]", {**a_photo, "buffer": b"no photo"})
    page.route("**/track/**", lambda route: route.abort())
    page.locator("#add button.button-primary").click()
    expect(page.locator("#add [data-upload-lost]")).to_be_focused()  # cut off: it is said, and nothing is lost
    page.unroute("**/track/**")
    page.route("**/track/**", lambda route: route.fulfill(status=413, body="<h1>Too large</h1>"))
    page.locator("#add button.button-primary").click()
    expect(page.locator("#add [data-upload-lost]")).to_be_focused()  # nor by a proxy's own page
    page.unroute("**/track/**")
    page.locator("#add button.button-primary").click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    expect(page.locator("[name=add-words]")).to_have_value("It is deeper now.")
    walk.look(page, "track-photo-refused")
    page.set_input_files("[name=add-photos]", a_photo)
    with page.expect_navigation():
        page.locator("#add button.button-primary").click()
    expect(page.locator("body")).to_contain_text("It is deeper now.")
    walk.look(page, "track-opened-again")

    with page.expect_navigation():
        page.locator("a[href$='/withdraw/']").click()
    walk.look(page, "withdraw")
    with page.expect_navigation():
        page.locator("button.button-danger").click()
    walk.look(page, "track-withdrawn")
    assert status_of(case) == Status.FILED  # somebody had worked on it: only the report leaves
    assert Report.objects.get(pk=report.pk).withdrawn_at is not None
    assert walk.faults == []


def test_a_citizen_looks_around_follows_and_asks_what_is_known(
    walk: Walk, neighbourhood: Town, work: Callable[[], None]
) -> None:
    now = chores.now()
    for cell, status in ((1, Status.HANDLING), (2, Status.CLOSED), (3, Status.DISPATCHED)):
        made = a_case(neighbourhood, status, cell=cell, at=now)
    reported_by_wang(made)
    work()
    page = walk.page_of()
    page.goto(f"{walk.site}/cases/")
    page.select_option("[name=status]", "open")
    page.wait_for_url("**status=open**")
    expect(page.locator(".case-card")).to_have_count(2)
    walk.look(page, "cases-filtered")
    page.fill("[name=place]", "market" if walk.language == "en" else "市场")
    with page.expect_navigation():
        page.press("[name=place]", "Enter")
    assert "around=" in page.url
    assert "lon" not in page.url
    page.locator(".tabs a").nth(1).click()
    page.locator("[data-area-map] canvas").first.wait_for()
    walk.look(page, "cases-map")
    page.locator("tr[data-pin] a").first.click()
    with page.expect_navigation():
        page.locator(".case-card a").first.click()
    walk.look(page, "case")

    with page.expect_navigation():
        page.locator("a[href$='/follow/']").click()
    walk.look(page, "follow")
    prove(page, "13800001234")
    walk.look(page, "case-followed")
    assert Follower.objects.get().contact is not None
    page.goto(f"{walk.site}/figures/")
    walk.look(page, "figures")
    AddressCode.objects.all().delete()  # an address is sent one code a minute
    page.goto(f"{walk.site}/known/")
    prove(page, "wang@example.org")
    expect(page.locator("body")).to_contain_text("Wang Fang")
    walk.look(page, "known")
    for name in ("privacy", "accessibility"):
        page.goto(f"{walk.site}/{name}/")
        walk.look(page, name)
    assert walk.faults == []


@in_english
def test_all_of_it_works_without_scripts(walk: Walk, neighbourhood: Town) -> None:
    case = a_case(neighbourhood, Status.DISPATCHED, at=chores.now())
    report = reported_by_wang(case)
    page = walk.page_of(scripts=False)
    page.goto(f"{walk.site}/cases/")
    page.select_option("[name=status]", "closed")
    page.locator(".filters button").click()
    expect(page.locator(".empty")).to_be_visible()
    page.goto(f"{walk.site}/cases/?view=map")
    expect(page.locator("tr[data-pin]")).to_have_count(1)

    page.goto(f"{walk.site}/known/")
    prove(page, "wang@example.org")
    expect(page.locator("body")).to_contain_text("Wang Fang")
    page.locator("a[href$='/forget/']").click()
    with page.expect_navigation():
        page.locator("button.button-danger").click()
    assert not Contact.objects.filter(reports__isnull=False).exists()

    page.goto(f"{walk.site}{tracking.link_of(report.number)}")
    with page.expect_navigation():
        page.locator("a[href$='/withdraw/']").click()
    with page.expect_navigation():
        page.locator("button.button-danger").click()
    assert status_of(case) == Status.CANCELLED
