"""Tiles out of a PMTiles file of the city's own, so that a background needs no service of others."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET
from pmtiles.reader import MmapSource, Reader
from pmtiles.tile import Compression, TileType

from govgrid.lib.basemaps import Basemap
from govgrid.lib.boxes import TileAt

KINDS = {
    TileType.MVT: "application/vnd.mapbox-vector-tile", TileType.PNG: "image/png", TileType.JPEG: "image/jpeg",
    TileType.WEBP: "image/webp", TileType.AVIF: "image/avif",
}  # fmt: skip
A_DAY = "public, max-age=86400"


@require_GET
def basemap_tile(request: HttpRequest, name: str, z: int, x: int, y: int) -> HttpResponse:
    """Answer with a tile of the file, as it was packed there; 404 where the file has none."""
    basemap = basemap_named(name)
    if basemap is None or basemap.file is None or not TileAt(z, x, y).exists:
        raise Http404
    reader = _reader(basemap.file)
    data, header = reader.get(z, x, y), reader.header()
    if data is None:
        raise Http404
    answer = HttpResponse(data, content_type=KINDS.get(header["tile_type"], "application/octet-stream"))
    if header["tile_compression"] == Compression.GZIP:
        answer["Content-Encoding"] = "gzip"
    answer["Cache-Control"] = A_DAY
    return answer


def basemap_named(name: str) -> Basemap | None:
    """Return the basemap of the setting with the id `name`; None: there is none."""
    return next((one for one in settings.BASEMAPS if one.id == name), None)


def is_vector(basemap: Basemap) -> bool:
    """Return whether the file holds shapes, which the page draws itself, and no pictures."""
    return basemap.file is not None and _reader(basemap.file).header()["tile_type"] == TileType.MVT


@lru_cache(maxsize=8)
def _reader(file: Path) -> Reader:
    # Mapped once in a process: the file may be many gigabytes, and only what is asked for is read.
    with file.open("rb") as opened:
        return Reader(MmapSource(opened))
