"""Places for everyone: what words may mean, and the nearest address of a point. Words are never logged."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cases import chores
from cases.api.reading import IN_SYSTEM, system_of
from cases.serializers_places import AddressOutput, PlaceOutput
from departments.calls import count_call
from departments.models import ApiKey
from govgrid.lib.client_address import client_address
from govgrid.lib.coordinates import from_wgs84, to_wgs84
from govgrid.lib.geo import Point
from grids import addresses
from grids.addresses import Address, Hit
from grids.addresses.gazetteer import Named
from grids.city import city_day

NEAR = OpenApiParameter("near", str, description="`lon,lat`: of places that fit equally well, those near it come first")
ASKED = OpenApiParameter("q", str, required=True, description="a name, a fragment of one, or its pinyin or initials")
LON, LAT = (OpenApiParameter(name, float, required=True) for name in ("lon", "lat"))


class PlacesView(APIView):
    """Search the gazetteer: streets, landmarks, communities, in Chinese, English or pinyin; at most eight."""

    permission_classes = (AllowAny,)

    @extend_schema(responses=PlaceOutput(many=True), parameters=[ASKED, NEAR, IN_SYSTEM], operation_id="places_list")
    def get(self, request: Request) -> Response:
        system, at = system_of(request), chores.now()
        _count(request, at)
        near = _point(*request.query_params.get("near", "").partition(",")[::2], system, "near")
        found = addresses.search(request.query_params.get("q", "")[:80], on=city_day(at), near=near)
        return Response([_hit(hit, system) for hit in found])


class NearestView(APIView):
    """Say a point in words: the nearest place, how far and in which direction, and the areas around."""

    permission_classes = (AllowAny,)

    @extend_schema(responses=AddressOutput, parameters=[LON, LAT, IN_SYSTEM], operation_id="places_nearest")
    def get(self, request: Request) -> Response:
        system, at = system_of(request), chores.now()
        _count(request, at)
        point = _point(request.query_params.get("lon", ""), request.query_params.get("lat", ""), system, "lon")
        if point is None:
            raise exceptions.ValidationError({"lon": [_("Give lon and lat in degrees.")]})
        return Response(_address(addresses.nearest(point, on=city_day(at)), system))


def _count(request: Request, at: Any) -> None:
    if isinstance(request.auth, ApiKey):
        count_call(f"key:{request.auth.pk}", limit=request.auth.quota_per_minute, at=at)
    else:
        count_call(f"place:{client_address(request._request)}", limit=settings.PLACES_PER_MINUTE, at=at)


def _point(lon: str, lat: str, system: str, name: str) -> Point | None:
    """Return the point in WGS 84; None where nothing is given. Raises ValidationError for what is none."""
    if not lon and not lat:
        return None
    try:
        x, y = float(lon), float(lat)
        if not (abs(x) <= 180 and abs(y) <= 90):
            raise ValueError
    except ValueError:
        raise exceptions.ValidationError({name: [_("Give lon and lat in degrees.")]}) from None
    return to_wgs84(x, y, system)


def _hit(hit: Hit, system: str) -> dict[str, Any]:
    return {**_place(hit.place, system), "label": hit.label, "areas": [_area(area) for area in hit.around]}


def _address(address: Address, system: str) -> dict[str, Any]:
    metres = address.metres
    return {
        "sentence": address.sentence,
        "place": _place(address.place, system) if address.place else None,
        "metres": round(metres, 1) if metres is not None else None,
        "areas": [_area(area) for area in address.around],
    }


def _place(place: Named, system: str) -> dict[str, Any]:
    point = from_wgs84(place.point, system)
    return {
        "kind": place.kind, "name_en": place.name_en, "name_zh": place.name_zh,
        "lon": round(point.lon, 7), "lat": round(point.lat, 7), "coord_system": system,
    }  # fmt: skip


def _area(area: Any) -> dict[str, str]:
    return {"level": area.level, "code": area.code, "name_en": area.name_en, "name_zh": area.name_zh}
