"""What is exported is imported again as it was, in every form and system."""

from collections.abc import Callable
from pathlib import Path

import pytest

from grids.exporting import NoSuchKind, write_areas
from grids.importing.adopting import adopt
from tests.city import NOON, Town
from tests.grids.importing.files import GAUSS_KRUEGER, cells, square, write_cells

ON = NOON.date()


@pytest.mark.parametrize("name", ["areas.geojson", "areas.gpkg"])
def test_an_exported_level_changes_nothing_when_it_is_imported(
    town: Town, tmp_path: Path, planned: Callable, name: str
) -> None:
    assert write_areas(tmp_path / name, on=ON, level="cell") == 4

    report = planned(tmp_path / name).report

    assert (report.faults, report.unchanged, report.changes) == ([], 4, 0)
    assert [one.kind for one in report.warnings] == ["no_change"]


@pytest.mark.parametrize("name", ["areas.geojson", "areas.gpkg", "areas.zip"])
@pytest.mark.parametrize("crs", ["EPSG:4490", "EPSG:4326", "EPSG:3857", GAUSS_KRUEGER])
def test_cells_come_back_from_every_form_and_system(
    town: Town, tmp_path: Path, planned: Callable, name: str, crs: str
) -> None:
    path = write_cells(tmp_path / name, cells(town), crs=crs)

    report = planned(path).report

    assert (report.faults, report.unchanged, report.changes) == ([], 4, 0)
    assert report.system.startswith(crs)


def test_one_cell_of_a_projected_file_still_meets_its_neighbours(
    town: Town, tmp_path: Path, planned: Callable, noon
) -> None:
    north = {code: shape for code, shape in cells(town).items() if code.endswith("002")}
    moved = {code: shape.union(square(n, 2, 1, 0.2)) for n, (code, shape) in enumerate(north.items())}
    around = write_cells(tmp_path / "city.gpkg", {"99": square(0, 0, 2, 2.2)}, crs=GAUSS_KRUEGER)
    adopt(planned(around, level="city"), at=noon)

    plan = planned(write_cells(tmp_path / "north.gpkg", moved, crs=GAUSS_KRUEGER))

    assert (plan.report.faults, plan.report.reshape) == ([], 2)


def test_a_geopackage_holds_a_layer_for_each_level(town: Town, tmp_path: Path, planned: Callable) -> None:
    assert write_areas(tmp_path / "all.gpkg", on=ON) == 5

    asked = planned(tmp_path / "all.gpkg").report
    report = planned(tmp_path / "all.gpkg", layer="cell").report

    assert [one.sentence for one in asked.faults] == ["Say which layer is meant. The file holds: city, cell."]
    assert report.unchanged == 4


def test_another_ending_is_refused(town: Town, tmp_path: Path) -> None:
    with pytest.raises(NoSuchKind, match=r"\.geojson or \.gpkg"):
        write_areas(tmp_path / "areas.shp", on=ON)
