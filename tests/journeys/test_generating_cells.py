"""An administrator divides a community in a browser: chooses, looks at the map and the list, and adopts."""

import pytest
import shapely
from django.utils import timezone
from playwright.sync_api import expect

from grids.city import city_day
from grids.generating.ground import Ground
from grids.generating.planning import plan_cells
from grids.generating.ways import Square
from grids.models import City
from tests.city import Town
from tests.drawn import drawn
from tests.grids.land import a_community, in_degrees
from tests.journeys.conftest import Walk, in_chinese

pytestmark = pytest.mark.browser


@in_chinese
def test_cells_are_looked_at_on_the_map_and_adopted(walk: Walk, town: Town) -> None:
    City.objects.update(code_widths={"community": 12, "cell": 15})
    outline = in_degrees(shapely.Polygon([(0, 0), (620, 40), (700, 500), (260, 560), (30, 300)]))
    today = city_day(timezone.now())
    community = a_community(outline, town.areas["west street"], households=900, on=today)

    page = walk.page_of("adam")
    page.goto(f"{walk.site}/desk/grids/")
    page.click("a[href='/desk/grids/generate/']")
    expect(page.locator("[name=resolution]")).to_be_hidden()
    walk.look(page, "generate")
    page.select_option("[name=area]", community.code)
    page.fill("[name=size]", "100")
    page.locator(".ways .button").click()

    canvas = page.locator("[data-map] canvas").first
    expect(canvas).to_be_visible()
    walk.look(page, "generated")
    page.set_viewport_size({"width": 1440, "height": 1200})
    drawn(page)
    canvas.click()
    expect(page.locator("[data-chosen]")).to_contain_text(community.code)
    expect(page.locator("tr.pin-hover")).to_have_count(1)
    page.locator("form[method=post] .button-primary").click()

    expect(page.locator(".notice-ok")).to_be_visible()
    assert community.children.count() == len(plan_cells(Ground(outline), Square(100)))
    walk.look(page, "grid-with-generated-cells")
