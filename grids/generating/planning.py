"""A plan of cells for a community, to be looked at before it is adopted; nothing is written here."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from django.utils.translation import gettext as _
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from govgrid.lib.refusals import Refusal
from grids.generating.faces import cut, without_idle_corners
from grids.generating.ground import Ground
from grids.generating.numbering import reading_order
from grids.generating.slivers import join_slivers, united
from grids.generating.ways import Way

AREA_KEPT = 1e-9


class NotDivisible(Refusal):
    """What came out does not tile the outline: the outline itself is not sound."""

    code = "does_not_tile"


@dataclass(frozen=True)
class PlannedCell:
    """A cell to be: its outline in WGS 84 degrees, and its households, None where nobody knows them."""

    shape: BaseGeometry
    square_metres: float
    households: int | None


@dataclass(frozen=True)
class Balance:
    """How evenly something is spread over cells: the least, the most and the mean of a cell."""

    least: float
    most: float
    mean: float

    @property
    def off_percent(self) -> float:
        """How far the cell that is furthest from the mean is from it."""
        return 100 * max(self.most - self.mean, self.mean - self.least) / self.mean if self.mean else 0.0


def plan_cells(ground: Ground, way: Way) -> list[PlannedCell]:
    """Return the cells of a community in the order of their numbers. Raises TooManyCells, NobodyKnown, NotDivisible."""
    faces = cut(ground.outline, way.lines(ground))
    on_the_plane = np.array([ground.plane.metres(face) for face in faces], dtype=object)
    held = way.measure(ground, on_the_plane, _homes_in(on_the_plane, ground))
    groups = join_slivers(list(on_the_plane), held, whole=way.whole(ground))
    shapes = without_idle_corners(united(faces, groups), ground.outline)
    _refuse_unless_tiling(shapes, ground.outline)
    cells = np.array([ground.plane.metres(shape) for shape in shapes], dtype=object)
    households = _whole_numbers(_homes_in(cells, ground)) if ground.households else [None] * len(shapes)
    order = reading_order(list(cells))
    return [PlannedCell(shapes[turn], float(cells[turn].area), households[turn]) for turn in order]


def balance(numbers: Sequence[float]) -> Balance:
    return Balance(min(numbers), max(numbers), sum(numbers) / len(numbers))


def _homes_in(shapes: np.ndarray, ground: Ground) -> np.ndarray:
    """Return the households in each of `shapes` (metres); one on a border counts on one side."""
    homes = ground.homes
    place, shape = STRtree(shapes).query(shapely.points(homes.places), predicate="intersects")
    places, first = np.unique(place, return_index=True)
    return np.bincount(shape[first], weights=homes.weights[places], minlength=len(shapes))


def _whole_numbers(shares: np.ndarray) -> list[int]:
    """Return shares as whole numbers of the same sum: the largest remainders are rounded up."""
    found = np.floor(shares + 1e-6).astype(int)
    left = round(float(shares.sum())) - int(found.sum())
    found[np.argsort(found - shares, kind="stable")[:left]] += 1
    return [int(number) for number in found]


def _refuse_unless_tiling(shapes: Sequence[BaseGeometry], outline: BaseGeometry) -> None:
    off = abs(sum(shape.area for shape in shapes) - outline.area)
    if off > AREA_KEPT * outline.area or not shapely.coverage_is_valid(np.array(shapes, dtype=object)):
        raise NotDivisible(_("This outline cannot be divided without gaps: check it for corners that nearly touch."))
