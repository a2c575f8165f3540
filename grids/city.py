"""The city this home serves, and its time zone for every page."""

import time
from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from govgrid.lib.refusals import Refusal
from grids.models import City

# A pack is loaded a few times a year; a request need not ask for it. Workers see a new pack within this time.
REMEMBERED_SECONDS = 30
_remembered: tuple[float, City] | None = None


class NoCity(Refusal):
    code = "no_city"
    status = 503


def this_city() -> City:
    """Return the city of this home. Raises NoCity while no pack has been loaded."""
    global _remembered
    if _remembered and time.monotonic() - _remembered[0] < REMEMBERED_SECONDS:
        return _remembered[1]
    city = City.objects.first()
    if city is None:
        raise NoCity("No city is loaded yet. Run: manage.py load_city cities/yunling")
    _remembered = (time.monotonic(), city)
    return city


def forget() -> None:
    """Read the city again at the next call; for the loader and for tests."""
    global _remembered
    _remembered = None


class CityTime:
    """Middleware: people read and write the city's own time, whatever the server's zone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            zone = ZoneInfo(this_city().time_zone)
        except NoCity:
            return self.get_response(request)
        with timezone.override(zone):
            return self.get_response(request)
