"""Surveyors' files of every kind come in as the same table; what cannot be read is refused with a sentence."""

import io
import zipfile
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely

from departments.census import files
from departments.census.codes import category_of
from departments.census.files import BadCensus
from tests.departments.census.attribute_table import LAMP, file


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_csv_is_read_in_the_encodings_of_surveyors(encoding: str) -> None:
    table = files.read(file().decode().encode(encoding), "census.csv")

    assert table.header[0] == "ObjID"
    assert table.rows[0][:2] == [LAMP, "学府路1号灯"]
    assert table.lines == [2]


@pytest.mark.parametrize(("suffix", "driver"), [(".geojson", "GeoJSON"), (".gpkg", "GPKG"), (".zip", "ESRI Shapefile")])
def test_geometry_comes_with_its_attributes_and_its_system(tmp_path: Path, suffix: str, driver: str) -> None:
    table = files.read(_survey(tmp_path, driver), f"census{suffix}")

    assert dict(zip(table.header, table.rows[0], strict=True)) == {"ObjID": LAMP, "ObjState": "完好"}
    assert table.points == [pytest.approx((102.705, 25.005))]
    assert "4326" in table.system or "WGS 84" in table.system


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"ObjID\n", "c.csv", "no row"),
        (b"", "c.csv", "no row"),
        (b"a,b\n1\n", "c.csv", "Line 2"),
        (b"{}", "c.geojson", "cannot be read|no features|neither"),
        (b"PK\x03\x04 torn", "c.zip", "zip file is damaged|neither GeoJSON"),
        (b"nothing", "c.gpkg", "neither GeoJSON"),
        (b"\xff\xff\xff", "c.csv", "neither UTF-8 nor GBK"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(data: bytes, name: str, words: str) -> None:
    with pytest.raises(BadCensus, match=words):
        files.read(data, name)


KNOWN = {"0137": 1, "0118": 2, "0102": 3, "0204": 4}


@pytest.mark.parametrize(
    ("code", "scheme", "kind"),
    [
        ("5301020137000123", "2013", 1),
        ("5301020118000123", "2013", 2),  # a septic-tank cover
        ("5301020118000123", "2007", 1),  # a street light
        ("5301020102000123", "2007", 3),
        ("5301020203000123", "2013", 4),  # of 2007: 2013 does not know it
        ("5301020203000123", "2007", 4),
        ("5301020117000123", "2007", None),  # a pole: power or telecom is a question for people
        ("5301020103700012", "2020", 1),
        ("5301020199900012", "2020", None),
        ("53010201370001", "2013", None),
        ("53010201370001ab", "2013", None),
    ],
)
def test_sixteen_digits_name_the_kind_by_their_scheme(code: str, scheme: str, kind: int | None) -> None:
    assert category_of(code, scheme, KNOWN) == kind


def _survey(folder: Path, driver: str) -> bytes:
    """A survey of one lamp, written by the same library that surveyors' programs use."""
    path = folder / {"GeoJSON": "s.geojson", "GPKG": "s.gpkg", "ESRI Shapefile": "s.shp"}[driver]
    fields = [np.array([LAMP], dtype=object), np.array(["完好"], dtype=object)]
    shapes = np.array([shapely.to_wkb(shapely.Point(102.705, 25.005))], dtype=object)
    more = {"encoding": "UTF-8"} if driver == "ESRI Shapefile" else {}
    pyogrio.raw.write(
        path,
        shapes,
        fields,
        np.array(["ObjID", "ObjState"]),
        geometry_type="Point",
        crs="EPSG:4326",
        driver=driver,
        **more,
    )
    if driver != "ESRI Shapefile":
        return path.read_bytes()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for part in folder.glob("s.*"):
            archive.write(part, part.name)
    return packed.getvalue()
