"""The ways to divide a community: each says by which lines, and what a whole cell would hold."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import h3
import numpy as np
import shapely
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from govgrid.lib.refusals import Refusal
from grids.generating.ground import Ground, Homes

MOST_CELLS = 5000
# A cut reaches so far past the line that it ends on, or their crossing might be missed by a rounding; what sticks
# out bounds nothing.
REACH_M = 1.0


class TooManyCells(Refusal):
    code = "too_many_cells"


class NobodyKnown(Refusal):
    """Cells cannot be balanced by households that nobody has counted."""

    code = "no_households_known"


class Way(Protocol):
    def lines(self, ground: Ground) -> list[BaseGeometry]:
        """Return the lines that divide `ground`, in degrees. Raises TooManyCells, NobodyKnown."""

    def whole(self, ground: Ground) -> float:
        """Return what `measure` gives for a cell that nothing has clipped."""

    def measure(self, ground: Ground, shapes: np.ndarray, homes: np.ndarray) -> np.ndarray:
        """Return how much each of `shapes` (metres) holds: land, or the households `homes`."""


@dataclass(frozen=True)
class Square:
    """Squares of `size_m` metres, laid about the middle of the outline; those at its edges are clipped or wider."""

    size_m: float

    def __str__(self) -> str:
        return _("squares of %(number)s m") % {"number": f"{self.size_m:g}"}

    def lines(self, ground: Ground) -> list[BaseGeometry]:
        _refuse_if_many(ground.in_metres.area / self.size_m**2, ground)
        west, south, east, north = ground.in_metres.bounds
        corners = np.stack(np.meshgrid(self._lines(west, east), self._lines(south, north), indexing="ij"), axis=-1)
        degrees = ground.plane.in_degrees(corners.reshape(-1, 2)).reshape(corners.shape)
        # Both lines of a crossing hold the very same corner.
        return [*shapely.linestrings(degrees[1:-1]), *shapely.linestrings(degrees.swapaxes(0, 1)[1:-1])]

    def _lines(self, low: float, high: float) -> np.ndarray:
        """Return where lines are: about the middle, and the two ends between which the others run."""
        lines = max(1, round((high - low) / self.size_m)) - 1
        between = (low + high) / 2 + (np.arange(lines) - (lines - 1) / 2) * self.size_m
        return np.array([low - REACH_M, *between, high + REACH_M])

    def whole(self, ground: Ground) -> float:
        return self.size_m**2

    def measure(self, ground: Ground, shapes: np.ndarray, homes: np.ndarray) -> np.ndarray:
        return shapely.area(shapes)


@dataclass(frozen=True)
class Hexagon:
    """Hexagons of H3, the worldwide grid, at a resolution: 9 is about 0.1 km², each further one a seventh of that."""

    resolution: int

    def __str__(self) -> str:
        return _("hexagons of resolution %(number)s") % {"number": self.resolution}

    def lines(self, ground: Ground) -> list[BaseGeometry]:
        _refuse_if_many(ground.in_metres.area / h3.average_hexagon_area(self.resolution, "m^2"), ground)
        around = h3.geo_to_h3shape(ground.outline)
        edges: set[tuple[str, str]] = set()
        for hexagon in h3.h3shape_to_cells_experimental(around, self.resolution, contain="overlap"):
            corners = h3.cell_to_vertexes(hexagon)
            edges |= {(min(pair), max(pair)) for pair in pairwise([*corners, corners[0]])}
        names = sorted({name for edge in edges for name in edge})
        place = {name: h3.vertex_to_latlng(name)[::-1] for name in names}
        return list(shapely.linestrings([[place[start], place[end]] for start, end in sorted(edges)]))

    def whole(self, ground: Ground) -> float:
        middle = ground.outline.centroid
        return float(h3.cell_area(h3.latlng_to_cell(middle.y, middle.x, self.resolution), "m^2"))

    def measure(self, ground: Ground, shapes: np.ndarray, homes: np.ndarray) -> np.ndarray:
        return shapely.area(shapes)


@dataclass(frozen=True)
class Balanced:
    """Cells of about `households` each: the community is halved across its longer side, and each half again."""

    households: int

    def __str__(self) -> str:
        return _("cells of about %(number)s households") % {"number": self.households}

    def lines(self, ground: Ground) -> list[BaseGeometry]:
        if not ground.households:
            raise NobodyKnown(
                _("Nobody has counted the households of %(area)s; give it their number, or divide it by size.")
                % {"area": ground.name}
            )
        parts = self._parts(ground)
        _refuse_if_many(parts, ground)
        cuts = list(_cuts(ground.homes, parts, ground.in_metres.bounds))
        return [shapely.transform(cut, ground.plane.in_degrees) for cut in cuts]

    def _parts(self, ground: Ground) -> int:
        return max(1, round(ground.households / self.households))

    def whole(self, ground: Ground) -> float:
        return ground.households / self._parts(ground)

    def measure(self, ground: Ground, shapes: np.ndarray, homes: np.ndarray) -> np.ndarray:
        return homes


WAYS: dict[str, Callable[[int], Way]] = {"square": Square, "hexagon": Hexagon, "balanced": Balanced}
# What may be asked for: metres a side, a resolution, households a cell.
ALLOWED = {"square": (20, 5000), "hexagon": (6, 12), "balanced": (1, 10_000)}


def _refuse_if_many(cells: float, ground: Ground) -> None:
    if cells > MOST_CELLS:
        raise TooManyCells(
            _("That would make about %(cells)s cells of %(area)s; at most %(most)s are made of one community.")
            % {"cells": round(cells), "area": ground.name, "most": MOST_CELLS}
        )


def _cuts(homes: Homes, parts: int, box: Iterable[float]) -> Iterator[BaseGeometry]:
    """Yield the lines (metres) that halve the households in `box` until there are `parts`."""
    if parts == 1 or len(homes.places) < 2:
        return
    west, south, east, north = box
    along = 0 if np.ptp(homes.places[:, 0]) >= np.ptp(homes.places[:, 1]) else 1
    order = np.argsort(homes.places[:, along], kind="stable")
    sums = np.cumsum(homes.weights[order])
    turn = int(np.clip(np.searchsorted(sums, sums[-1] * (parts // 2) / parts), 1, len(order) - 1))
    where = float(homes.places[order[turn - 1 : turn + 1], along].mean())
    first, second = (Homes(homes.places[chosen], homes.weights[chosen]) for chosen in (order[:turn], order[turn:]))
    if along == 0:
        yield shapely.LineString([(where, south - REACH_M), (where, north + REACH_M)])
        boxes = (west, south, where, north), (where, south, east, north)
    else:
        yield shapely.LineString([(west - REACH_M, where), (east + REACH_M, where)])
        boxes = (west, south, east, where), (west, where, east, north)
    yield from _cuts(first, parts // 2, boxes[0])
    yield from _cuts(second, parts - parts // 2, boxes[1])
