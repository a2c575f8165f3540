"""A census is taken whole or not at all, and the same census again changes nothing."""

from datetime import date, timedelta

import pyproj
import pytest

from departments.census import files, taking
from departments.census.taking import Outcome, Wish
from departments.models import Component
from govgrid.lib.coordinates import from_wgs84
from govgrid.lib.geo import Point
from tests.city import NOON, Town, middle_of
from tests.departments.census.attribute_table import LAMP, file, line

OTHER = "9901010137000002"
DAY = timedelta(days=1)


def take(data: bytes, *, name: str = "census.csv", dry_run: bool = False, at=NOON, **wish: object) -> Outcome:
    return taking.take(files.read(data, name), Wish(**wish), at=at, dry_run=dry_run)


def test_a_lamp_gets_its_kind_its_cell_and_its_three_departments(town: Town) -> None:
    outcome = take(file())

    lamp = Component.objects.get(code=LAMP)
    assert (outcome.new, outcome.changed, outcome.same, outcome.written) == (1, 0, 0, True)
    assert lamp.category == town.categories["lamp"]
    assert lamp.cell == town.cells[1]
    assert [lamp.authority.code, lamp.owner.code, lamp.keeper.code] == ["centre", "roads", "lamps"]
    assert (lamp.name_zh, lamp.accuracy_m, lamp.surveyed_on) == ("学府路1号灯", 0.5, date(2026, 3, 1))


def test_the_same_census_again_changes_nothing(town: Town) -> None:
    take(file())

    again = take(file())

    assert (again.new, again.changed, again.same) == (0, 0, 1)


def test_only_what_differs_is_changed(town: Town) -> None:
    take(file(line(), line(ObjID=OTHER)))

    outcome = take(file(line(), line(ObjID=OTHER, ObjState="破损")))

    assert (outcome.new, outcome.changed, outcome.same) == (0, 1, 1)
    assert Component.objects.get(code=OTHER).state == Component.State.DAMAGED


def test_what_is_missing_from_a_whole_census_has_ended_and_is_kept(town: Town) -> None:
    take(file(line(), line(ObjID=OTHER)))

    outcome = take(file(), complete=True)

    assert outcome.ended == 1
    assert Component.objects.get(code=OTHER).valid_to == NOON.date()
    assert Component.objects.get(code=LAMP).valid_to is None


def test_what_is_missing_from_a_part_of_the_city_stays(town: Town) -> None:
    take(file(line(), line(ObjID=OTHER)))

    assert take(file()).ended == 0
    assert Component.objects.get(code=OTHER).valid_to is None


def test_what_is_found_again_stands_again(town: Town) -> None:
    take(file(line(), line(ObjID=OTHER)))
    take(file(), complete=True)

    take(file(line(), line(ObjID=OTHER)), at=NOON + DAY)

    assert Component.objects.get(code=OTHER).valid_to is None


def test_a_dry_run_tells_what_would_be_and_writes_nothing(town: Town) -> None:
    outcome = take(file(), dry_run=True)

    assert (outcome.new, outcome.written) == (1, False)
    assert not Component.objects.exists()


def test_nothing_is_written_on_a_fault(town: Town) -> None:
    outcome = take(file(line(), line(ObjID=OTHER, DeptCode3="nobody")))

    assert outcome.findings.faults == [(3, "Keeper: 'nobody' is no department of this city.")]
    assert not Component.objects.exists()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"ObjID": "9901019999000001"}, "names no kind"),
        ({"ObjID": "灯 1"}, "is no code of a component"),
        ({"ObjState": "歪了"}, "is no state"),
        ({"ORDate": "2026-02-30"}, "is no date"),
        ({"ORDate": "2036-02-01"}, "lies in the future"),
        ({"DataSource": "听说"}, "is no source"),
        ({"Accuracy": "Z"}, "is no accuracy"),
        ({"lon": "here"}, "is no point"),
        ({"lon": "103.5"}, "lies outside the city."),
        ({"lon": "25.005", "lat": "102.705"}, "are lon and lat exchanged?"),
        ({"ObjPos": "x" * 201}, "is longer than 200"),
    ],
)
def test_each_fault_is_said_with_its_line(town: Town, said: dict[str, str], words: str) -> None:
    ((number, sentence),) = take(file(line(**said))).findings.faults

    assert number == 2
    assert words in sentence


def test_a_code_that_stands_twice_is_a_fault(town: Town) -> None:
    assert take(file(line(), line())).findings.faults == [(3, f"{LAMP} stands already in line 2.")]


def test_another_cell_than_the_recorded_one_is_a_warning_with_the_distance(town: Town) -> None:
    outcome = take(file(line(BGID="990102001001001")))

    ((number, sentence),) = outcome.findings.warnings
    assert number == 2
    assert "lies in 990101001001001, 504 m away" in sentence
    assert Component.objects.get().cell == town.cells[1]


def test_a_department_that_has_ended_is_a_warning(town: Town) -> None:
    lamps = town.departments["lamps"]
    lamps.valid_to = NOON.date()
    lamps.save(update_fields=["valid_to"])

    assert "has ended; cases go by the duty list" in take(file()).findings.warnings[0][1]


def test_a_department_may_be_named_instead_of_coded(town: Town) -> None:
    take(file(line(DeptCode3="", DeptName3="路灯公司")))

    assert Component.objects.get().keeper == town.departments["lamps"]


@pytest.mark.parametrize(
    ("system", "metres"), [("gcj02", 0.01), ("bd09", 0.01), ("EPSG:4547", 0.01), ("EPSG:4490", 0.5)]
)
def test_places_are_kept_in_wgs84_whatever_system_they_came_in(town: Town, system: str, metres: float) -> None:
    truth = middle_of(1)
    if system.startswith("EPSG"):
        x, y = pyproj.Transformer.from_crs("EPSG:4326", system, always_xy=True).transform(*truth)
    else:
        x, y = from_wgs84(truth, system)

    take(file(line(lon=f"{x:.9f}", lat=f"{y:.9f}")), system=system)

    lamp = Component.objects.get()
    assert truth.metres_to(Point(lamp.lon, lamp.lat)) < metres
