"""Tianditu (天地图), the national map service, as a geocoder. Its CGCS2000 is taken as WGS 84."""

import json
from datetime import date
from typing import Any

import httpx
import shapely
from django.conf import settings
from django.utils import timezone

from govgrid.lib.geo import Point
from grids.addresses.gazetteer import Named
from grids.city import city_day, this_city
from grids.models import Boundary, Level, in_force

SECONDS = 1.5
SEARCH_WHERE_SEEN, DETAILED = 1, 12  # queryType and level of its search
FINE = (1000, "0", 0)


class NoAnswer(Exception):
    """It answered, and said that it will not: a wrong key, a used-up quota, a question it does not take."""


class Tianditu:
    """Asks with the city's own key, within the city's own bounds."""

    def __init__(self) -> None:
        self._web = httpx.Client(base_url=settings.GEOCODER_URL, timeout=SECONDS, trust_env=False)
        # Made anew every hour (geocoders.plugged), by the clock of the process: no step is timed by it.
        self._bounds = _bounds_of_city(city_day(timezone.now()))

    def search(self, words: str, *, near: Point | None, limit: int) -> list[Named]:
        """Return the points of interest of these words within the city's bounds."""
        wish = {
            "keyWord": words, "level": DETAILED, "mapBound": self._bounds, "queryType": SEARCH_WHERE_SEEN,
            "start": 0, "count": limit,
        }  # fmt: skip
        answer = self._ask("/v2/search", type="query", postStr=wish)
        return [_place(poi) for poi in answer.get("pois") or []]

    def nearest(self, point: Point) -> Named | None:
        """Return the point of interest or address that it names for a point."""
        answer = self._ask("/geocoder", type="geocode", postStr={"lon": point.lon, "lat": point.lat, "ver": 1})
        result = answer.get("result") or {}
        named = (result.get("addressComponent") or {}).get("poi") or result.get("formatted_address")
        where = result.get("location") or {}
        return _named(named, float(where["lon"]), float(where["lat"])) if named and where else None

    def _ask(self, path: str, *, type: str, postStr: dict[str, Any]) -> dict[str, Any]:  # noqa: N803 - its words
        question = json.dumps(postStr, ensure_ascii=False)
        answer = self._web.get(path, params={"type": type, "postStr": question, "tk": settings.GEOCODER_KEY})
        answer.raise_for_status()
        said = answer.json()
        status = said.get("status")
        code = status.get("infocode") if isinstance(status, dict) else status
        if code not in FINE:
            raise NoAnswer(str(code))
        return said


def _place(poi: dict[str, Any]) -> Named:
    lon, _comma, lat = poi["lonlat"].replace(" ", ",").partition(",")
    return _named(poi["name"], float(lon), float(lat))


def _named(name: str, lon: float, lat: float) -> Named:
    return Named("tianditu", "", name, Point(lon, lat))


def _bounds_of_city(on: date) -> str:
    """Return west, south, east and north of the city as it wants them; no outline: a degree around the centre."""
    outline = Boundary.objects.filter(in_force(on), area__level=Level.CITY).first()
    city = this_city()
    lon, lat = city.centre_lon, city.centre_lat
    bounds = shapely.from_wkb(bytes(outline.geometry)).bounds if outline else (lon - 1, lat - 1, lon + 1, lat + 1)
    return ",".join(f"{edge:.6f}" for edge in bounds)
