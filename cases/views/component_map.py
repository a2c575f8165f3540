"""What the map shows of components close up: what and in which state, never whose or since when."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET

from cases import chores
from cases.views.boxes import BadBox, box_of
from departments.access import scope_of
from departments.components import for_citizens, in_box
from grids.city import city_day

AT_MOST = 500
# About four kilometres: a large screen at zoom 17.
WIDEST_DEGREES = 0.04
SECONDS = 60
FACTS = (
    "code", "lon", "lat", "state", "name_en", "name_zh", "category__code", "category__icon", "category__name_en",
    "category__name_zh",
)  # fmt: skip


@require_GET
def map_components(request: HttpRequest) -> HttpResponse:
    """Answer with the components in `bbox` (west,south,east,north in degrees), at most 500, as GeoJSON points.

    Citizens see those of public categories; staff see all. `full` says that there are more than are sent.
    """
    try:
        box = box_of(request.GET.get("bbox", ""), widest=WIDEST_DEGREES)
    except BadBox as refused:
        return HttpResponse(str(refused), status=400, content_type="text/plain")
    found, staff = in_box(box, on=city_day(chores.now())), "view_cases" in scope_of(request.user)
    rows = list((found if staff else for_citizens(found)).order_by("pk").values(*FACTS)[: AT_MOST + 1])
    answer = JsonResponse(
        {
            "type": "FeatureCollection",
            "features": [_feature(**row) for row in rows[:AT_MOST]],
            "full": len(rows) > AT_MOST,
        },
        content_type="application/geo+json",
    )
    answer["Cache-Control"] = f"{'private' if staff else 'public'}, max-age={SECONDS}"
    patch_vary_headers(answer, ["Cookie"])
    return answer


def _feature(*, code: str, lon: float, lat: float, state: str, name_en: str, name_zh: str, **kind: str) -> dict:
    facts = {
        "c": code,
        "k": kind["category__code"],
        "i": kind["category__icon"],
        "s": state,
        "n_en": name_en or kind["category__name_en"],
        "n_zh": name_zh or kind["category__name_zh"],
    }
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": [lon, lat]}, "properties": facts}
