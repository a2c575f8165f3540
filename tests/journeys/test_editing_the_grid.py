"""The grid is edited in a browser: a cell is split by drawing, adopted from tomorrow, undone; and by keyboard alone."""

from datetime import timedelta

import pytest
import shapely
from django.utils import timezone
from playwright.sync_api import Page, expect

from cases import chores
from grids.city import city_day
from grids.locate import cell_at
from grids.models import Boundary, Edition
from tests.builders import a_routed_case, fresh
from tests.city import SIDE, SINCE, SOUTH, WEST, Town, middle_of
from tests.drawn import drawn
from tests.journeys.conftest import Walk, in_chinese, in_english

pytestmark = pytest.mark.browser
CODE = "990101001001"
ONE, THREE = f"{CODE}001", f"{CODE}002"


def draw_across(page: Page) -> None:
    """Draw a line from west to east through the lower of the two cells, a little above its lower edge."""
    # Zoomed out, so that both ends of the line lie outside the cell on a phone too.
    frame = drawn(page, "[data-grid-editor]")
    frame.scroll_into_view_if_needed()
    page.get_by_role("button", name="–").or_(page.locator(".ol-zoom-out")).first.click()
    drawn(page, "[data-grid-editor]")
    box = frame.bounding_box()
    middle, reach = box["x"] + box["width"] / 2, min(box["width"] * 0.4, box["height"] * 0.3)
    height = box["y"] + box["height"] * 0.58
    page.mouse.click(middle - reach, height)
    page.wait_for_timeout(400)  # two clicks at once are a double click, which ends a line
    page.mouse.dblclick(middle + reach, height)


@pytest.mark.parametrize(("language", "width"), [("zh-hans", 1440), ("en", 390)], indirect=["language"])
def test_a_cell_is_split_by_drawing_adopted_from_tomorrow_and_undone(walk: Walk, town: Town, width: int) -> None:
    case = a_routed_case(town, at=chores.now())
    outline = shapely.box(WEST, SOUTH, WEST + SIDE, SOUTH + 2 * SIDE)
    Boundary.objects.create(area=town.areas["west community"], geometry=shapely.to_wkb(outline), valid_from=SINCE)
    adam = walk.page_of("adam")
    adam.set_viewport_size({"width": width, "height": 900})

    adam.goto(f"{walk.site}/desk/grids/edit/?q={CODE}")
    adam.locator(f'a[href="/desk/grids/edit/{CODE}/"]').click()
    expect(adam.locator(".ol-viewport")).to_be_visible()
    draw_across(adam)
    expect(adam.locator("#grid-check [data-adopt]")).to_be_visible()
    expect(adam.locator(f'input[value="{ONE}"]')).to_be_checked()
    expect(adam.locator('[data-preview="cases"]')).to_have_text("1")
    if width == 1440:
        walk.look(adam, "grid-split")
    adam.locator("#grid-check [data-adopt]").click()
    adam.wait_for_url("**/desk/grids/editions/1/")

    made, day = Edition.objects.get(), city_day(timezone.now())
    assert made.ended == [ONE]
    assert cell_at(middle_of(1), on=day).code == ONE
    assert cell_at(middle_of(1), on=day + timedelta(days=1)).code in made.began
    assert fresh(case).cell.code == ONE
    if width == 1440:
        walk.look(adam, "grid-edition")
    adam.locator("#id_sure").check()
    adam.locator(".button-danger").click()
    adam.wait_for_url("**/desk/grids/editions/2/")

    assert cell_at(middle_of(1), on=day + timedelta(days=1)).code == ONE
    assert not walk.faults


@in_english
def test_what_was_checked_is_what_is_adopted(walk: Walk, town: Town) -> None:
    adam = walk.page_of("adam")
    adam.goto(f"{walk.site}/desk/grids/edit/{CODE}/")
    expect(adam.locator(".ol-viewport")).to_be_visible()
    draw_across(adam)
    expect(adam.locator("#grid-check [data-adopt]")).to_be_visible()

    adam.locator("#id_on").fill((city_day(timezone.now()) + timedelta(days=9)).isoformat())
    adam.locator("#id_note").focus()
    expect(adam.locator("#grid-check [data-adopt]")).to_have_count(0)

    assert not walk.faults
    adam.route("**/check/", lambda _held: None)
    with adam.expect_request("**/check/"):
        adam.locator("[data-check]").click()
    adam.locator("#id_on").fill((city_day(timezone.now()) + timedelta(days=8)).isoformat())
    with adam.expect_event("requestfailed"):  # nor does the answer that was on its way bring the button
        adam.locator("#id_note").focus()
    adam.unroute("**/check/")
    walk.faults.clear()  # htmx notes the question that was taken back

    adam.locator("[data-check]").click()
    expect(adam.locator("#grid-check [data-adopt]")).to_be_visible()
    adam.locator("[data-clear]").click()
    expect(adam.locator("#grid-check [data-adopt]")).to_have_count(0)
    assert not walk.faults


@in_chinese
def test_an_edge_is_dragged_with_both_neighbours(walk: Walk, town: Town) -> None:
    adam = walk.page_of("adam")
    adam.goto(f"{walk.site}/desk/grids/edit/{CODE}/")
    expect(adam.locator(".ol-viewport")).to_be_visible()
    adam.locator('input[name="tool"][value="move"]').check()
    box = drawn(adam, "[data-grid-editor]").bounding_box()
    middle, edge = box["x"] + box["width"] / 2 + 12, box["y"] + box["height"] / 2  # the view leaves room at the left

    adam.mouse.move(middle, edge)
    adam.mouse.down()
    adam.mouse.move(middle, edge + 30, steps=4)
    adam.mouse.up()

    expect(adam.locator("#grid-check [data-adopt]")).to_be_visible()
    walk.look(adam, "grid-move")
    adam.locator("#grid-check [data-adopt]").click()
    adam.wait_for_url("**/desk/grids/editions/1/")
    assert Edition.objects.get().reshaped == [ONE, THREE]
    assert not walk.faults


@in_english
def test_cells_are_merged_and_split_with_the_keyboard_alone(walk: Walk, town: Town) -> None:
    adam = walk.page_of("adam")
    adam.goto(f"{walk.site}/desk/grids/edit/{CODE}/")
    adam.locator('input[name="tool"]:checked').focus()
    adam.keyboard.press("ArrowRight")
    for code in (ONE, THREE):
        adam.locator(f'input[value="{code}"]').focus()
        adam.keyboard.press("Space")
    adam.locator("[data-check]").focus()
    adam.keyboard.press("Enter")
    expect(adam.locator("[data-adopt]")).to_be_visible()
    walk.look(adam, "grid-merge")
    adam.locator("[data-adopt]").focus()
    adam.keyboard.press("Enter")
    adam.wait_for_url("**/desk/grids/editions/1/")

    adam.goto(f"{walk.site}/desk/grids/edit/{CODE}/")
    adam.locator(f'input[value="{CODE}003"]').focus()
    adam.keyboard.press("Space")
    adam.locator("#id_points").focus()
    adam.keyboard.type(f"{WEST - 0.001}, {SOUTH + 0.5 * SIDE}; {WEST + 0.5 * SIDE}, {SOUTH + 0.5 * SIDE}")
    adam.locator("[data-check]").focus()
    adam.keyboard.press("Enter")
    expect(adam.locator("#grid-check [role=alert]")).to_be_visible()  # the line ends inside the cell
    walk.look(adam, "grid-refused")
    adam.locator("#id_points").fill(f"{WEST - 0.001}, {SOUTH + 0.5 * SIDE}; {WEST + 1.1 * SIDE}, {SOUTH + 0.5 * SIDE}")
    adam.locator("#id_points").press("Tab")
    adam.locator("[data-check]").focus()
    adam.keyboard.press("Enter")
    expect(adam.locator("[data-adopt]")).to_be_visible()
    adam.locator("[data-adopt]").focus()
    adam.keyboard.press("Enter")
    adam.wait_for_url("**/desk/grids/editions/2/")

    assert Edition.objects.get(number=2).began == [f"{CODE}004", f"{CODE}005"]
    assert not walk.faults


@in_chinese
def test_an_officer_is_assigned_where_the_map_shows_a_gap(walk: Walk, town: Town) -> None:
    adam = walk.page_of("adam")
    adam.goto(f"{walk.site}/desk/grids/cover/")
    walk.look(adam, "grid-cover")
    adam.locator("tbody a").first.click()
    adam.select_option("#id_officer", str(town.people["wu"].pk))
    adam.locator("#assign .button-primary").click()
    expect(adam.locator(".notice-ok")).to_be_visible()
    walk.look(adam, "grid-assigned")

    expect(adam.locator("#assign .cover-here")).to_be_visible()
    assert not walk.faults
