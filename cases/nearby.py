"""What is open near a place: for a call that comes in, and for a report that may be one of many."""

from datetime import datetime

from cases import queries
from cases.models import ENDED, Case
from departments.models import User
from govgrid.lib.geo import Point
from grids.city import city_day
from grids.locate import place_at
from grids.models import subtree

NEAR_M = 150.0
# A little more than 150 m at any latitude where people live; the exact distance decides.
BOX_DEGREES = 0.0045
AT_MOST = 6


def near(
    user: User, point: Point, *, category_id: int | None, at: datetime, but: int | None = None
) -> list[tuple[Case, float]]:
    """Return open cases within 150 m that `user` may see, with their metres: of the category first, then the nearest.

    `but`: the id of a case that is left out. Empty where no cell holds the point.
    """
    cell = place_at(point, on=city_day(at)).cell
    if cell is None:
        return []
    around = "/".join(cell.path.split("/")[:-2]) + "/"
    found = (
        queries.visible_to(user)
        .filter(
            subtree(around, "area_path"),
            lon__range=(point.lon - BOX_DEGREES, point.lon + BOX_DEGREES),
            lat__range=(point.lat - BOX_DEGREES, point.lat + BOX_DEGREES),
        )
        .exclude(status__in=ENDED)
        .exclude(pk=but or 0)
        .select_related("category", "host")
        .order_by("-id")[:200]
    )
    pairs = [(case, point.metres_to(Point(case.lon or 0, case.lat or 0))) for case in found]
    close = [pair for pair in pairs if pair[1] <= NEAR_M]
    return sorted(close, key=lambda pair: (pair[0].category_id != category_id, pair[1]))[:AT_MOST]
