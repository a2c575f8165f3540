"""The staff's map in a real browser: keys and mouse, the table beside it, the card, and backgrounds of others."""

import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from cases import chores
from govgrid.lib import basemaps
from govgrid.lib.boxes import Box
from tests.builders import a_routed_case
from tests.cases.components import LAMP, a_component
from tests.cases.pages.pmtiles_made import a_picture, picture_file, shape_file
from tests.city import SIDE, SOUTH, WEST, Town, middle_of
from tests.drawn import drawn
from tests.grids.test_tiles import split_cell_one
from tests.journeys.conftest import Walk, in_chinese, in_english

pytestmark = pytest.mark.browser
CITY = Box(WEST, SOUTH, WEST + 2 * SIDE, SOUTH + 2 * SIDE)
READY = "[data-city-map][data-ready]"
SHOW = """(url) => new Promise((refused) => {
  const picture = new Image();
  picture.onerror = () => refused();
  picture.src = url;
})"""


@pytest.fixture
def cases(town: Town) -> None:
    now = chores.now()
    for cell in (1, 1, 1, 2, 4):
        a_routed_case(town, cell=cell, at=now)
    split_cell_one(town, on=now.date())


def open_map(walk: Walk, query: str = "", *, cell: int = 2) -> Page:
    """The map of the supervisor, close above the middle of a cell."""
    page, at = walk.page_of("su"), middle_of(cell)
    page.goto(f"{walk.site}/desk/map/{query}#15.50/{at.lat}/{at.lon}")
    expect(page.locator(READY)).to_be_visible()
    return page


@in_chinese
def test_the_keys_choose_a_cell_and_open_its_card(walk: Walk, town: Town, cases: None) -> None:
    page = open_map(walk)
    walk.look(page, "map")

    drawn(page).focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-chosen]")).to_contain_text(town.cells[2].code)
    expect(page.locator("[data-chosen] a")).to_have_count(2)
    walk.look(page, "map-chosen")
    drawn(page)  # it has taken the size of the window again
    page.keyboard.press("Enter")

    page.wait_for_url(f"**/desk/cells/{town.cells[2].code}/")
    expect(page.locator("[data-cell-map][data-ready]")).to_be_visible()
    walk.look(page, "cell")
    assert not walk.faults


@in_english
def test_a_filter_stays_in_the_address_and_the_table_shows_the_same(walk: Walk, town: Town, cases: None) -> None:
    page = open_map(walk)
    page.select_option("#f_measure", "reported")
    page.wait_for_url(re.compile("measure=reported"))
    expect(page.locator(READY)).to_be_visible()

    page.locator(".page-head .button").click()
    page.select_option("#f_level", "cell")
    page.wait_for_url(re.compile("level=cell"))
    walk.look(page, "map-table")

    expect(page.locator("tbody tr")).to_have_count(5)
    assert not walk.faults


@in_english
def test_a_component_on_the_map_leads_to_its_card(walk: Walk, town: Town) -> None:
    a_component(town)
    page, at = walk.page_of("su"), middle_of(1)
    with page.expect_response("**/map/components.json**"):
        page.goto(f"{walk.site}/desk/map/#18/{at.lat}/{at.lon}")
    expect(page.locator(READY)).to_be_visible()
    board = drawn(page)

    box = board.bounding_box()
    assert box
    board.click(position={"x": box["width"] / 2, "y": box["height"] / 2})

    expect(page.locator("[data-chosen] a")).to_have_attribute("href", f"/desk/components/{LAMP}/")
    walk.look(page, "map-component")
    assert not walk.faults


class TileServer(BaseHTTPRequestHandler):
    """A tile service of others, on another port, which counts as another host to a browser."""

    asked: list[str] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        picture = a_picture("#b9d7e8")
        self.send_response(200)
        self.send_header("Content-Type", "image/png")
        self.send_header("Content-Length", str(len(picture)))
        self.end_headers()
        self.wfile.write(picture)

    def log_message(self, *_words: Any) -> None:
        """Say nothing on the terminal of the tests."""


@pytest.fixture
def tile_service() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), TileServer)
    Thread(target=server.serve_forever, daemon=True).start()
    TileServer.asked.clear()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture
def backgrounds(settings: Any, monkeypatch: pytest.MonkeyPatch, tile_service: str, tmp_path: Path) -> None:
    url = f"{tile_service}/{{z}}/{{x}}/{{y}}.png"
    entry = f'[{{"id": "far", "kind": "xyz", "url": "{url}", "attribution": "© Far Maps", "name": "Far"}}]'
    monkeypatch.setenv("GOVGRID_BASEMAPS", entry)
    files = [picture_file(tmp_path / "pictures.pmtiles", CITY), shape_file(tmp_path / "shapes.pmtiles", CITY)]
    settings.BASEMAPS = [*basemaps.read("GOVGRID_BASEMAPS"), *files]
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": basemaps.with_sources(policy, settings.BASEMAPS)}


@in_chinese
def test_backgrounds_are_chosen_on_the_map_and_credited(walk: Walk, cases: None, backgrounds: None) -> None:
    page = open_map(walk)
    assert TileServer.asked == []

    with page.expect_response("**/*.png"):
        page.select_option("[data-basemap]", "far")
    expect(page.locator("[data-credit]")).to_have_text("© Far Maps")
    drawn(page)
    walk.look(page, "map-background")
    assert TileServer.asked
    for name in ("pictures", "shapes"):
        # At the edge of the file tiles are asked for that it does not hold.
        with page.expect_response(lambda answer, file=f"/map/basemaps/{name}/": file in answer.url and answer.ok):
            page.select_option("[data-basemap]", name)
        expect(page.locator("[data-credit]")).to_have_text("© The survey")
    drawn(page)
    walk.look(page, "map-own-shapes")

    page.select_option("[data-basemap]", "")
    expect(page.locator("[data-credit]")).to_have_text("")
    assert not walk.faults


@in_english
def test_a_host_that_the_setting_does_not_name_is_kept_out(walk: Walk, cases: None, tile_service: str) -> None:
    page = open_map(walk)

    with page.expect_console_message(lambda said: "Content Security Policy" in said.text):
        page.evaluate(SHOW, f"{tile_service}/1/1/1.png")

    assert TileServer.asked == []
