"""Looking for public cases: by plain status, kind, area and time. No answer says more of a place than its community.

A case's own point is never asked here: a search around a point would tell, little by little, where that point is.
So "near" means whole communities, and the map counts by community.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import connection
from django.db.models import Q

from cases import publishing, queries, redrawn
from cases.measures import COUNTS
from cases.models import ENDED, Case
from cases.scoped import ScopedQuerySet
from cases.standing import STATUSES, Plain
from departments.models import Department
from govgrid.lib.geo import Point
from govgrid.lib.refusals import Refusal
from grids.addresses.named_areas import LEVELS, NamedArea, areas, areas_around
from grids.city import city_day
from grids.models import Area, Level, subtree

# Communities whose middle is so near are "around" a place; at most so many, the nearest first.
AROUND_M, AROUND_AT_MOST = 1500.0, 12
# The filters of queries.found_by that everybody may use.
NARROWING = ("category", "reported", "closed")


class NoSuchPlace(Refusal):
    code = "no_such_place"
    status = 422


def found_by(wish: Mapping[str, str], *, at: datetime) -> ScopedQuerySet:
    """Return the public cases that `wish` finds; what is empty or unknown narrows nothing.

    Keys: status (a value of Plain, or "open"), category, reported, closed as in queries.found_by, area (code of a
    community or more), department (code of the host), and around: the code of a community, which takes those near it
    along.
    """
    host = department(wish.get("department", ""))
    narrowing = {key: wish.get(key, "") for key in NARROWING}
    narrowing |= {"area": _public_area(wish.get("area", "")), "host": host.code if host else ""}
    cases = queries.found_by(publishing.public_cases(), narrowing, at=at)
    if wish.get("status") in Plain.values:
        cases = cases.filter(status__in=STATUSES[Plain(wish["status"])])
    elif wish.get("status") == "open":
        cases = cases.exclude(status__in=ENDED)
    middle = community(wish.get("around", ""), at=at)
    return cases.filter(_within(communities_around(middle, at=at))) if middle else cases


def department(code: str) -> Department | None:
    """Return the department with `code`; None for no such code."""
    return Department.objects.filter(code=code).first() if code else None


def community(code: str, *, at: datetime) -> NamedArea | None:
    """Return the community with `code` as it stands at `at`; None for no such code."""
    if not code:
        return None
    return next((one for one in _communities(at) if one.code == code), None)


def community_at(point: Point, *, at: datetime) -> NamedArea | None:
    """Return the community that holds `point`; None outside the city."""
    [around] = areas_around([point], on=city_day(at))
    return next((area for area in around if area.level == Level.COMMUNITY), None)


def communities_around(middle: NamedArea, *, at: datetime) -> list[NamedArea]:
    """Return `middle` and the communities near it, the nearest first; without an outline it stands alone."""
    if middle.point is None:
        return [middle]
    here = middle.point
    apart = [(here.metres_to(one.point), one.code, one) for one in _communities(at) if one.point]
    return [one for metres, _code, one in sorted(apart, key=lambda it: it[:2]) if metres <= AROUND_M][:AROUND_AT_MOST]


def counted_by_community(cases: ScopedQuerySet, *, at: datetime) -> list[tuple[NamedArea, int]]:
    """Return how many of `cases` lie in each community, the most first; those without any are left out."""
    statement, given = redrawn.placed(cases, redrawn.THEN, on=city_day(at))
    with connection.cursor() as cursor:
        cursor.execute(COUNTS.format(placed=statement), {**given, "of_level": Level.COMMUNITY.value, "areas": None})
        counts = dict(cursor.fetchall())
    known = areas(city_day(at))
    found = [(known[pk], number) for pk, number in counts.items() if pk in known]
    return sorted(found, key=lambda pair: (-pair[1], pair[0].code))


def beside(case: Case, *, at: datetime, most: int = 3) -> tuple[NamedArea | None, list[Case]]:
    """Return the community of a public case, and the newest other public cases there; None where none is known."""
    ids = [int(part) for part in case.area_path.strip("/").split("/") if part]
    here = next((one for pk in ids if (one := areas(city_day(at)).get(pk)) and one.level == Level.COMMUNITY), None)
    if here is None:
        return None, []
    others = publishing.public_cases().filter(_within([here])).exclude(pk=case.pk).select_related("category")
    return here, list(others.order_by("-published_at")[:most])


def _public_area(code: str) -> str:
    """Return `code` where it is of an area that the public may ask for: a cell would tell the place itself."""
    return code if code and Area.objects.filter(code=code, level__in=LEVELS).exists() else ""


def _communities(at: datetime) -> list[NamedArea]:
    return [area for area in areas(city_day(at)).values() if area.level == Level.COMMUNITY]


def _within(some: Collection[NamedArea]) -> Q:
    inside = Q(pk__in=[])
    for path in Area.objects.filter(pk__in=[area.id for area in some]).values_list("path", flat=True):
        inside |= subtree(path, "area_path")
    return inside
