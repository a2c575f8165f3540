"""What stands near the place is offered; the page works by buttons alone, and says why one cannot be picked."""

from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from cases.models import Report
from govgrid.lib.coordinates import from_wgs84
from grids.models import Place
from tests.cases.components import LAMP, a_bench, a_component, north
from tests.cases.telling_pages import Teller, page_of
from tests.city import Town, middle_of

NEAR = "/report/components/"


def told(**said: Any) -> dict[str, Any]:
    point = north(6)
    return {"lon": point.lon, "lat": point.lat, **said}


def test_what_stands_near_the_pin_comes_as_a_part_with_its_distance(town: Town) -> None:
    a_component(town)

    page = Client().get(NEAR, told()).content.decode()

    assert page.lstrip().startswith('<div id="components-near"')
    assert "Street light 0001, 6 m away" in page
    assert "None of these" in page


@pytest.mark.parametrize("system", ["gcj02", "bd09"])
def test_a_pin_of_another_system_offers_what_stands_at_its_true_place(town: Town, system: str) -> None:
    a_component(town)
    lon, lat = from_wgs84(north(6), system)

    part = Client().get(NEAR, told(lon=lon, lat=lat, coord_system=system)).content.decode()

    assert "Street light 0001, 6 m away" in part
    assert "[name='coord_system']" in part  # the part asks for itself, and says the system each time


def test_a_pin_of_a_system_that_is_none_offers_nothing(town: Town) -> None:
    a_component(town)

    assert "Street light" not in Client().get(NEAR, told(coord_system="mars")).content.decode()


def test_the_one_tapped_on_the_map_is_chosen_in_the_list(town: Town) -> None:
    a_component(town)

    form = Client().get(NEAR, told(picked=LAMP)).context["form"]

    assert form["component"].value() == LAMP


def test_without_a_place_or_anything_near_there_is_no_list(town: Town) -> None:
    assert "<fieldset" not in Client().get(NEAR).content.decode()
    assert "<fieldset" not in Client().get(NEAR, told()).content.decode()


def test_without_scripts_a_button_lists_what_stands_at_the_place_found(town: Town) -> None:
    a_component(town)
    point = middle_of(1)
    Place.objects.create(name_en="Old Market", name_zh="老市场", kind="market", lon=point.lon, lat=point.lat)
    said = {"search": "market", "found": f"{point.lon},{point.lat}", "address": "Dark.", "look_up": "components"}

    page = Teller().answer("place", **said).content.decode()

    assert "Street light 0001, 0 m away" in page
    assert "Dark." in page


@pytest.mark.parametrize("field", ["component", "picked"])
def test_the_report_keeps_the_component_picked_in_the_list_or_on_the_map(town: Town, field: str) -> None:
    lamp, teller = a_component(town), Teller()

    led = teller.tell(until="words", place=told(**{field: LAMP}))
    teller.answer("words", words="It is dark here.")
    teller.answer("photos", go="1")
    teller.answer("contact")
    teller.send()

    report = Report.objects.get()
    assert page_of(led) == "words"  # what was picked says what it is: nobody is asked
    assert (report.component, report.category, report.case.component) == (lamp, lamp.category, lamp)
    assert report.case.lat == pytest.approx(north(6).lat)


def test_a_component_alone_is_a_place(town: Town) -> None:
    lamp, teller = a_component(town), Teller()

    teller.tell(place={"lon": None, "lat": None, "component": LAMP})
    teller.send()

    assert Report.objects.get().case.lon == lamp.lon


def test_the_category_chosen_counts_and_a_component_of_another_kind_is_let_go_of(town: Town) -> None:
    bench = a_bench(town)
    a_component(town)
    teller = Teller()
    teller.tell(place=told(component=LAMP))

    teller.answer("category", category=bench.code)
    teller.send()

    case = Report.objects.get().case
    assert (case.category, case.component) == (bench, None)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"valid_to": "2020-01-01"}, "has stood there until"),
        ({"north_m": 300}, "stands 294 m from the point given"),
    ],
)
def test_one_that_cannot_be_picked_is_said_at_the_list(town: Town, more: dict[str, Any], words: str) -> None:
    a_component(town, **more)

    answer = Teller().answer("place", **told(component=LAMP))

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Report.objects.exists()


def test_the_list_speaks_chinese(town: Town) -> None:
    a_component(town)

    with translation.override("zh-hans"):
        page = Client().get(NEAR, told(), headers={"Accept-Language": "zh-hans"}).content.decode()

    assert "路灯 0001" in page
