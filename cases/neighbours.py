"""Neighbours: public cases still open near a place, of the same kind: before one sends, they may be the same thing.

Places are compared by square, never by distance: whoever asked for the distance from three points would know to the
metre where a case lies (ADR 61).
"""

import math

from cases import publishing
from cases.clusters import within
from cases.models import ENDED, Case
from govgrid.lib.boxes import Box
from govgrid.lib.geo import Point

# About 100 m where people live. Near is the square of the place and the eight around it.
SQUARE_DEGREES = 0.001
OFFERED = 3


def open_near(point: Point | None, category_id: int | None) -> list[Case]:
    """Return at most three open public cases of the category near `point`: of its own square first, then the newest.

    Without a point or a category there is nothing to compare, and none.
    """
    if point is None or category_id is None:
        return []
    cases = publishing.public_cases().filter(category=category_id).exclude(status__in=ENDED)
    found = within(cases, _squares_around(point)).select_related("category").order_by("-pk")[:200]
    here = _square_of(point.lon, point.lat)
    return sorted(found, key=lambda case: _square_of(case.lon or 0, case.lat or 0) != here)[:OFFERED]


def _square_of(lon: float, lat: float) -> tuple[int, int]:
    return math.floor(lon / SQUARE_DEGREES), math.floor(lat / SQUARE_DEGREES)


def _squares_around(point: Point) -> Box:
    west, south = _square_of(point.lon, point.lat)
    return Box(*(SQUARE_DEGREES * edge for edge in (west - 1, south - 1, west + 2, south + 2)))
