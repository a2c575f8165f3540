"""Components (部件) by place and by code: what stands around a point, what a map may show."""

from datetime import date
from math import cos, radians

from django.db.models import BooleanField, F, Func, Q, QuerySet

from departments.models import Component
from govgrid.lib.geo import METRES_PER_DEGREE, Point

Box = tuple[float, float, float, float]


def standing(on: date) -> Q:
    """Return the condition that a component has not ended by day `on`."""
    return Q(valid_to=None) | Q(valid_to__gt=on)


def in_box(box: Box, *, on: date) -> QuerySet[Component]:
    """Return the components of day `on` within `box` (west, south, east, north in degrees): one index range."""
    west, south, east, north = box
    corners = Func(_point(west, south), _point(east, north), function="box")
    place = Func(F("lon"), F("lat"), function="point")
    within = Func(place, corners, template="%(expressions)s", arg_joiner=" <@ ", output_field=BooleanField())
    return Component.objects.filter(within, standing(on))


def _point(lon: float, lat: float) -> Func:
    return Func(lon, lat, function="point")


def near(point: Point, metres: float, *, on: date, category_id: int | None = None) -> list[tuple[Component, float]]:
    """Return the components within `metres` of `point`, each with its metres, the nearest first; at most 500 are read.

    A `category_id` narrows them to one kind.
    """
    found = in_box(_around(point, metres), on=on).select_related("category")
    if category_id is not None:
        found = found.filter(category=category_id)
    distances = [(one, point.metres_to(Point(one.lon, one.lat))) for one in found.order_by("pk")[:500]]
    return sorted([pair for pair in distances if pair[1] <= metres], key=lambda pair: (pair[1], pair[0].code))


def _around(point: Point, metres: float) -> Box:
    # A little more than asked; the exact distance decides.
    north = 1.01 * metres / METRES_PER_DEGREE
    east = north / max(cos(radians(point.lat)), 0.01)
    return point.lon - east, point.lat - north, point.lon + east, point.lat + north


def for_citizens(found: QuerySet[Component]) -> QuerySet[Component]:
    """Return those that everybody may know of: their category is one that citizens may choose."""
    return found.filter(category__public=True)
