"""What a map of the city shows beneath the cells, named: water, parks and roads."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from govgrid.packs.making import names
from govgrid.packs.making.areas import Area
from govgrid.packs.making.cells import UNITS_PER_METRE, to_units
from govgrid.packs.making.cutting import Plan, Road
from govgrid.packs.making.names import Name, called
from govgrid.packs.making.terrain import Terrain

PARKS = 36
ROAD_WORDS = ((("Avenue", "大道"),), (("Road", "路"),), (("Road", "路"), ("Street", "街"), ("Lane", "巷")))


@dataclass(frozen=True)
class MapShape:
    """A drawn shape in units; `rank` 0 is drawn at every zoom, 2 only near by."""

    kind: str
    rank: int
    name: Name
    shape: BaseGeometry


def make_background(plan: Plan, terrain: Terrain, areas: list[Area], dice: np.random.Generator) -> list[MapShape]:
    outline = areas[0].shape
    water = [
        MapShape("water", 0, names.LAKE, to_units(terrain.lake)),
        MapShape("water", 0, names.RIVER, to_units(terrain.river).intersection(outline)),
    ]
    return water + _parks(areas, dice) + _roads(plan.roads, terrain, dice)


def _parks(areas: list[Area], dice: np.random.Generator) -> list[MapShape]:
    """Return parks: each fills one cell but for the streets around it."""
    cells = [
        area for area in areas if area.level == "cell" and area.kind == "land" and area.shape.geom_type == "Polygon"
    ]
    words = names.fresh_words(dice)
    chosen = sorted(dice.choice(len(cells), PARKS, replace=False))
    lawns = [shapely.buffer(cells[number].shape, -2500).buffer(-3000).buffer(3000) for number in chosen]
    return [
        MapShape("park", 1, called(next(words), "Park", "公园"), to_whole(lawn)) for lawn in lawns if not lawn.is_empty
    ]


def _roads(roads: list[Road], terrain: Terrain, dice: np.random.Generator) -> list[MapShape]:
    words = names.fresh_words(dice)
    trunk = iter((names.RING_ROAD, *names.RADIALS))
    shapes = []
    for road in roads:
        line = road.line.difference(terrain.lake)
        if not line.is_empty and line.length > 150:
            name = next(trunk) if road.rank == 0 else _road_name(words, road.rank, dice)
            shapes.append(MapShape("road", road.rank, name, to_units(line)))
    return shapes


def _road_name(words: Iterator[Name], rank: int, dice: np.random.Generator) -> Name:
    choices = ROAD_WORDS[rank]
    return called(next(words), *choices[dice.integers(len(choices))])


def to_whole(shape: BaseGeometry) -> BaseGeometry:
    return shapely.transform(shape, np.round)


def in_metres(shape: BaseGeometry) -> BaseGeometry:
    return shapely.transform(shape, lambda xy: xy / UNITS_PER_METRE)
