"""The map of a city of 100,000 cells in a real browser: it pans, zooms, and a click finds the right cell."""

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection
from playwright.sync_api import Browser, Page, expect

from bench import big_grid
from cases import chores, intake, routing
from cases.intake import Telling
from cases.models import Channel
from departments.access import grant_postings
from departments.models import Department, Posting, User, WorkCalendar
from departments.roles import Role
from govgrid.lib.geo import Point
from grids.locate import cell_at
from grids.models import Area, Level
from tests.city import PASSWORD
from tests.drawn import drawn
from tests.journeys.conftest import Walk

pytestmark = pytest.mark.browser


@pytest.fixture
def bigtown(transactional_db: None, settings: Any, tmp_path: Any) -> None:
    """100,000 cells, a supervisor, and sixty reports in the middle of the city."""
    settings.MEDIA_ROOT = tmp_path
    now = chores.now()
    big_grid.build(on=date(2024, 1, 1), at=now)
    always = WorkCalendar.objects.create(
        code="always", name_en="Always", name_zh="全天", time_zone="Asia/Shanghai", windows=[[]] * 7, always_open=True
    )
    Department.objects.create(
        code="centre", kind="centre", name_en="Centre", name_zh="中心", calendar=always, catch_all=True
    )
    su = User.objects.create(username="su", password=make_password(PASSWORD), name_en="Su", name_zh="苏")
    Posting.objects.create(user=su, role=Role.SUPERVISOR, area=Area.objects.get(level=Level.CITY))
    grant_postings(on=now.date())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE grids_area, grids_boundary, grids_ring")
    for n in range(60):
        point = Point(102.69 + n % 10 * 0.0021, 25.02 + n // 10 * 0.0017)
        intake.report(Telling(words="A hole.", channel=Channel.WEB, point=point), by=None, at=now)
    routing.route_waiting(at=now)
    chores.publish_tiles()


def settled(page: Page, before: int = 0) -> int:
    """Wait until the map has shown what it asked for after a move; return how often it has."""
    frame = page.locator("[data-city-map]")
    for _try in range(400):
        shown = int(frame.get_attribute("data-ready") or 0)
        if shown > before:
            return shown
        page.wait_for_timeout(50)
    raise AssertionError("the map did not come to rest")


def come_to_rest(page: Page) -> None:
    """Wait until a window that changed its width has its map again: the address stands still."""
    before = ""
    while before != page.url:
        before = page.url
        page.wait_for_timeout(500)


def drag(page: Page, start: tuple[float, float], by: int) -> None:
    """Drag as a hand does, frame by frame: moves that fall into one frame are one to the browser, and pan nothing."""
    page.mouse.move(*start)
    page.mouse.down()
    for share in (0.2, 0.4, 0.6, 0.8, 1):
        page.mouse.move(start[0] + by * share, start[1] + by * share / 2)
        page.wait_for_timeout(80)
    page.mouse.up()


def centre(page: Page) -> Point:
    """Where the middle of the map is, as its address says."""
    _zoom, lat, lon = page.url.split("#")[1].split("/")
    return Point(float(lon), float(lat))


def test_a_map_of_a_hundred_thousand_cells_pans_zooms_and_finds_a_cell(
    bigtown: None, chromium: Browser, live_server: Any
) -> None:
    walk = Walk(chromium, live_server.url, "en", pictures="big")
    page = walk.page_of("su")
    page.goto(f"{walk.site}/desk/map/")
    shown = settled(page)
    walk.look(page, "whole-city")

    page.goto(f"{walk.site}/desk/map/?measure=reported#15.00/25.02430/102.69950")
    page.reload()
    shown = settled(page)
    box = page.locator("[data-map]").bounding_box()
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    for step in (-160, 120, -120, 160):
        drag(page, middle, step)
        shown = settled(page, shown)
    page.mouse.wheel(0, -240)
    shown = settled(page, shown)
    come_to_rest(page)
    walk.look(page, "cells")

    # Where a hand's drags end depends on their swing: the cell is chosen at a place of its own.
    page.goto(f"{walk.site}/desk/map/?measure=reported#16.00/25.02430/102.69950")
    page.reload()
    settled(page)
    drawn(page)
    box = page.locator("[data-map]").bounding_box()
    # Beside the middle: a pin may stand there, and a click on it would choose the case.
    page.locator("[data-map]").focus()
    page.keyboard.press("Enter")
    cell = cell_at(centre(page), on=chores.now().date())
    expect(page.locator("[data-chosen] strong")).to_have_text(cell.code)
    page.mouse.click(box["x"] + box["width"] / 2 - 190, box["y"] + box["height"] / 2 + 90)
    expect(page.locator("[data-chosen] strong")).not_to_have_text(cell.code)
    beside = page.locator("[data-chosen] strong").inner_text()
    walk.look(page, "cell-chosen")
    page.locator("[data-chosen] a").first.click()
    page.wait_for_url(f"**/desk/cells/{beside}/")
    walk.look(page, "card")

    assert not walk.faults
    walk.close()
