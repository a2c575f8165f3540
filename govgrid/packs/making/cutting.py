"""Cutting land into ever smaller lots by slightly bent lines, as streets do: the cuts become the roads."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import split

from govgrid.packs.making.terrain import Terrain, districts

Path = tuple[int, ...]
DEEPEST = 12

# level, land of one lot in m² at no density, bend of its roads in metres
LEVELS = (("street", 6.9e6, 70.0), ("community", 1.25e6, 40.0))
CELL_AT_EDGE, CELL_AT_HEART, CELL_BEND = 0.135e6, 0.022e6, 9.0


@dataclass(frozen=True)
class Lot:
    """A piece of land and its place in the tree: (district, street, community, cell), counted from 1."""

    shape: Polygon
    path: Path


@dataclass(frozen=True)
class Road:
    """A road and its class: 0 for trunk roads, 1 for main streets, 2 for side streets."""

    line: BaseGeometry
    rank: int


@dataclass
class Plan:
    lots: list[Lot]
    roads: list[Road]


def cell_target(terrain: Terrain, shape: BaseGeometry) -> float:
    """Return the size in m² that a cell around the middle of `shape` should have."""
    return CELL_AT_EDGE + (CELL_AT_HEART - CELL_AT_EDGE) * terrain.density(shape)


def cut_city(terrain: Terrain, dice: np.random.Generator) -> Plan:
    """Return the lots of all cells, still reaching under water, and the roads between the larger ones."""
    water = terrain.water
    shapely.prepare(water)
    lots = [Lot(shape, (number,)) for number, shape in enumerate(districts(terrain, dice), start=1)]
    roads = [
        Road(terrain.ring, 0),
        *(Road(line.intersection(terrain.outline), 0) for line in terrain.radials),
    ]
    for rank, (_level, size, bend) in enumerate(LEVELS, start=1):
        lots, lines = _cut_all(lots, dice, _smaller_than(_sparser(terrain, size), water), bend)
        roads += [Road(line, rank) for line in lines]
    cells, _lanes = _cut_all(lots, dice, _smaller_than(lambda shape: cell_target(terrain, shape), water), CELL_BEND)
    return Plan(cells, roads)


def _sparser(terrain: Terrain, size: float) -> Callable[[Polygon], float]:
    """Return the target for lots that should be of `size` at middling density, larger where few people live."""
    return lambda shape: size * (1.5 - terrain.density(shape))


def _smaller_than(target: Callable[[Polygon], float], water: BaseGeometry) -> Callable[[Polygon], bool]:
    def enough(shape: Polygon) -> bool:
        # Land counts, water does not, or the lake would be full of communities.
        return shape.difference(water).area < 1.45 * target(shape)

    return enough


def _cut_all(
    lots: list[Lot], dice: np.random.Generator, enough: Callable[[Polygon], bool], bend: float
) -> tuple[list[Lot], list[BaseGeometry]]:
    children: list[Lot] = []
    roads: list[BaseGeometry] = []
    for lot in lots:
        parts = _cut(lot.shape, dice, enough, bend, roads, 0)
        children += [Lot(part, (*lot.path, number)) for number, part in enumerate(parts, start=1)]
    return children, roads


def _cut(
    shape: Polygon,
    dice: np.random.Generator,
    enough: Callable[[Polygon], bool],
    bend: float,
    roads: list[BaseGeometry],
    depth: int,
) -> list[Polygon]:
    if depth == DEEPEST or enough(shape):
        return [shape]
    line = _cutting_line(shape, dice, bend)
    parts = [part for part in split(shape, line).geoms if isinstance(part, Polygon)]
    if len(parts) < 2:
        return [shape]
    roads.append(line.intersection(shape))
    return [piece for part in parts for piece in _cut(part, dice, enough, bend * 0.75, roads, depth + 1)]


def _cutting_line(shape: Polygon, dice: np.random.Generator, bend: float) -> LineString:
    """Return a bent line across the longer side of `shape`, near its middle, reaching well past both edges."""
    corner = np.array(shapely.minimum_rotated_rectangle(shape).exterior.coords)[:4]
    if np.hypot(*(corner[1] - corner[0])) < np.hypot(*(corner[2] - corner[1])):
        corner = np.roll(corner, -1, axis=0)
    side = corner[1] - corner[0]
    where = dice.uniform(0.42, 0.58)
    a, b = corner[0] + side * where, corner[3] + side * (where + dice.uniform(-0.05, 0.05))
    a, b = a - (b - a) * 0.2, b + (b - a) * 0.2
    along = np.linspace(0, 1, 6)[1:-1, None]
    middle = a * (1 - along) + b * along + side / np.hypot(*side) * dice.normal(0, bend, (4, 1))
    return LineString(np.vstack([a, middle, b]))
