"""The city's drawn background: land, water, parks, roads and borders. Its cells come as tiles; see views.tiles."""

import gzip
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
import shapely
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import condition, require_GET

from cases import chores
from govgrid.lib.remembered import remembered
from grids import tiles
from grids.city import city_day, this_city
from grids.models import Boundary, Level, MapShape, in_force

GEOJSON = "application/geo+json"
A_YEAR = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Background:
    """The drawn city of one pack and edition, made once in a process and kept packed: it is half a megabyte."""

    digest: str
    packed: bytes


@remembered(seconds=30)
def _editions_today() -> str:
    """Return the editions that today's borders are of, as in the address of a tile; kept as the city itself is."""
    drawn, newest = tiles.address_parts(city_day(chores.now()))
    return f"{drawn}-{newest}"


def _digest_today() -> str:
    """Return what names today's background: the pack, and the editions that the borders are of."""
    return f"{this_city().pack_digest or 'none'}-{_editions_today()}"


@remembered(seconds=600)
def background() -> Background:
    """Return the city's background as gzipped GeoJSON, with the digest of the pack and edition it was made from."""
    # Named before it is drawn: what changes in between is drawn under the older name, and the newer one drawn again.
    digest = _digest_today()
    document = _document([*_shapes(), *_areas(city_day(chores.now()))])
    return Background(digest, gzip.compress(document, 6, mtime=0))


def background_url() -> str:
    """Return the address of today's background; it changes with pack and edition: the answer may be kept for ever."""
    return reverse("map-base", args=[_digest_today()])


@require_GET
@condition(etag_func=lambda _request, digest: f'"{_digest_today()}"')
def map_base(request: HttpRequest, digest: str) -> HttpResponse:
    """Answer with land, water, parks, roads and borders; `digest` of pack and edition makes it cacheable for ever."""
    if background().digest != _digest_today():
        background.forget()
    kept = background()
    packs = "gzip" in request.headers.get("Accept-Encoding", "")
    answer = HttpResponse(kept.packed if packs else gzip.decompress(kept.packed), content_type=GEOJSON)
    if packs:
        answer["Content-Encoding"] = "gzip"
    # An address of another pack or edition, from a page that is still open, gets today's city, and is asked for again.
    answer["Cache-Control"] = A_YEAR if digest == kept.digest else "no-cache"
    patch_vary_headers(answer, ["Accept-Encoding"])
    return answer


def _document(features: list[dict[str, Any]]) -> bytes:
    return orjson.dumps({"type": "FeatureCollection", "features": features})


def _feature(geometry: Any, **facts: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": facts}


def _shapes() -> list[dict[str, Any]]:
    return [
        _feature(shape.geometry, k=shape.kind, r=shape.rank, n_en=shape.name_en, n_zh=shape.name_zh)
        for shape in MapShape.objects.all()
    ]


def _areas(on: date) -> list[dict[str, Any]]:
    wanted = [Level.CITY, Level.DISTRICT, Level.STREET]
    boundaries = Boundary.objects.filter(in_force(on), area__level__in=wanted).select_related("area")
    features = []
    for boundary in boundaries:
        area = boundary.area
        kind = "land" if area.level == Level.CITY else "area"
        features.append(_feature(_plain(boundary), k=kind, l=area.level, n_en=area.name_en, n_zh=area.name_zh))
    return features


def _plain(boundary: Boundary) -> Any:
    """Return the outline as GeoJSON, without detail that no map of a whole city shows."""
    shape = shapely.from_wkb(bytes(boundary.geometry))
    return orjson.loads(shapely.to_geojson(shapely.simplify(shape, 0.00005)))
