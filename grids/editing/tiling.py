"""Whether the cells of a community still tile its land after an edit; every fault is a sentence and a place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import shapely
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from govgrid.lib.refusals import Refusal
from grids import coverage
from grids.coverage import square_metres
from grids.editing.ground import Ground

# What the arithmetic of a cut may leave of the land of a community, and nothing that a hand has drawn.
RELATIVE_ERROR = 1e-9
OVERLAP_OF_AN_EDIT = 0.01


@dataclass(frozen=True)
class Fault:
    """What is wrong, and where; `shape` is in WGS 84 degrees, None where it has no extent."""

    sentence: str
    shape: BaseGeometry | None = None


class DoesNotTile(Refusal):
    """The drawn cells overlap, leave a gap, or reach where they may not; `faults` says each."""

    code = "cells_do_not_tile"
    status = 422

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(" ".join(fault.sentence for fault in faults))
        self.faults = faults


def need_tiling(ground: Ground, after: Mapping[str, BaseGeometry], *, drawn: str = "") -> None:
    """Raise DoesNotTile unless the cells `after` an edit tile the land of the community as those before did.

    `after` has the outlines of all cells of the community, and of the cells beside it; `drawn` is the code of a new
    cell that takes land which had none.
    """
    faults = list(_broken(after)) or [
        *_overlaps(after, _changed(ground, after)),
        *_lost_and_gained(ground, after, drawn),
        *_narrow_gaps(ground, after),
    ]
    if faults:
        raise DoesNotTile(faults)


def _broken(after: Mapping[str, BaseGeometry]) -> Iterator[Fault]:
    for code, shape in after.items():
        if shape.is_empty or not shape.is_valid:
            yield Fault(_("The outline of cell %(cell)s crosses itself or is empty.") % {"cell": code}, shape.boundary)


def _changed(ground: Ground, after: Mapping[str, BaseGeometry]) -> set[str]:
    """Return the cells whose land the edit changes: what was wrong elsewhere before is not its fault."""
    before = ground.all_shapes
    return {code for code, shape in after.items() if code not in before or not shape.equals(before[code])}


def _overlaps(after: Mapping[str, BaseGeometry], changed: set[str]) -> Iterator[Fault]:
    for clash in coverage.clashes(after):
        if not {clash.code, clash.other} & changed:
            continue
        facts = {"a": clash.code, "b": clash.other, "area": f"{clash.square_metres:.1f}"}
        if clash.square_metres >= OVERLAP_OF_AN_EDIT:
            yield Fault(
                _("Cells %(a)s and %(b)s overlap by %(area)s m².") % facts,
                after[clash.code].intersection(after[clash.other]),
            )
        else:
            yield Fault(_("The common border of cells %(a)s and %(b)s has not the same corners in both.") % facts)


def _lost_and_gained(ground: Ground, after: Mapping[str, BaseGeometry], drawn: str) -> Iterator[Fault]:
    before = shapely.union_all(list(ground.shapes.values()))
    now = shapely.union_all([shape for code, shape in after.items() if code not in ground.shapes_beside])
    for part in _worth_saying(before.difference(now), before.area):
        facts = {"area": f"{square_metres(part):.1f}", "cells": _names(ground.shapes, part)}
        yield Fault(_("A gap: %(area)s m² of cells %(cells)s would lie in no cell.") % facts, part)
    allowed = _allowed(ground, after, before, drawn)
    for part in _worth_saying(now.difference(allowed), now.area):
        facts = {
            "area": f"{square_metres(part):.1f}", "cells": _names(after, part), "community": ground.community.name,
        }  # fmt: skip
        yield Fault(_("Cells %(cells)s would reach %(area)s m² beyond the land of %(community)s.") % facts, part)


def _allowed(ground: Ground, after: Mapping[str, BaseGeometry], before: BaseGeometry, drawn: str) -> BaseGeometry:
    """Return the land that the cells may take: what they had, and for a drawn cell all of the community."""
    if not drawn:
        return before
    return before.union(ground.outline if ground.outline is not None else after[drawn])


def _worth_saying(difference: BaseGeometry, whole: float) -> list[BaseGeometry]:
    return [part for part in shapely.get_parts(difference) if part.area > RELATIVE_ERROR * whole]


def _names(shapes: Mapping[str, BaseGeometry], part: BaseGeometry) -> str:
    """Return the codes of the cells that hold some of `part`, for a sentence."""
    sharing = {code: shape.intersection(part).area for code, shape in shapes.items() if shape.intersects(part)}
    return ", ".join(sorted(code for code, area in sharing.items() if area > part.area * RELATIVE_ERROR))


def _narrow_gaps(ground: Ground, after: Mapping[str, BaseGeometry]) -> Iterator[Fault]:
    """Yield the slits less than a metre wide that an edit has made; wider holes may be water."""
    had = {round(hole.square_metres, 3) for hole in coverage.holes(ground.all_shapes)}
    for hole in coverage.holes(after):
        if hole.narrow and round(hole.square_metres, 3) not in had:
            facts = {"area": f"{hole.square_metres:.1f}", "cells": ", ".join(hole.beside)}
            yield Fault(_("A slit of %(area)s m² is left between cells %(cells)s.") % facts)
