"""The ground of an edit: the newest cells of one community with their outlines, and the cells around it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import shapely
from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from govgrid.lib.refusals import Refusal
from grids import boundaries
from grids.editions import GridChanged
from grids.models import Area, Boundary, Level, subtree

NEAR = """
SELECT DISTINCT r.area_id FROM grids_ring r
 WHERE r.level = %s AND r.valid_to IS NULL
   AND box(r.ring) && box(point(%s * 1e6, %s * 1e6), point(%s * 1e6, %s * 1e6))
"""
# About ten metres: what touches the community has its box within.
AROUND_DEGREES = 1e-4


class NoSuchCommunity(Refusal):
    code = "no_such_community"
    status = 404


class NoSuchCell(Refusal):
    """The cell is not, or no longer, one of the community that is edited."""

    code = "no_such_cell"


@dataclass(frozen=True)
class Ground:
    """A community as the newest edition leaves it; shapes by the code of the cell, in WGS 84 degrees."""

    community: Area
    # Of the community itself; None: it has none of its own, and is what its cells are.
    outline: BaseGeometry | None
    cells: Mapping[str, Area]
    shapes: Mapping[str, BaseGeometry]
    # Cells of other communities that touch, or lie within ten metres.
    beside: Mapping[str, Area]
    shapes_beside: Mapping[str, BaseGeometry]
    # Responsibility grids of the community by id; empty where it has none.
    grids: Mapping[int, Area] = field(default_factory=dict)

    @cached_property
    def all_shapes(self) -> dict[str, BaseGeometry]:
        """Return the outlines of the cells and of those beside."""
        return {**self.shapes, **self.shapes_beside}

    @cached_property
    def ids(self) -> dict[str, int]:
        """Return the ids of the cells and of those beside by code."""
        return {code: area.pk for code, area in (*self.cells.items(), *self.beside.items())}

    def cell(self, code: str) -> Area:
        """Return the cell with `code`. Raises NoSuchCell."""
        found = self.cells.get(code)
        if found is None:
            raise NoSuchCell(
                _("%(code)s is no cell of %(community)s.") % {"code": code or "–", "community": self.community.name}
            )
        return found


def ground_of(code: str) -> Ground:
    """Return the ground of the community with `code`. Raises NoSuchCommunity. Five queries."""
    community = Area.objects.filter(level=Level.COMMUNITY, code=code, valid_to=None).first()
    if community is None:
        raise NoSuchCommunity(_("There is no community with the code %(code)s.") % {"code": code})
    below = Area.objects.filter(subtree(community.path), valid_to=None)
    grids = {area.pk: area for area in below if area.level == Level.RESPONSIBILITY}
    cells, shapes = _outlined(subtree(community.path, "area__path") & Q(area__level=Level.CELL))
    own = _current(Q(area=community))
    beside, shapes_beside = _beside(community, shapes)
    return Ground(community, own.get(community.pk), cells, shapes, beside, shapes_beside, grids)


def _outlined(which: Q) -> tuple[dict[str, Area], dict[str, BaseGeometry]]:
    rows = Boundary.objects.filter(which, valid_to=None).select_related("area").order_by("area__code")
    found = [(row.area, shapely.from_wkb(bytes(row.geometry))) for row in rows]
    return {area.code: area for area, _shape in found}, {area.code: shape for area, shape in found}


def _current(which: Q) -> dict[int, BaseGeometry]:
    return boundaries.shapes_of(Boundary.objects.filter(which, valid_to=None))


def _beside(community: Area, shapes: Mapping[str, BaseGeometry]) -> tuple[dict[str, Area], dict[str, BaseGeometry]]:
    if not shapes:
        return {}, {}
    near = _outlined(Q(area__in=_near(list(shapes.values()))) & ~subtree(community.path, "area__path"))
    land = shapely.MultiPolygon([part for shape in shapes.values() for part in shapely.get_parts(shape)])
    kept = {code for code, shape in near[1].items() if shapely.dwithin(shape, land, AROUND_DEGREES)}
    return {code: near[0][code] for code in kept}, {code: near[1][code] for code in kept}


def _near(shapes: Iterable[BaseGeometry]) -> list[int]:
    west, south, east, north = shapely.total_bounds(list(shapes))
    box = [west - AROUND_DEGREES, south - AROUND_DEGREES, east + AROUND_DEGREES, north + AROUND_DEGREES]
    with connection.cursor() as cursor:
        cursor.execute(NEAR, [Level.CELL.value, *box])
        return [pk for (pk,) in cursor.fetchall()]


def need_unchanged(ground: Ground, base: int) -> None:
    """Raise GridChanged if an edition after the number `base` has changed a cell of the community."""
    later = Q(begun_by__number__gt=base) | Q(ended_by__number__gt=base)
    here = Boundary.objects.filter(later, subtree(ground.community.path, "area__path"))
    found = here.select_related("area", "begun_by", "ended_by").order_by("-pk").first()
    if found is None:
        return
    last = max(edition.number for edition in (found.begun_by, found.ended_by) if edition)
    raise GridChanged(
        _(
            "Edition %(number)s has changed %(community)s after you opened this page. Your drawing is kept here: "
            "open the page again in another window, compare, and draw it anew if it still fits."
        )
        % {"number": last, "community": ground.community.name}
    )
