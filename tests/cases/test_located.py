"""How a point leads to its cell: inside, near enough, the point that means nobody knows, or nowhere."""

from collections.abc import Callable
from datetime import datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases import default_points, filing, intake, trial_files
from cases.intake import OutsideCity
from cases.models import Case, Report, Status
from govgrid.lib.coordinates import from_wgs84
from govgrid.lib.geo import Point
from grids.locate import How, place_at
from grids.models import City, DefaultPoint
from tests.builders import a_report, a_routed_case, a_telling, fresh
from tests.cases.telling_pages import Teller
from tests.city import SOUTH, WEST, Town, middle_of

METRE = 1 / 110_773  # degrees of latitude in the town
NEAR, FAR = Point(WEST + 0.005, SOUTH - 20 * METRE), Point(WEST + 0.005, SOUTH - 60 * METRE)


@pytest.fixture
def nowhere(town: Town) -> Point:
    """The town's hall, where the old system put what it did not know."""
    point = middle_of(1)
    DefaultPoint.objects.create(name_en="Town Hall", name_zh="镇政府", lon=point.lon, lat=point.lat)
    return point


def test_a_point_just_outside_belongs_to_the_nearest_cell_and_says_how_far(town: Town, noon: datetime) -> None:
    case = a_routed_case(town, point=NEAR)

    assert (case.status, case.cell_id, case.located) == (Status.DISPATCHED, town.cells[1].pk, How.NEAREST)
    assert case.suggestion["metres"] == pytest.approx(20, abs=0.1)
    assert case.history.get(action="file").data["how"] == "nearest"


def test_further_out_is_refused_as_outside(town: Town, noon: datetime) -> None:
    with pytest.raises(OutsideCity):
        intake.report(a_telling(town, point=FAR), by=None, at=noon)


def test_without_a_tolerance_only_points_inside_are_taken(town: Town, noon: datetime) -> None:
    City.objects.update(tolerance_m=0)

    with pytest.raises(OutsideCity):
        intake.report(a_telling(town, point=NEAR), by=None, at=noon)


def test_a_default_point_waits_for_a_person_with_the_reason(town: Town, nowhere: Point) -> None:
    case = a_routed_case(town, point=nowhere)

    assert (case.status, case.cell_id, case.located) == (Status.REPORTED, None, How.DEFAULT_POINT)
    assert case.suggestion["waits_for"] == "default_point"


def test_and_goes_on_once_somebody_knows_the_place(town: Town, nowhere: Point, noon: datetime) -> None:
    case, an = a_routed_case(town, point=nowhere), town.people["an"]

    with pytest.raises(OutsideCity, match="nobody knows"):
        filing.place(case, by=an, at=noon, point=nowhere)
    filing.place(fresh(case), by=an, at=noon, point=middle_of(2))

    placed = fresh(case)
    assert (placed.cell_id, placed.located) == (town.cells[2].pk, How.INSIDE)


def test_intake_and_routing_ask_no_more_than_before(town: Town, nowhere: Point, noon: datetime) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        intake.report(a_telling(town, point=NEAR), by=None, at=noon)

    assert len(asked) <= 4


def test_a_file_of_cases_says_which_points_mean_nothing(town: Town, nowhere: Point, noon: datetime) -> None:
    lines = [f"E0113,{point.lon},{point.lat},2026-09-16T12:00" for point in (nowhere, NEAR, FAR)]

    found = trial_files.read_cases("\n".join(["category,lon,lat,at", *lines]).encode(), at=noon)

    assert [fault for _line, fault, _given in found.refused] == ["default_point", "outside"]
    assert len(found.cases) == 1


def test_the_case_page_says_what_was_sent_and_how_it_led_to_the_cell(
    town: Town, signed_in: Callable[[str], Client]
) -> None:
    lon, lat = from_wgs84(NEAR, "gcj02")
    case = a_routed_case(town, point=NEAR, raw_point=(lon, lat), coord_system="gcj02")

    page = signed_in("su").get(f"/desk/cases/{case.number}/").content.decode()

    assert f"{lat:.6f}, {lon:.6f} (GCJ-02)" in page
    assert "(the nearest; its edge is 20.0 m away)" in page


def test_a_form_may_read_another_system_and_keeps_what_it_read(town: Town) -> None:
    lon, lat = from_wgs84(middle_of(1), "bd09")

    teller = Teller()
    teller.tell(place={"lon": lon, "lat": lat, "coord_system": "bd09"})
    teller.send()

    report = Report.objects.select_related("case").get()
    assert (report.raw_lon, report.raw_lat, report.coord_system) == (lon, lat, "bd09")
    assert Point(report.case.lon, report.case.lat).metres_to(middle_of(1)) < 0.01


def test_one_statement_places_a_batch(town: Town, nowhere: Point, noon: datetime, django_assert_num_queries) -> None:
    place_at(NEAR, on=noon.date())  # the city itself is read once and remembered

    with django_assert_num_queries(1):
        assert place_at(nowhere, on=noon.date()).how == How.DEFAULT_POINT


def test_a_spot_of_all_kinds_and_many_addresses_is_found_and_a_busy_corner_is_not(town: Town, noon: datetime) -> None:
    spot, corner = middle_of(1), middle_of(2)
    for n in range(12):
        kind = list(town.categories)[n % 4]
        a_report(town, point=spot, category=kind, address=f"{n} Lake Road")
        a_report(town, point=corner, category=kind, address="1 Hill Road")
    a_report(town, point=spot, category=None, address="?")
    Case.unscoped.filter(address="3 Lake Road").update(category=town.categories["road"].parent)

    found = default_points.candidates(at_least=10)

    assert [(one.point, one.kinds, one.known) for one in found] == [(spot, 5, False)]
    out = StringIO()
    call_command("find_default_points", least=10, stdout=out)
    assert "102.705000  25.005000      13      5" in out.getvalue()
