"""The city's drawn background: land, water, parks, roads and borders. Its cells come as tiles; see views.tiles."""

import gzip
from dataclasses import dataclass
from typing import Any

import orjson
import shapely
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import condition, require_GET

from govgrid.lib.remembered import remembered
from grids.city import this_city
from grids.models import Boundary, Level, MapShape

GEOJSON = "application/geo+json"
A_YEAR = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Background:
    """The drawn city of one pack, made once in a process and kept packed: half a megabyte is not written anew."""

    digest: str
    packed: bytes


@remembered(seconds=600)
def background() -> Background:
    """Return the city's background as gzipped GeoJSON, with the digest of the pack it was made from."""
    document = _document([*_shapes(), *_areas()])
    return Background(this_city().pack_digest, gzip.compress(document, 6, mtime=0))


def background_url() -> str:
    """Return the address of today's background; it changes with the pack, so that the answer may be kept for ever."""
    return reverse("map-base", args=[this_city().pack_digest or "none"])


@require_GET
@condition(etag_func=lambda _request, digest: f'"{this_city().pack_digest}"')
def map_base(request: HttpRequest, digest: str) -> HttpResponse:
    """Answer with land, water, parks, roads and borders; `digest` of the pack makes it cacheable for ever."""
    if background().digest != this_city().pack_digest:
        background.forget()
    kept = background()
    packs = "gzip" in request.headers.get("Accept-Encoding", "")
    answer = HttpResponse(kept.packed if packs else gzip.decompress(kept.packed), content_type=GEOJSON)
    if packs:
        answer["Content-Encoding"] = "gzip"
    # An address of another pack, from a page that is still open, gets today's city, and is asked for again.
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


def _areas() -> list[dict[str, Any]]:
    wanted = [Level.CITY, Level.DISTRICT, Level.STREET]
    boundaries = Boundary.objects.filter(valid_to=None, area__level__in=wanted).select_related("area")
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
