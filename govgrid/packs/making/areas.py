"""Names, codes, zones and households for the cells of an invented city and the areas above them."""

import itertools
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from govgrid.packs.making import names
from govgrid.packs.making.cells import SQUARE_UNITS_PER_SQUARE_METRE, UNITS_PER_METRE, Cell
from govgrid.packs.making.cutting import Path
from govgrid.packs.making.names import Name, called
from govgrid.packs.making.terrain import Terrain
from grids.generating.numbering import reading_order

CITY: Name = ("Yunling", "云岭市")
CITY_CODE = "9901"  # no county of GB/T 2260 begins with 99: nobody can take it for a real one
LEVELS = ("city", "district", "street", "community", "responsibility", "cell")
SUFFIXES = (("District", "区"), ("Subdistrict", "街道"), ("Community", "社区"))
VALID_FROM = "2024-01-01"


@dataclass(frozen=True)
class Area:
    code: str
    parent: str
    level: str
    name: Name
    zone: str
    households: int
    shape: BaseGeometry
    kind: str = "land"

    def row(self) -> list[object]:
        english, chinese = self.name
        parts = (self.code, self.parent, self.level, english, chinese, self.zone, self.households, VALID_FROM)
        return list(parts)


def make_areas(cells: list[Cell], terrain: Terrain, dice: np.random.Generator) -> list[Area]:
    """Return every area, parents before children. Only cells have an outline in the pack; here all know theirs."""
    groups = _groups(cells)
    codes = _codes(groups)
    named = _names(groups, codes, terrain, dice)
    leaves = _cell_areas(cells, codes, named, terrain, names.fresh_words(dice))
    upper = [_upper(path, codes[path], named[path], shape, terrain, leaves) for path, shape in groups.items()]
    return sorted(upper + leaves, key=lambda area: (LEVELS.index(area.level), area.code))


def _groups(cells: list[Cell]) -> dict[Path, BaseGeometry]:
    """Return the outline of the city, the path (), and of every district, street and community."""
    parts: dict[Path, list[BaseGeometry]] = defaultdict(list)
    for cell in cells:
        for depth in range(4):
            parts[cell.path[:depth]].append(cell.shape)
    return {path: shapely.coverage_union_all(shapes) for path, shapes in sorted(parts.items())}


def _codes(groups: dict[Path, BaseGeometry]) -> dict[Path, str]:
    codes: dict[Path, str] = {(): CITY_CODE}
    for depth in (1, 2, 3):
        for above in [path for path in codes if len(path) == depth - 1]:
            within = [path for path in groups if path[:-1] == above and path]
            shapes = [groups[path] for path in within]
            # Districts count from the heart of the city outwards; what lies in them is read like a page.
            order = outward_order(shapes) if depth == 1 else reading_order(shapes)
            for number, turn in enumerate(order, start=1):
                codes[within[turn]] = codes[above] + f"{number:0{2 if depth == 1 else 3}d}"
    return codes


def outward_order(shapes: list[BaseGeometry]) -> list[int]:
    away = shapely.distance(shapely.centroid(shapes), shapely.Point(0, 0))
    return sorted(range(len(shapes)), key=lambda number: float(away[number]))


def _names(
    groups: dict[Path, BaseGeometry], codes: dict[Path, str], terrain: Terrain, dice: np.random.Generator
) -> dict[Path, Name]:
    named: dict[Path, Name] = {(): CITY}
    for depth, suffix in enumerate(SUFFIXES, start=1):
        paths = sorted((path for path in groups if len(path) == depth), key=codes.__getitem__)
        words = _district_words(paths, groups, terrain) if depth == 1 else names.fresh_words(dice)
        named |= {path: called(word, *suffix) for path, word in zip(paths, words, strict=False)}
    return named


def _district_words(paths: list[Path], groups: dict[Path, BaseGeometry], terrain: Terrain) -> Iterator[Name]:
    """Yield the names of the districts; the one with the most of the lake is named after it."""
    lake = shapely.transform(terrain.lake, lambda xy: xy * UNITS_PER_METRE)
    by_the_lake = max(paths, key=lambda path: groups[path].intersection(lake).area)
    others = iter(names.DISTRICTS)
    for path in paths:
        yield names.LAKE_DISTRICT if path == by_the_lake else next(others)


def _cell_areas(
    cells: list[Cell], codes: dict[Path, str], named: dict[Path, Name], terrain: Terrain, estates: Iterator[Name]
) -> list[Area]:
    areas = []
    for cell, number in _numbered(cells, codes):
        areas.append(
            Area(
                code=f"{codes[cell.path]}{number:03d}",
                parent=codes[cell.path],
                level="cell",
                name=_cell_name(cell, number, named[cell.path], terrain, estates),
                zone=_zone(cell.shape, terrain),
                households=_households(cell, terrain),
                shape=cell.shape,
                kind=cell.kind,
            )
        )
    return areas


def _numbered(cells: list[Cell], codes: dict[Path, str]) -> Iterator[tuple[Cell, int]]:
    """Yield the cells by community, numbered from 1: the land in reading order, then the water."""
    by_community: dict[Path, list[Cell]] = defaultdict(list)
    for cell in cells:
        by_community[cell.path].append(cell)
    for path in sorted(by_community, key=codes.__getitem__):
        within = by_community[path]
        order = [within[turn] for turn in reading_order([cell.shape for cell in within])]
        yield from zip(sorted(order, key=lambda cell: cell.kind == "water"), itertools.count(1), strict=False)


def _cell_name(cell: Cell, number: int, community: Name, terrain: Terrain, estates: Iterator[Name]) -> Name:
    if cell.kind == "enclave":
        return called(next(estates), "Court", "苑")
    if cell.kind == "land":
        return f"{community[0]} {number:02d}", f"{community[1]}{number:02d}网格"
    lake = shapely.transform(terrain.lake, lambda xy: xy * UNITS_PER_METRE)
    body = names.LAKE if cell.shape.intersection(lake).area > cell.shape.area / 2 else names.RIVER
    return f"{body[0]} at {community[0]}", f"{body[1]}（{community[1]}段）"


def _zone(shape: BaseGeometry, terrain: Terrain) -> str:
    density = terrain.density(_in_metres(shape))
    return "core" if density > 0.45 else "general" if density > 0.12 else "suburb"


def _households(cell: Cell, terrain: Terrain) -> int:
    if cell.kind == "water":
        return 0
    square_km = cell.shape.area / SQUARE_UNITS_PER_SQUARE_METRE / 1e6
    return round(square_km * (350 + 13_000 * terrain.density(_in_metres(cell.shape))))


def _in_metres(shape: BaseGeometry) -> BaseGeometry:
    return shapely.transform(shape, lambda xy: xy / UNITS_PER_METRE)


def _upper(path: Path, code: str, name: Name, shape: BaseGeometry, terrain: Terrain, leaves: list[Area]) -> Area:
    return Area(
        code=code,
        parent="" if not path else CITY_CODE if len(path) == 1 else code[:-3],
        level=LEVELS[len(path)],
        name=name,
        zone=_zone(shape, terrain),
        households=sum(leaf.households for leaf in leaves if leaf.code.startswith(code)),
        shape=shape,
    )
