"""What a change of the grid would mean for open cases: counts only, so that who may see no case may know them.

Cases keep the cell of their filing. What is counted is who would answer for the same spot by the new cells.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import shapely
from django.db.models import BooleanField, Q, QuerySet
from django.db.models.expressions import RawSQL
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from cases.models import ENDED, Case
from departments.access import current_postings
from departments.duties import DutyBook, adopted_duties
from departments.models import Category
from departments.roles import Role
from grids.boundaries import shapes_of
from grids.editions import Change
from grids.models import Area, Boundary, Level

# A new cell has no id yet; no duty and no posting can name it.
NOT_YET = 0
IN_BOX = "point(cases_case.lon, cases_case.lat) <@ box(point(%s, %s), point(%s, %s))"
Ids = tuple[int, ...]


@dataclass(frozen=True)
class Preview:
    """How many open cases lie in land that changes its cell; of these, whose department or officer would be another."""

    cases: int = 0
    another_department: int = 0
    another_officer: int = 0


@dataclass(frozen=True)
class Moved:
    """The spot of an open case, with the areas around it (ids from the city down) before and after."""

    category_id: int | None
    before: Ids
    after: Ids


def preview(change: Change, *, on: date, at: datetime) -> Preview:
    """Return what `change`, in force from `on`, means for the cases that are open now; duties are asked as of `at`."""
    moved = list(_moved(change))
    officers = Officers(on)
    return Preview(
        cases=len(moved),
        another_department=_with_another_department(moved, at),
        another_officer=sum(officers.of(spot.before) != officers.of(spot.after) for spot in moved),
    )


def _moved(change: Change) -> Iterator[Moved]:
    """Yield the open cases whose point changes its cell by `change`."""
    old = shapes_of(_cells_touched(change))
    if not old:
        return
    paths = {area.pk: tuple(area.path_ids()) for area in Area.objects.filter(pk__in=_all_ids(change))}
    was = Places([(shape, paths[pk]) for pk, shape in old.items()])
    becomes = Places(_after(change, old, paths))
    for category, lon, lat in _open_within(list(old.values())):
        point = shapely.Point(lon, lat)
        before, after = was.at(point), becomes.at(point)
        if before and after and before != after:
            yield Moved(category, before, after)


def _cells_touched(change: Change) -> QuerySet[Boundary]:
    ids = [*change.reshape, *change.end]
    return Boundary.objects.filter(valid_to=None, area__in=ids, area__level=Level.CELL)


def _all_ids(change: Change) -> list[int]:
    parents = [area.parent_id for area in change.begin if area.parent_id]
    return [*change.reshape, *change.end, *parents]


def _after(change: Change, old: Iterable[int], paths: dict[int, Ids]) -> list[tuple[BaseGeometry, Ids]]:
    """Return the outlines that hold afterwards where the touched cells are, each with the ids around it."""
    ended = set(old)
    reshaped = [(shape, paths[pk]) for pk, shape in change.reshape.items() if pk in ended]
    begun = [
        (area.shape, (*paths.get(area.parent_id or NOT_YET, ()), NOT_YET - n))
        for n, area in enumerate(change.begin)
        if area.shape is not None
    ]
    return [*reshaped, *begun]


def _open_within(shapes: Sequence[BaseGeometry]) -> Iterator[tuple[int | None, float, float]]:
    """Yield category and point of the open cases in the box around `shapes`."""
    bounds = [float(number) for number in shapely.total_bounds(list(shapes))]
    box = RawSQL(IN_BOX, bounds, output_field=BooleanField())  # noqa: S611 - our own words
    found = Case.unscoped.exclude(status__in=ENDED).filter(Q(lon__isnull=False), box)
    for category, lon, lat in found.values_list("category_id", "lon", "lat").iterator():
        yield category, lon or 0.0, lat or 0.0


class Places:
    """Outlines with what they stand for, asked by point."""

    def __init__(self, outlines: Sequence[tuple[BaseGeometry, Ids]]) -> None:
        self._ids = [ids for _shape, ids in outlines]
        self._tree = STRtree(np.array([shape for shape, _ids in outlines], dtype=object))

    def at(self, point: BaseGeometry) -> Ids | None:
        """Return what stands at `point`; on an edge, the first; None: nothing."""
        hits = sorted(self._tree.query(point, predicate="intersects"))
        return self._ids[hits[0]] if hits else None


class Officers:
    """The officers posted on a day, asked by the areas around a spot."""

    def __init__(self, on: date) -> None:
        self._by_area: dict[int, set[int]] = defaultdict(set)
        rows = current_postings(on).filter(role=Role.OFFICER, area__isnull=False)
        for area_id, user_id in rows.values_list("area_id", "user_id"):
            self._by_area[area_id or NOT_YET].add(user_id)

    def of(self, area_ids: Ids) -> set[int]:
        """Return the officers of the smallest area around that has any."""
        return next((self._by_area[pk] for pk in reversed(area_ids) if pk in self._by_area), set())


def _with_another_department(moved: Sequence[Moved], at: datetime) -> int:
    if not moved:
        return 0
    book, parents = adopted_duties(), dict(Category.objects.values_list("pk", "parent"))
    paths = {pk: (parent, pk) if parent else (pk,) for pk, parent in parents.items()}
    return sum(
        _host(book, paths[spot.category_id], spot.before, at) != _host(book, paths[spot.category_id], spot.after, at)
        for spot in moved
        if spot.category_id is not None
    )


def _host(book: DutyBook, category: Ids, area_ids: Ids, at: datetime) -> int:
    return book.responsible_for(category, area_ids, at).host.department_id
