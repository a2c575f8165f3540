"""What is known of a cell, for its card: who is there, who answers for what, what happened, and what followed it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import shapely
from django.db.models import Count, Q
from django.db.models.functions import TruncWeek
from shapely.geometry.base import BaseGeometry

from cases import queries
from departments import components, roster
from departments.access import current_postings
from departments.dictionary import dictionary
from departments.duties import Answer, adopted_duties
from departments.models import Category, Department, Part, Posting, Shift, User
from departments.roles import Role
from govgrid.lib.boxes import Box
from govgrid.lib.geo import Point
from grids.city import city_day
from grids.locate import locate_many
from grids.models import EVER_HELD, Area, Boundary, Edition, Level, in_force
from grids.tiles.in_view import ids_in

WEEKS = 12


@dataclass(frozen=True)
class Officer:
    """A grid officer of the cell, or of an area around it, and until when the person's shift lasts, if one runs."""

    person: User
    posted_in: Area | None
    on_duty_until: datetime | None
    away: bool


@dataclass(frozen=True)
class Week:
    """What was reported and closed in the seven days from `monday`."""

    monday: date
    reported: int
    closed: int


@dataclass
class Answering:
    """What one rule of the duty list gives a department in a cell; `rule` None is the catch-all desk."""

    answer: Answer
    categories: list[Category] = field(default_factory=list)

    @property
    def host(self) -> bool:
        return self.answer.part == Part.HOST


def officers(cell: Area, *, at: datetime) -> list[Officer]:
    """Return the officers posted to the cell or to an area around it, the nearest first."""
    around, current = cell.path_ids(), [posting.pk for posting in current_postings(city_day(at))]
    posted = Posting.objects.filter(pk__in=current, role=Role.OFFICER, area__in=around)
    posted = posted.select_related("user", "area").order_by("-area__path", "user")  # a longer path is a smaller area
    shifts = Shift.objects.filter(area__in=around, begins_at__lte=at, ends_at__gt=at).values_list("user", "ends_at")
    until, away = dict(shifts), roster.away([posting.user_id for posting in posted], at)
    return [_officer(posting, until, away) for posting in posted]


def _officer(posting: Posting, until: dict[int, datetime], away: set[int]) -> Officer:
    gone = posting.user_id in away
    return Officer(posting.user, posting.area, None if gone else until.get(posting.user_id), gone)


def weeks(user: User, cell: Area, *, at: datetime) -> list[Week]:
    """Return the last twelve weeks, the oldest first, of the cases of the cell that `user` may see."""
    today = city_day(at)
    first = today - timedelta(days=today.weekday(), weeks=WEEKS - 1)
    reported, closed = (_by_week(user, cell, column, first) for column in ("reported_at", "closed_at"))
    mondays = [first + timedelta(weeks=n) for n in range(WEEKS)]
    return [Week(monday, reported.get(monday, 0), closed.get(monday, 0)) for monday in mondays]


def _by_week(user: User, cell: Area, column: str, first: date) -> dict[date, int]:
    found = queries.visible_to(user).filter(cell=cell, **{f"{column}__date__gte": first})
    rows = found.order_by().annotate(week=TruncWeek(column)).values("week").annotate(cases=Count("pk"))
    return {row["week"].date(): row["cases"] for row in rows}


def answering(cell: Area, *, at: datetime) -> dict[Department, list[Answering]]:
    """Return who answers for what in the cell at `at`, by the adopted duties: department by department, rule by rule.

    Every kind of the dictionary is asked as the router asks it. Raises NoCatchAll.
    """
    book, kinds, path = adopted_duties(), dictionary(), tuple(cell.path_ids())
    found: dict[int, dict[tuple[int, str], Answering]] = defaultdict(dict)
    for category in kinds.categories.values():
        if category.parent_id is None:
            continue
        told = book.responsible_for(kinds.path(category.pk), path, at)
        for answer in (told.host, *told.rivals, *told.co_handlers):
            key = (answer.rule.id if answer.rule else 0, answer.part)
            found[answer.department_id].setdefault(key, Answering(answer)).categories.append(category)
    departments = Department.objects.in_bulk(found)
    order = sorted(found, key=lambda pk: (-sum(len(one.categories) for one in found[pk].values()), pk))
    return {departments[pk]: list(found[pk].values()) for pk in order}


def components_in(cell: Area, *, on: date) -> int:
    """Return how many components of day `on` stand in the cell of that day; 0 where it has no outline then.

    Asked by place: the cell that a component was surveyed in may have ended since.
    """
    row = Boundary.objects.filter(in_force(on), area=cell).first()
    if row is None:
        return 0
    box = shapely.from_wkb(bytes(row.geometry)).bounds
    points = [Point(*place) for place in components.in_box(box, on=on).values_list("lon", "lat")]
    return sum(held is not None and held.id == cell.pk for held in locate_many(points, on=on))


def editions_of(cell: Area) -> list[Edition]:
    """Return the editions that began, reshaped or ended the cell, the newest first."""
    touched = Q(begun__area=cell) | Q(ended_outlines__area=cell)
    return list(Edition.objects.filter(touched).distinct())


def outline(cell: Area, *, on: date) -> BaseGeometry | None:
    """Return the outline that the cell has on day `on`, had last, or will have first; None: it never has one."""
    row = _boundary(cell, on)
    return shapely.from_wkb(bytes(row.geometry)) if row else None


def _boundary(cell: Area, on: date) -> Boundary | None:
    rows = Boundary.objects.filter(EVER_HELD, area=cell).order_by("valid_from", "pk")
    return rows.filter(valid_from__lte=on).last() or rows.first()


def followed_by(cell: Area, *, on: date) -> list[Area]:
    """Return the cells that lie today where an ended cell lay; empty for one that still holds."""
    last = _boundary(cell, on)
    if cell.valid_to is None or cell.valid_to > on or last is None:
        return []
    was = shapely.from_wkb(bytes(last.geometry))
    today = Boundary.objects.filter(in_force(on), area__level=cell.level)
    rows = today.filter(area__in=_near(was, cell.level, on)).select_related("area").order_by("area__code")
    return [row.area for row in rows if _share(shapely.from_wkb(bytes(row.geometry)), was)]


def _near(shape: BaseGeometry, level: str, on: date) -> Iterable[int]:
    return ids_in(Box(*shape.bounds), Level(level), on=on, most=1000)


def _share(shape: BaseGeometry, was: BaseGeometry) -> bool:
    """Return whether two outlines have land in common, more than a border that was drawn a little differently."""
    return bool(shape.intersection(was).area > 0.001 * was.area)
