"""The setting of the backgrounds: each kind read, each fault a sentence, and only its hosts let into the page."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from govgrid.lib import basemaps

NAME = "GOVGRID_BASEMAPS"
XYZ = {"id": "city", "kind": "xyz", "url": "https://maps.city.example/{z}/{x}/{y}.png", "attribution": "© City"}


@pytest.fixture
def reading(monkeypatch: pytest.MonkeyPatch):
    def read(*entries: dict[str, Any]) -> list[basemaps.Basemap]:
        monkeypatch.setenv(NAME, json.dumps(entries))
        return basemaps.read(NAME)

    return read


def test_without_the_setting_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(NAME, raising=False)

    assert basemaps.read(NAME) == []


def test_a_raster_service_is_read_and_its_host_named(reading) -> None:
    (found,) = reading(XYZ)

    assert found.urls == ("https://maps.city.example/{z}/{x}/{y}.png",)
    assert found.sources == ["https://maps.city.example"]
    assert (found.name, found.max_zoom, found.attribution) == ("city", 18, "© City")


def test_wmts_is_read_with_its_own_words_for_the_tile(reading) -> None:
    url = "https://wmts.example/base/{TileMatrix}/{TileRow}/{TileCol}.png"

    (found,) = reading({**XYZ, "kind": "wmts", "url": url})

    assert found.urls == ("https://wmts.example/base/{z}/{y}/{x}.png",)


def test_tianditu_is_its_map_and_above_it_its_labels_with_the_key_in_the_address(reading) -> None:
    (found,) = reading({"id": "tdt", "kind": "tianditu", "key": "abc123"})

    assert ["LAYER=vec" in found.urls[0], "LAYER=cva" in found.urls[1]] == [True, True]
    assert all("tk=abc123" in url and "_w/wmts" in url for url in found.urls)
    assert found.sources == [f"https://t{n}.tianditu.gov.cn" for n in range(8)]
    assert found.attribution == "天地图"


def test_openstreetmap_needs_nothing_but_its_name(reading) -> None:
    (found,) = reading({"id": "osm", "kind": "osm"})

    assert found.sources == ["https://tile.openstreetmap.org"]
    assert "OpenStreetMap" in found.attribution


def test_the_policy_lets_in_the_pictures_of_these_hosts_and_of_no_others(reading) -> None:
    before = {"img-src": ["'self'"], "connect-src": ["'self'"]}

    after = basemaps.with_sources(before, reading(XYZ, {**XYZ, "id": "two"}))

    assert after == {"img-src": ["'self'", "https://maps.city.example"], "connect-src": ["'self'"]}


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ({**XYZ, "kind": "wms"}, "kind is 'wms'"),
        ({**XYZ, "id": "My Map"}, "id is 'My Map'"),
        ({**XYZ, "url": "https://maps.city.example/"}, "{z}, {x} and {y}"),
        ({**XYZ, "url": "ftp://a/{z}/{x}/{y}"}, "http address"),
        ({**XYZ, "crs": "EPSG:4490"}, "only EPSG:3857"),
        ({**XYZ, "max_zoom": "18"}, "max_zoom is '18'"),
        ({**XYZ, "attribution": ""}, "attribution is missing"),
        ({**XYZ, "maxzoom": 3}, "maxzoom is not known"),
        ({"id": "tdt", "kind": "tianditu"}, "needs a key"),
        ({**XYZ, "kind": "pmtiles", "url": "/nowhere/city.pmtiles"}, "cannot be read"),
        ({**XYZ, "kind": "pmtiles", "url": __file__}, "not a PMTiles file"),
    ],
)
def test_a_fault_stops_the_start_with_a_sentence(reading, entry: dict[str, Any], says: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="GOVGRID_BASEMAPS, entry 1") as refused:
        reading(entry)

    assert says in str(refused.value)


@pytest.mark.parametrize(
    ("words", "says"), [("{not json", "not JSON"), ('"osm"', "list of objects"), ("[1]", "list of objects")]
)
def test_what_is_no_list_is_refused(monkeypatch: pytest.MonkeyPatch, words: str, says: str) -> None:
    monkeypatch.setenv(NAME, words)

    with pytest.raises(ImproperlyConfigured, match=says):
        basemaps.read(NAME)


def test_two_of_one_name_are_refused(reading) -> None:
    with pytest.raises(ImproperlyConfigured, match="same id"):
        reading(XYZ, XYZ)


def test_a_file_is_named_by_its_path(reading, tmp_path: Path) -> None:
    file = tmp_path / "city.pmtiles"
    file.write_bytes(b"PMTiles\x03")

    (found,) = reading({**XYZ, "kind": "pmtiles", "url": f"file://{file}"})

    assert (found.file, found.urls, found.sources) == (file, (), [])
