"""What maps are drawn from: the city's background and, close up, its cells. No case is in either."""

from typing import Any

import orjson
import shapely
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from grids.models import Boundary, Level, MapShape

A_YEAR = "public, max-age=31536000, immutable"
CELLS_AT_MOST = 600

CELLS_IN = """
SELECT DISTINCT a.id, a.code, b.geometry FROM grids_ring r
  JOIN grids_area a ON a.id = r.area_id JOIN grids_boundary b ON b.id = r.boundary_id
 WHERE r.level = 'cell' AND r.valid_to IS NULL
   AND r.ring && polygon(box(point(%s * 1e6, %s * 1e6), point(%s * 1e6, %s * 1e6))) LIMIT %s
"""


@require_GET
@gzip_page
def map_base(request: HttpRequest, digest: str) -> HttpResponse:
    """Answer with land, water, parks, roads and district borders; `digest` of the pack makes it cacheable for ever."""
    answer = _geojson([*_shapes(), *_areas()])
    answer["Cache-Control"] = A_YEAR
    return answer


def _geojson(features: list[dict[str, Any]]) -> HttpResponse:
    document = orjson.dumps({"type": "FeatureCollection", "features": features})
    return HttpResponse(document, content_type="application/geo+json")


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


@require_GET
@gzip_page
def map_cells(request: HttpRequest) -> HttpResponse:
    """Answer with the outlines of the cells in `bbox` (west,south,east,north in degrees), at most 600."""
    try:
        west, south, east, north = (float(part) for part in request.GET.get("bbox", "").split(","))
    except ValueError:
        return HttpResponse("bbox is west,south,east,north in degrees.", status=400, content_type="text/plain")
    with connection.cursor() as cursor:
        cursor.execute(CELLS_IN, [west, south, east, north, CELLS_AT_MOST])
        found = cursor.fetchall()
    return _geojson(
        [
            _feature(orjson.loads(shapely.to_geojson(shapely.from_wkb(bytes(g)))), k="cell", c=code)
            for _id, code, g in found
        ]
    )
