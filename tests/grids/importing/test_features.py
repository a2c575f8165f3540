"""A feature that cannot be taken is said with its number, and the whole file waits for it."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from shapely import Geometry

from grids.models import City
from tests.city import Town
from tests.grids.importing.files import cells, geojson, polygon, square, write, write_cells, zip_up

Planned = Callable
BOW = [(102.70, 25.00), (102.71, 25.01), (102.71, 25.00), (102.70, 25.01), (102.70, 25.00)]


def features(town: Town, **instead: Any) -> list[dict[str, Any]]:
    """Return the cells as features; `instead` replaces parts of the second."""
    found = [{"code": code, "geometry": json.loads(shapely.to_geojson(s))} for code, s in cells(town).items()]
    found[1] |= instead
    return found


@pytest.mark.parametrize(
    ("instead", "says"),
    [
        ({"geometry": None}, "It has no outline."),
        ({"geometry": {"type": "Polygon", "coordinates": []}}, "It has no outline."),
        ({"geometry": {"type": "Point", "coordinates": [102.7, 25.0]}}, "It is a Point; an area is a polygon"),
        ({"geometry": {"type": "LineString", "coordinates": BOW}}, "It is a LineString; an area is a polygon"),
        ({"geometry": polygon(BOW)}, "Its outline is not valid: Self-intersection"),
        ({"geometry": polygon(BOW[:4])}, "Its outline has a ring of fewer than four corners"),
        ({"geometry": polygon([(102.7, 25.0), (102.71, float("nan")), (102.71, 25.01), (102.7, 25.0)])}, "no number"),
        ({"code": None}, "It has no code."),
        ({"code": "9" * 30}, "Its code is longer than 24 characters."),
        ({"code": "990101001001001"}, "Its code stands at feature 1 already."),
        ({"code": "990101"}, "The area with this code is of another level: District."),
        ({"parent": "12"}, "The area that it lies below, “12”, does not exist on that day."),
        ({"parent": "990101001001002"}, "990101001001002 is of level Cell; an area lies below one of a higher level."),
        ({"parent": "990101001001"}, "It lies below 990102001001, not 990101001001: an area keeps its place."),
        ({"name_zh": "格" * 121}, "Its name is longer than 120 characters."),
    ],
)
def test_a_fault_is_said_at_its_feature(
    town: Town, tmp_path: Path, planned: Planned, instead: dict[str, Any], says: str
) -> None:
    plan = planned(geojson(tmp_path / "a.geojson", features(town, **instead)))

    first = plan.report.faults[0]
    assert (first.feature, says in first.sentence) == (2, True), first.sentence
    assert not plan.change


def test_a_corner_that_is_no_number_is_found_in_a_geopackage_too(town: Town, tmp_path: Path, planned: Planned) -> None:
    shape = shapely.transform(square(0, 0), lambda xy: np.where(xy == 102.71, np.nan, xy))

    report = planned(write(tmp_path / "a.gpkg", [shape], {"code": ["990101001001001"]})).report

    assert [str(one) for one in report.faults] == [
        "Feature 1 (990101001001001): A corner of its outline is no number."
    ]  # fmt: skip


def test_an_outline_is_repaired_only_when_that_is_wished(town: Town, tmp_path: Path, planned: Planned) -> None:
    # A ring that touches itself: the same square, with a thorn without width.
    ring = [(102.71, 25.0), (102.72, 25.0), (102.72, 25.01), (102.725, 25.015), (102.72, 25.01), (102.71, 25.01)]
    path = geojson(tmp_path / "a.geojson", features(town, geometry=polygon([*ring, ring[0]])))

    as_it_is, repaired = planned(path).report, planned(path, repair=True).report

    assert [one.kind for one in as_it_is.faults] == ["invalid"]
    assert (repaired.faults, repaired.repaired, repaired.unchanged) == ([], 1, 4)
    assert [one.feature for one in repaired.warnings if one.kind == "repaired"] == [2]


def test_nothing_is_left_of_a_line_that_calls_itself_a_polygon(town: Town, tmp_path: Path, planned: Planned) -> None:
    flat = [(102.71, 25.0), (102.72, 25.0), (102.73, 25.0), (102.71, 25.0)]

    report = planned(geojson(tmp_path / "a.geojson", features(town, geometry=polygon(flat))), repair=True).report

    assert (report.faults[0].feature, report.faults[0].kind) == (2, "repaired_away")


def test_heights_are_left_away_and_said(town: Town, tmp_path: Path, planned: Planned) -> None:
    high = [shapely.force_3d(shape, 1890.0) for shape in cells(town).values()]

    path = write(tmp_path / "a.gpkg", high, {"code": list(cells(town))}, kind="Polygon Z")

    report = planned(path).report
    assert (report.faults, report.unchanged) == ([], 4)
    assert "4 outlines have heights; they are left away." in [one.sentence for one in report.warnings]


def test_a_file_of_mixed_kinds_is_taken_where_it_has_polygons(town: Town, tmp_path: Path, planned: Planned) -> None:
    shapes: list[Geometry] = list(cells(town).values())
    mixed = [shapely.multipolygons([shapes[0]]), *shapes[1:], shapely.Point(102.71, 25.01)]
    path = write(tmp_path / "a.gpkg", mixed, {"code": [*cells(town), "990101001001009"]}, kind="Unknown")

    report = planned(path).report

    assert [(one.feature, one.kind) for one in report.faults] == [(5, "no_polygon")]
    assert report.unchanged == 4


def test_codes_have_the_width_of_their_level_and_begin_as_their_parent(
    town: Town, tmp_path: Path, planned: Planned
) -> None:
    City.objects.update(code_widths={"community": 12, "cell": 15})
    new = [{"code": code, "geometry": None} for code in ("99010100100109", "990101001001009")]
    wrong = {"code": "880101001001009", "parent": "990101001001", "geometry": None}

    report = planned(geojson(tmp_path / "a.geojson", [*new, wrong])).report

    said = [str(one) for one in report.faults if one.kind.startswith("code_")]
    assert said == [
        "Feature 1 (99010100100109): 99010100100109 has 14 characters; the code of a cell has 15: 12 community + "
        "3 sequence.",
        "Feature 3 (880101001001009): 880101001001009 does not begin with the code of its parent, 990101001001.",
    ]


@pytest.mark.parametrize("cpg", [b"GBK", b"936", None])
def test_chinese_names_and_columns_are_read_from_a_shapefile(
    town: Town, tmp_path: Path, planned: Planned, cpg: bytes | None
) -> None:
    codes, names = list(cells(town)), ["翠湖一格", "翠湖二格", "翠湖三格", "翠湖四格"]
    columns = {"网格编码": codes, "名称": names}
    write(tmp_path / "a.zip", list(cells(town).values()), columns, encoding="GBK")
    parts = {part.name: part.read_bytes() for part in (tmp_path / "a.d").iterdir() if part.suffix != ".cpg"}
    # The byte that names the language is 0 in what most Chinese systems write.
    parts["cells.dbf"] = parts["cells.dbf"][:29] + b"\0" + parts["cells.dbf"][30:]
    path = zip_up(tmp_path / "b.zip", {**parts, **({"cells.cpg": cpg} if cpg else {})})

    plan = planned(path, name_zh_field="名称")

    assert (plan.report.faults, plan.report.columns["code"], plan.report.rename) == ([], "网格编码", 4)
    assert {zh for zh, _en in plan.rename.values()} == set(names)


def test_a_zip_with_two_shapefiles_asks_which(town: Town, tmp_path: Path, planned: Planned) -> None:
    write_cells(tmp_path / "a.zip", cells(town))
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    both = {**parts, **{name.replace("cells", "湖区"): content for name, content in parts.items()}}

    asked = planned(zip_up(tmp_path / "b.zip", both)).report
    report = planned(tmp_path / "b.zip", layer="湖区").report

    assert asked.faults[0].sentence == "Say which layer is meant. The file holds: cells, 湖区."
    assert (report.faults, report.unchanged) == ([], 4)
