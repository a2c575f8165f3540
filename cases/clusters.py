"""Cases on the map, for one viewer: those that would cover each other are drawn as one, with their number."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from math import cos, radians
from typing import Any

from django.db.models import Avg, BooleanField, Count, Exists, F, Min, OuterRef
from django.db.models.expressions import RawSQL
from django.db.models.functions import Floor

from cases import queries
from cases.models import OPEN_LEG, Case, Leg
from cases.scoped import ScopedQuerySet
from departments.models import User
from govgrid.lib.boxes import Box
from grids.city import this_city

# Pixels within which cases are one; a screen of 4K has about 1,400 such squares.
SQUARE = 64
AT_MOST = 1500
TILE_PIXELS = 256

# The table's own index over points; see Case.Meta.
IN_BOX = 'point("cases_case"."lon", "cases_case"."lat") <@ box(point(%s, %s), point(%s, %s))'


@dataclass(frozen=True)
class Cluster:
    """Cases near a point (degrees, their mean), how many of them are late, and the case itself if it is one."""

    lon: float
    lat: float
    cases: int
    late: int
    case: Case | None


def clusters(user: User, box: Box, zoom: float, wish: Mapping[str, str], *, at: datetime) -> list[Cluster]:
    """Return the cases in `box` that `user` may see and `wish` finds (queries.found_by), as a map of `zoom` shows them.

    Squares are fixed for each whole zoom, so that nothing jumps while the map is moved. Two statements.
    """
    rows = _grouped(within(queries.found_by(queries.visible_to(user), wish, at=at), box), int(zoom), at)
    alone = [row["first"] for row in rows if row["cases"] == 1]
    known = queries.visible_to(user).filter(pk__in=alone).select_related("category").in_bulk()
    return [
        Cluster(row["mean_lon"], row["mean_lat"], row["cases"], row["late"],
                known.get(row["first"]) if row["cases"] == 1 else None)
        for row in rows
    ]  # fmt: skip


def within(cases: ScopedQuerySet, box: Box) -> ScopedQuerySet:
    """Return those of `cases` whose point lies in `box`; read from the index over points."""
    inside = RawSQL(IN_BOX, [box.west, box.south, box.east, box.north], output_field=BooleanField())  # noqa: S611
    return cases.filter(inside, lon__isnull=False)


def _grouped(cases: ScopedQuerySet, zoom: int, at: datetime) -> list[dict[str, Any]]:
    width = 360 * SQUARE / TILE_PIXELS / 2**zoom
    height = width * cos(radians(this_city().centre_lat))
    late = Exists(Leg.objects.filter(OPEN_LEG, case=OuterRef("pk"), due_at__lt=at))
    squares = cases.annotate(column=Floor(F("lon") / width), row=Floor(F("lat") / height)).values("column", "row")
    found = squares.annotate(
        cases=Count("pk"), late=Count("pk", filter=late), mean_lon=Avg("lon"), mean_lat=Avg("lat"), first=Min("pk")
    )
    return list(found.order_by("-cases", "first")[:AT_MOST])
