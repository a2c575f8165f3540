"""Finding points that are written when nobody knows the place: many cases, of many kinds and addresses, at one spot."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from cases.models import Case
from govgrid.lib.geo import Point
from grids.models import DefaultPoint

# One address is somewhere; so many at the very same point, to the last digit, are nowhere.
ADDRESSES_AT_LEAST = 3
KINDS_AT_LEAST = 5


@dataclass(frozen=True)
class Candidate:
    """A point at which implausibly much happens; `known` if the city's pack names it as a default point already."""

    point: Point
    cases: int
    kinds: int
    addresses: int
    known: bool


def candidates(*, at_least: int = 20, most: int = 20) -> list[Candidate]:
    """Return up to `most` points with `at_least` cases that look like default points, the busiest first.

    A street corner has cases of a few kinds and one or two addresses; a default point has all kinds, and either many
    addresses or, where nobody writes addresses, none.
    """
    addresses = Count("address", distinct=True, filter=~Q(address=""))
    busy = (
        Case.unscoped.filter(lon__isnull=False)
        .values("lon", "lat")
        .annotate(cases=Count("id"), kinds=Count("category", distinct=True), addresses=addresses)
        .filter(Q(addresses=0) | Q(addresses__gte=ADDRESSES_AT_LEAST), cases__gte=at_least, kinds__gte=KINDS_AT_LEAST)
        .order_by("-cases", "lon", "lat")
        .values_list("lon", "lat", "cases", "kinds", "addresses")
    )
    known = set(DefaultPoint.objects.values_list("lon", "lat"))
    return [_candidate(row, known) for row in busy[:most]]


def _candidate(row: Sequence[Any], known: set[tuple[float, float]]) -> Candidate:
    lon, lat, cases, kinds, addresses = row
    return Candidate(Point(lon, lat), cases, kinds, addresses, (lon, lat) in known)
