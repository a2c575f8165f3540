"""A file that cannot be taken as a whole says why in one sentence, and nothing is written."""

import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import shapely
from shapely import affinity

from grids.importing.comparing import plan_of
from grids.importing.confining import BOUNDS, Bounds, confined
from grids.importing.wishing import Wish
from grids.models import Area, Boundary, Edition
from tests.city import NOON, Town
from tests.grids.importing.files import cells, geojson, in_system, write, write_cells, zip_up

Planned = Callable
ON = NOON.date()


def empty(town: Town, folder: Path) -> Path:
    (folder / "a.geojson").touch()
    return folder / "a.geojson"


def another_kind(town: Town, folder: Path) -> Path:
    (folder / "a.geojson").write_bytes(b"%PDF-1.7 a plan of the city")
    return folder / "a.geojson"


def cut_off(name: str) -> Callable[[Town, Path], Path]:
    def spoil(town: Town, folder: Path) -> Path:
        path = write_cells(folder / name, cells(town))
        content = path.read_bytes()
        path.write_bytes(content[: len(content) * 2 // 3])
        return path

    return spoil


def cut_off_inside(town: Town, folder: Path) -> Path:
    """The zip is whole, and the outlines within it are not."""
    parts = _parts(town, folder)
    return zip_up(folder / "b.zip", {**parts, "cells.shp": parts["cells.shp"][: len(parts["cells.shp"]) // 2]})


def without_features(town: Town, folder: Path) -> Path:
    return geojson(folder / "a.geojson", [])


def without_system(town: Town, folder: Path) -> Path:
    parts = _parts(town, folder)
    del parts["cells.prj"]
    return zip_up(folder / "b.zip", parts)


def swapped(town: Town, folder: Path) -> Path:
    turned = {code: shapely.transform(shape, lambda xy: xy[:, ::-1]) for code, shape in cells(town).items()}
    return write_cells(folder / "a.geojson", turned)


def swapped_metres(town: Town, folder: Path) -> Path:
    """Northing first, as Chinese surveyors write it."""
    moved = [in_system(shape, "EPSG:4543") for shape in cells(town).values()]
    turned = [shapely.transform(shape, lambda xy: xy[:, ::-1]) for shape in moved]
    return write(folder / "a.gpkg", turned, {"code": list(cells(town))}, crs=None)


def metres_called_degrees(town: Town, folder: Path) -> Path:
    return write_cells(folder / "a.geojson", {c: in_system(s, "EPSG:3857") for c, s in cells(town).items()})


def another_city(town: Town, folder: Path) -> Path:
    return write_cells(folder / "a.gpkg", {c: affinity.translate(s, 13, 15) for c, s in cells(town).items()})


def old_system(town: Town, folder: Path) -> Path:
    return write_cells(folder / "a.gpkg", cells(town), crs="EPSG:4610")


def without_codes(town: Town, folder: Path) -> Path:
    return write(
        folder / "a.gpkg", list(cells(town).values()), {"名称": ["甲", "乙", "丙", "丁"], "area": [1, 2, 3, 4]}
    )


def bomb(town: Town, folder: Path) -> Path:
    """200 MB of zeros in 200 kB."""
    return zip_up(folder / "a.zip", {**_parts(town, folder), "cells.dbf": bytes(200 * 2**20)})


def lying_bomb(town: Town, folder: Path) -> Path:
    """The directory says that little would come out."""
    path = bomb(town, folder)
    content = path.read_bytes()
    path.write_bytes(content.replace(struct.pack("<I", 200 * 2**20), struct.pack("<I", 1000)))
    return path


def many_entries(town: Town, folder: Path) -> Path:
    return zip_up(folder / "a.zip", {f"{n}.txt": b"" for n in range(500)})


def huge_entries(town: Town, folder: Path) -> Path:
    path = zip_up(folder / "a.zip", _parts(town, folder))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_STORED) as archive:
        for n in range(3):
            archive.writestr(f"{n}.bin", b"")
            archive.filelist[-1].file_size = archive.filelist[-1].compress_size = 500 * 2**20
    return path


def climbing(town: Town, folder: Path) -> Path:
    return zip_up(folder / "a.zip", {**_parts(town, folder), "../../outside.shp": b"x"})


def no_shapefile(town: Town, folder: Path) -> Path:
    return zip_up(folder / "a.zip", {"readme.txt": b"see attachment"})


def without_part(town: Town, folder: Path) -> Path:
    parts = _parts(town, folder)
    del parts["cells.dbf"]
    return zip_up(folder / "b.zip", parts)


def _parts(town: Town, folder: Path) -> dict[str, bytes]:
    write_cells(folder / "parts.zip", cells(town))
    return {part.name.replace("parts", "cells"): part.read_bytes() for part in (folder / "parts.d").iterdir()}


@pytest.mark.parametrize(
    ("spoil", "words", "says"),
    [
        (empty, {}, "The file is empty."),
        (another_kind, {}, "This is neither GeoJSON, a GeoPackage nor a zipped Shapefile."),
        (cut_off("a.geojson"), {}, "The file cannot be read: it is damaged or cut off."),
        (cut_off("a.gpkg"), {}, "The file cannot be read: it is damaged or cut off."),
        (cut_off("a.zip"), {}, "The zip file is damaged or cut off, or needs a password."),
        (cut_off_inside, {}, ""),
        (without_features, {}, "The file holds no features."),
        (without_system, {}, "The file does not say its coordinate system. Name it, as EPSG:4490."),
        (without_system, {"crs": "EPSG:12"}, "The coordinate system “EPSG:12” is not known."),
        (swapped, {}, "The axes are swapped: read the other way round, the outlines lie in the city (EPSG:4326"),
        (swapped_metres, {"crs": "EPSG:4543"}, "The axes are swapped: read the other way round"),
        (metres_called_degrees, {}, "is no place in EPSG:4326 WGS 84. Name the system the file is in."),
        (another_city, {}, "Read in EPSG:4326 WGS 84, the outlines lie 2"),
        (old_system, {}, "From EPSG:4610 Xian 1980 to WGS 84 no transformation is known that is good to 10 m."),
        (without_codes, {}, "Which column holds the codes? The file has: 名称, area."),
        (without_codes, {"code_field": "nr"}, "There is no column “nr”. The file has: 名称, area."),
        (bomb, {}, "cells.dbf in the zip file would unpack to"),
        (lying_bomb, {}, "The zip file is damaged"),
        (many_entries, {}, "The zip file holds 500 files; at most 100 are taken."),
        (huge_entries, {}, "The zip file would unpack to 1,500 MB; at most 1,024 MB are taken."),
        (climbing, {}, "The zip file names a path outside of itself (../../outside.shp). It is not opened."),
        (no_shapefile, {}, "The zip file holds no Shapefile (.shp)."),
        (without_part, {}, "The Shapefile lacks its part .dbf."),
    ],
)
def test_a_bad_file_says_what_is_wrong_with_it(
    town: Town, tmp_path: Path, planned: Planned, spoil: Callable[[Town, Path], Path], words: dict[str, str], says: str
) -> None:
    plan = planned(spoil(town, tmp_path), **words)

    assert says in plan.report.faults[0].sentence
    assert not plan.change
    assert not (tmp_path.parent / "outside.shp").exists()
    assert (Edition.objects.count(), Boundary.objects.count(), Area.objects.count()) == (0, 5, 11)


def test_an_area_that_does_not_exist_is_no_scope(town: Town, tmp_path: Path, planned: Planned) -> None:
    report = planned(write_cells(tmp_path / "a.gpkg", cells(town)), within="12").report

    assert [one.sentence for one in report.faults] == ["There is no area 12 on that day."]


@pytest.fixture
def ten_million_corners(tmp_path: Path) -> Path:
    turns = np.linspace(0, 2 * np.pi, 10_000_000)
    ring = np.column_stack([102.71 + np.cos(turns) / 100, 25.01 + np.sin(turns) / 100])
    return write(tmp_path / "a.gpkg", [shapely.polygons(ring)], {"code": ["990101001001001"]})


def test_ten_million_corners_are_refused_within_bounds(town: Town, ten_million_corners: Path, planned: Planned) -> None:
    request = {
        "path": str(ten_million_corners), "layer": "", "columns": {}, "crs": "", "city_box": None, "repair": True
    }  # fmt: skip

    answer, _shapes = confined("reading", request)
    report = planned(ten_million_corners).report

    assert answer["broken"][0] == "too_many_corners"
    assert answer["peak_mb"] < BOUNDS.memory_mb
    assert "The outlines have 10,000,0" in report.faults[0].sentence


@pytest.mark.parametrize(
    ("bounds", "says"),
    [
        (Bounds(memory_mb=700), "Reading the file needs more memory than an import may use."),
        (Bounds(wall_seconds=0), "Reading the file takes longer than an import may last."),
        (Bounds(cpu_seconds=1), "Reading the file takes longer than an import may last."),
    ],
)
def test_what_takes_too_much_is_ended_by_the_kernel(
    town: Town, ten_million_corners: Path, bounds: Bounds, says: str
) -> None:
    unlimited = Bounds(bounds.memory_mb, bounds.cpu_seconds, bounds.wall_seconds, most_corners=10**9)

    report = plan_of(ten_million_corners, Wish(level="cell", on=ON), bounds=unlimited).report

    assert [one.sentence.startswith(says) for one in report.faults] == [True]


def test_too_many_features_are_not_read(town: Town, tmp_path: Path) -> None:
    path = write_cells(tmp_path / "a.gpkg", cells(town))

    report = plan_of(path, Wish(level="cell", on=ON), bounds=Bounds(most_features=3)).report

    assert [str(one) for one in report.faults] == ["The file holds 4 features; an import takes at most 3."]


def test_a_file_of_gdals_other_drivers_is_not_followed(town: Town, tmp_path: Path, planned: Planned) -> None:
    path = tmp_path / "a.json"
    path.write_text('{"type": "Topology", "objects": {"a": {"type": "Polygon", "arcs": [[0]]}}, "arcs": []}')

    assert planned(path).report.faults[0].kind == "unreadable"
