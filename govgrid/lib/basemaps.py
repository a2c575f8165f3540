"""The maps of others that ours may lie on: read from one setting, checked at the start, named in the page's policy."""

import json
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

KINDS = ("xyz", "wmts", "tianditu", "osm", "pmtiles")
KEYS = {"id", "name", "kind", "url", "attribution", "max_zoom", "key", "crs"}
# The one projection of the map; Tianditu's `_w` layers and every common raster service have it.
CRS = "EPSG:3857"
OSM_URL = "https://tile.openstreetmap.org/{z}/{x}/{y}.png"
OSM_WORDS = "© OpenStreetMap contributors"
TIANDITU_URL = (
    "https://t{0-7}.tianditu.gov.cn/{layer}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER={layer}"
    "&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk={key}"
)
TIANDITU_LAYERS = ("vec", "cva")  # the map, and above it its labels
WMTS_NAMES = {"TileMatrix": "z", "TileRow": "y", "TileCol": "x"}
MANY_HOSTS = re.compile(r"\{(\d)-(\d)\}")


@dataclass(frozen=True)
class Basemap:
    """A background to choose: `urls` of its layers from the ground up, with {z}, {x} and {y}; or a PMTiles file."""

    id: str
    name: str
    kind: str
    urls: tuple[str, ...]
    attribution: str
    max_zoom: int
    file: Path | None = None

    @property
    def sources(self) -> list[str]:
        """Return the origins that its pictures come from, as the page's policy writes them; none for a file of ours."""
        found: dict[str, None] = {}
        for url in self.urls:
            for one in _each_host(url):
                parts = urlsplit(one)
                found[f"{parts.scheme}://{parts.netloc}"] = None
        return list(found)


def read(name: str) -> list[Basemap]:
    """Return the basemaps that variable `name` lists as JSON; an empty one lists none.

    Raises ImproperlyConfigured with a sentence that says which entry is wrong, and how to write it.
    """
    words = os.environ.get(name, "").strip()
    try:
        entries = json.loads(words or "[]")
    except ValueError as fault:
        raise ImproperlyConfigured(f'{name} is not JSON ({fault}). Write a list: [{{"id": …}}, …].') from fault
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise ImproperlyConfigured(f"{name} must be a list of objects, each with id and kind.")
    found = [_basemap(f"{name}, entry {number}", entry) for number, entry in enumerate(entries, 1)]
    if len({one.id for one in found}) < len(found):
        raise ImproperlyConfigured(f"{name}: two entries have the same id. Give each its own.")
    return found


def with_sources(directives: Mapping[str, Iterable[str]], maps: Iterable[Basemap]) -> dict[str, Any]:
    """Return the directives of a policy in which pictures of these maps are allowed, and of nobody else."""
    allowed = list(dict.fromkeys(source for one in maps for source in one.sources))
    return {**directives, "img-src": [*directives["img-src"], *allowed]}


def _basemap(where: str, entry: dict[str, Any]) -> Basemap:
    kind, own = entry.get("kind"), str(entry.get("id", ""))
    if kind not in KINDS:
        raise ImproperlyConfigured(f"{where}: kind is {kind!r}. Write one of {', '.join(KINDS)}.")
    if not re.fullmatch(r"[a-z0-9-]{1,30}", own):
        raise ImproperlyConfigured(f"{where}: id is {own!r}. Write small letters, digits and hyphens.")
    if unknown := sorted(entry.keys() - KEYS):
        raise ImproperlyConfigured(f"{where} ({own}): {unknown[0]} is not known. Known are {', '.join(sorted(KEYS))}.")
    if entry.get("crs", CRS) != CRS:
        raise ImproperlyConfigured(
            f"{where} ({own}): crs is {entry['crs']!r}, and only {CRS} can be shown. Choose the provider's layer in "
            "web Mercator; at Tianditu its name ends in _w."
        )
    file = _file(where, own, entry) if kind == "pmtiles" else None
    return Basemap(
        own, str(entry.get("name", own)), kind, () if file else _urls(where, own, entry), _attribution(where, entry),
        _max_zoom(where, own, entry), file,
    )  # fmt: skip


def _urls(where: str, own: str, entry: dict[str, Any]) -> tuple[str, ...]:
    kind, key = entry["kind"], str(entry.get("key", ""))
    if kind == "tianditu" and not key:
        raise ImproperlyConfigured(f"{where} ({own}): Tianditu needs a key. Ask for one at console.tianditu.gov.cn.")
    url = entry.get("url") or {"osm": OSM_URL, "tianditu": TIANDITU_URL}.get(kind, "")
    for theirs, ours in WMTS_NAMES.items():
        url = str(url).replace(f"{{{theirs}}}", f"{{{ours}}}")
    if not url.startswith(("http://", "https://")) or not all(f"{{{part}}}" in url for part in "zxy"):
        raise ImproperlyConfigured(
            f"{where} ({own}): url must be an http address with {{z}}, {{x}} and {{y}} in it (for wmts: "
            "{TileMatrix}, {TileCol} and {TileRow})."
        )
    layers = TIANDITU_LAYERS if "{layer}" in url else ("",)
    return tuple(url.replace("{layer}", layer).replace("{key}", key) for layer in layers)


def _file(where: str, own: str, entry: dict[str, Any]) -> Path:
    file = Path(str(entry.get("url", "")).removeprefix("file://"))
    try:
        with file.open("rb") as opened:
            begins = opened.read(7)
    except OSError as fault:
        raise ImproperlyConfigured(
            f"{where} ({own}): {file} cannot be read. Write the path of a PMTiles file."
        ) from fault
    if begins != b"PMTiles":
        raise ImproperlyConfigured(f"{where} ({own}): {file} is not a PMTiles file.")
    return file


def _attribution(where: str, entry: dict[str, Any]) -> str:
    words = str(entry.get("attribution", "")) or {"osm": OSM_WORDS, "tianditu": "天地图"}.get(entry["kind"], "")
    if not words:
        raise ImproperlyConfigured(f"{where}: attribution is missing. Say whose map it is; the page shows it.")
    return words


def _max_zoom(where: str, own: str, entry: dict[str, Any]) -> int:
    zoom = entry.get("max_zoom", 18)
    if not isinstance(zoom, int) or not 1 <= zoom <= 22:
        raise ImproperlyConfigured(f"{where} ({own}): max_zoom is {zoom!r}. Write a whole number from 1 to 22.")
    return zoom


def _each_host(url: str) -> list[str]:
    """Return the address once for each of its hosts: "t{0-2}.example" stands for three."""
    many = MANY_HOSTS.search(url)
    if many is None:
        return [url]
    return [MANY_HOSTS.sub(str(n), url) for n in range(int(many[1]), int(many[2]) + 1)]
