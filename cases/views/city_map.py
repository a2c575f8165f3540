"""The staff's map: areas from tiles, coloured by a measure, and the viewer's cases. Its twin is views.map_table."""

from datetime import datetime
from typing import Any

import orjson
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from cases import chores, measures, queries, words
from cases.clusters import Cluster, clusters
from cases.views.basemap_files import is_vector
from cases.views.map_wish import choices, read_level, read_wish, values
from cases.views.maps import background_url
from cases.views.tiles import tiles_address
from departments.access import scope_of
from govgrid.lib.basemaps import Basemap
from govgrid.lib.boxes import Box, read_box
from govgrid.lib.counted import counted
from grids.city import city_day, this_city
from grids.tiles.in_view import FROM_ZOOM, ids_in

# More areas than a screen shows at the zoom of their level; the rest is not coloured.
AREAS_AT_MOST = 12_000


def need_view(request: HttpRequest) -> None:
    """Answer 404 to whoever sees no case anywhere."""
    if "view_cases" not in scope_of(request.user):
        raise queries.NoSuchCase(_("This map is not yours."))


@login_required
@require_GET
def city_map(request: HttpRequest) -> HttpResponse:
    need_view(request)
    wish, city = read_wish(request), this_city()
    shown = {
        "wish": wish,
        "choices": choices(),
        "base_url": background_url(),
        "tiles_url": tiles_address(chores.now()),
        "centre": f"{city.centre_lon},{city.centre_lat}",
        "table_url": f"{reverse('desk-map-table')}?{wish.query()}",
        "measures_url": f"{reverse('map-measures')}?{wish.query()}",
        "cases_url": f"{reverse('map-cases')}?{wish.query()}",
        "card_url": reverse("cell-card", args=["CODE"]),
        "list_url": wish.list_url("CODE"),
        "levels": [[zoom, level.value] for zoom, level in FROM_ZOOM],
        "basemaps": [_basemap(one) for one in settings.BASEMAPS],
    }
    return render(request, "desk/map.html", shown)


def _basemap(one: Basemap) -> dict[str, Any]:
    file = reverse("basemap-tile", args=[one.id, 0, 0, 0]).replace("/0/0/0/", "/{z}/{x}/{y}/")
    urls = list(one.urls) or [file]
    return {"id": one.id, "name": one.name, "urls": urls, "attribution": one.attribution, "maxZoom": one.max_zoom,
            "vector": is_vector(one), "kind": one.kind}  # fmt: skip


def read_view(request: HttpRequest) -> tuple[Box, float]:
    """Read `bbox` and `zoom` of a map. Raises ValueError."""
    zoom = float(request.GET.get("zoom", ""))
    if not 0 <= zoom <= 24:
        raise ValueError("zoom goes from 0 to 24.")
    return read_box(request.GET.get("bbox", "")), zoom


@login_required
@require_GET
@cache_control(private=True, no_store=True)
@gzip_page
def cases_json(request: HttpRequest) -> HttpResponse:
    """Answer with the cases in `bbox` at `zoom` that this person may see, near ones as one."""
    need_view(request)
    try:
        box, zoom = read_view(request)
    except ValueError as fault:
        return HttpResponse(str(fault), status=400, content_type="text/plain")
    wish, at = read_wish(request), chores.now()
    filters = {**wish.cases, **measures.MEASURES[wish.measure].wish}
    found = clusters(request.user, box, zoom, filters, at=at)
    due = queries.due_of([one.case for one in found if one.case])
    return _json({"clusters": [_point(one, due, at) for one in found]})


def _point(one: Cluster, due: datetime | None, at: datetime) -> dict[str, Any]:
    point = {"lon": round(one.lon, 6), "lat": round(one.lat, 6), "n": one.cases, "late": one.late}
    if one.case is None:
        return point
    left = words.due(due.get(one.case.pk), at=at, status=one.case.status)
    return {**point, "title": one.case.title, "number": one.case.number, "state": left.state if left else "ok",
            "url": reverse("desk-case", args=[one.case.number])}  # fmt: skip


@login_required
@require_GET
@cache_control(private=True, no_store=True)
@gzip_page
def measures_json(request: HttpRequest) -> HttpResponse:
    """Answer with {id: figure} for the areas of `level` in `bbox`, where the classes begin, and the words for them."""
    need_view(request)
    try:
        box = read_box(request.GET.get("bbox", ""))
    except ValueError as fault:
        return HttpResponse(str(fault), status=400, content_type="text/plain")
    wish, level, at = read_wish(request), read_level(request), chores.now()
    areas = ids_in(box, level, on=city_day(at), most=AREAS_AT_MOST)
    found = values(request.user, wish, level, at=at, areas=areas)
    begins = measures.steps(found.values())
    answer = {"values": {str(pk): n for pk, n in found.items()}, "steps": begins, "labels": _labels(begins, wish.rate)}
    return _json(answer)


def _labels(begins: list[float], rate: bool) -> list[str]:
    """Return what the legend says of each class, the one without cases first."""
    step = 0.1 if rate else 1
    ends = [round(begin - step, 1) for begin in begins[1:]]
    said = [_("none")]
    for begin, end in zip(begins, ends, strict=False):
        said.append(_figure(begin) if end <= begin else f"{_figure(begin)}–{_figure(end)}")
    return [*said, _("%(count)s and more") % {"count": _figure(begins[-1])}] if begins else said


def _figure(value: float) -> str:
    return str(counted(round(value))) if value == round(value) else f"{value:g}"


def _json(answer: dict[str, Any]) -> HttpResponse:
    response = HttpResponse(orjson.dumps(answer), content_type="application/json")
    response["Content-Language"] = get_language()
    return response
