"""The city this home serves, and its time zone for every page."""

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from govgrid.lib.refusals import Refusal
from govgrid.lib.remembered import remembered
from grids.models import City


class NoCity(Refusal):
    code = "no_city"
    status = 503


@remembered(seconds=30)
def this_city() -> City:
    """Return the city of this home. Raises NoCity while no pack has been loaded."""
    city = City.objects.first()
    if city is None:
        raise NoCity("No city is loaded yet. Run: manage.py load_city cities/yunling")
    return city


def city_day(at: datetime) -> date:
    """Return the city's own day at an instant."""
    return at.astimezone(ZoneInfo(this_city().time_zone)).date()


def city_today() -> date:
    """Return the day that it is in the city now, whatever the zone of the server; without a city the day in UTC."""
    try:
        return city_day(timezone.now())
    except NoCity:
        return timezone.now().date()


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
