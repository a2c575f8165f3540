"""From plans to an edition: new cells with codes and names, old ones ended, the same corners on every border."""

import dataclasses
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

import numpy as np
import shapely
from django.db import transaction
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from govgrid.lib.refusals import Refusal
from grids import codes, editions
from grids.coverage import dissolve
from grids.editions import Change, NewArea
from grids.generating.ground import ground_of
from grids.generating.planning import PlannedCell, plan_cells
from grids.generating.present import Present
from grids.generating.surroundings import outlines_near
from grids.generating.ways import Way
from grids.models import Area, Edition, Level, in_force, subtree
from grids.nodes import new_corners, with_corners

NAME_LETTERS = 110


class CellsExist(Refusal):
    """The community is divided already, and nobody asked to replace its cells."""

    code = "cells_exist"


class NoCommunity(Refusal):
    code = "no_community"


@dataclass(frozen=True)
class Plan:
    """The cells to be of a community, in the order of their numbers."""

    community: Area
    outline: BaseGeometry
    cells: list[PlannedCell]

    @cached_property
    def fresh_corners(self) -> np.ndarray:
        """The corners that its cells have on the border of the community and the outline has not, one a row."""
        return new_corners([cell.shape for cell in self.cells], self.outline)

    @property
    def households(self) -> list[int]:
        """The households of each cell; empty where nobody knows them."""
        return [cell.households for cell in self.cells if cell.households is not None]


def plans_for(area: Area, way: Way, *, on: date) -> list[Plan]:
    """Return a plan for `area`, or for each community below it, by the grid of day `on`.

    Raises NoCommunity, NoOutline, TooManyCells, NobodyKnown, NotDivisible.
    """
    found = Area.objects.filter(subtree(area.path), in_force(on), level=Level.COMMUNITY).order_by("code")
    if not found:
        raise NoCommunity(_("There is no community in %(area)s; cells are made inside communities.") % {"area": area})
    plans: list[Plan] = []
    for community in found:
        plans.append(_plan(community, way, on, _fresh_corners(plans)))
    return plans


def _plan(community: Area, way: Way, on: date, fresh: np.ndarray) -> Plan:
    ground = ground_of(community, on=on)
    around = list(outlines_near(ground.outline.bounds, on=on).values())
    # What others have on the common border already, or will have by an earlier plan, the new cells have too.
    theirs = np.concatenate([shapely.get_coordinates(np.array(around, dtype=object)), fresh])
    outline = with_corners(ground.outline, theirs)
    cells = plan_cells(dataclasses.replace(ground, outline=outline), way)
    return Plan(community, ground.outline, cells)


def _fresh_corners(plans: Sequence[Plan]) -> np.ndarray:
    """Return the corners that the plans bring to the borders of their communities, one a row."""
    return np.concatenate([np.empty((0, 2)), *(plan.fresh_corners for plan in plans)])


@transaction.atomic
def adopt_plans(
    plans: Sequence[Plan],
    *,
    on: date,
    at: datetime,
    seen: int | None = None,
    replace: bool = False,
    by_name: str = "",
    note: str = "",
) -> Edition:
    """Make the planned cells the cells of their communities from day `on`.

    `seen` is the number of the newest edition when the plans were looked at; None: nobody did. With `replace` the
    cells that are there end on that day. Raises GridChanged, CellsExist, NoCodeLeft, BuiltUpon.
    """
    editions.hold() if seen is None else editions.need_newest(seen)
    change = change_of(plans, on=on, replace=replace)
    return editions.adopt(change, kind=Edition.Kind.GENERATE, on=on, at=at, by_name=by_name, note=note)


def change_of(plans: Sequence[Plan], *, on: date, replace: bool) -> Change:
    """Return what adopting the plans would do. Raises CellsExist, NoCodeLeft."""
    corners = _fresh_corners(plans)
    begin: list[NewArea] = []
    reshape: dict[int, BaseGeometry] = {}
    end: list[int] = []
    for plan in plans:
        present = Present(plan.community, on=on)
        _refuse_if_divided(plan.community, present.cells, replace)
        new = _new_cells(plan, present, corners)
        walks = present.shared_out(new)
        begin += [cell for cells in walks.values() for cell in cells]
        reshape |= {pk: dissolve([cell.shape for cell in cells]) for pk, cells in walks.items() if pk in present.walks}
        end += [*present.cells, *(pk for pk in present.walks if pk not in walks)]
    for plan in plans:
        for pk, shape in outlines_near(plan.outline.bounds, on=on).items():
            given = with_corners(shape, corners)
            if pk not in reshape and pk not in end and given is not shape:
                reshape[pk] = given
    return Change(begin=begin, reshape=reshape, end=end)


def _refuse_if_divided(community: Area, cells: Collection[int], replace: bool) -> None:
    if cells and not replace:
        raise CellsExist(
            _(
                "%(area)s has %(count)s cells. Ask for them to be replaced: they end on the day on which the new ones "
                "begin, and cases keep the cell they were filed in."
            )
            % {"area": community, "count": len(cells)}
        )


def _new_cells(plan: Plan, present: Present, corners: np.ndarray) -> list[NewArea]:
    community = plan.community
    numbers = codes.next_codes(community.code, Level.CELL, len(plan.cells))
    return [
        NewArea(
            code=code,
            level=Level.CELL,
            name_en=_name(community.name_en, f" {code[len(community.code) :]}"),
            name_zh=_name(community.name_zh, f"{code[len(community.code) :]}网格"),
            zone=present.zone_at(cell.shape),
            households=cell.households,
            shape=with_corners(cell.shape, corners),
        )
        for code, cell in zip(numbers, plan.cells, strict=True)
    ]


def _name(community: str, number: str) -> str:
    return community[:NAME_LETTERS] + number if community else ""
