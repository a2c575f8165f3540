"""Neighbours: public cases still open near a place, of the same kind: before one sends, they may be the same thing."""

from cases import publishing
from cases.clusters import within
from cases.models import ENDED, Case
from govgrid.lib.boxes import Box
from govgrid.lib.geo import METRES_PER_DEGREE, Point

NEAR_M = 100.0
OFFERED = 3
# Twice as wide as it must be where people live; the exact distance decides.
BOX_DEGREES = 2 * NEAR_M / METRES_PER_DEGREE


def open_near(point: Point | None, category_id: int | None) -> list[tuple[Case, float]]:
    """Return at most three open public cases of the category within 100 m, each with its metres, the nearest first.

    Without a point or a category there is nothing to compare, and none.
    """
    if point is None or category_id is None:
        return []
    box = Box(point.lon - BOX_DEGREES, point.lat - BOX_DEGREES, point.lon + BOX_DEGREES, point.lat + BOX_DEGREES)
    cases = publishing.public_cases().filter(category=category_id).exclude(status__in=ENDED)
    found = within(cases, box).select_related("category").order_by("-pk")[:200]
    distances = [(case, point.metres_to(Point(case.lon or 0, case.lat or 0))) for case in found]
    return sorted([pair for pair in distances if pair[1] <= NEAR_M], key=lambda pair: (pair[1], pair[0].pk))[:OFFERED]
