"""From lots that reach under water to cells: clipped by the shore, without gap or overlap, a few with holes.

Everything here is counted in whole units of 1e-7 degree from the city's origin, about a centimetre, so that the
outlines are exact in the file too: no later rounding can open a gap.
"""

from collections import defaultdict
from dataclasses import dataclass, replace

import numpy as np
import shapely
from shapely import Polygon, STRtree
from shapely.geometry.base import BaseGeometry

from govgrid.packs.making.cutting import Lot, Path, Plan, cell_target
from govgrid.packs.making.terrain import Terrain

ORIGIN_LON, ORIGIN_LAT = 1_027_000_000, 250_000_000
UNITS_PER_METRE = np.array([1e7 / (111_320 * np.cos(np.radians(25.0))), 1e7 / 110_774])
SQUARE_UNITS_PER_SQUARE_METRE = float(UNITS_PER_METRE.prod())
SMALLEST_SHARE = 0.3
SMALLEST_WATER = 40_000 * SQUARE_UNITS_PER_SQUARE_METRE
ENCLAVES = 24


@dataclass(frozen=True)
class Cell:
    """One cell: `path` is (district, street, community); `kind` is land, water or enclave."""

    shape: BaseGeometry
    path: Path
    kind: str = "land"


def to_units(shape: BaseGeometry) -> BaseGeometry:
    """Return `shape`, given in metres from the centre, in whole units of 1e-7 degree."""
    return shapely.transform(shape, lambda xy: np.round(xy * UNITS_PER_METRE))


def make_cells(plan: Plan, terrain: Terrain, dice: np.random.Generator) -> list[Cell]:
    land, water = _faces(plan.lots, terrain)
    cells = _join_fragments(land, terrain)
    cells = _add_enclaves(cells, dice)
    return cells + _water_cells(water, cells)


def _faces(lots: list[Lot], terrain: Terrain) -> tuple[list[Cell], list[Cell]]:
    """Return the land and the water pieces that lots and shores cut each other into, each with its community."""
    shapes = [to_units(lot.shape) for lot in lots]
    water = shapely.make_valid(to_units(terrain.water))
    lines = shapely.union_all([shape.exterior for shape in shapes] + [water.boundary], grid_size=1.0)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    inside = shapely.point_on_surface(faces)
    wet = shapely.contains(water, inside)
    land: list[Cell] = []
    lake: list[Cell] = []
    for face, owner, is_wet in zip(faces, _owners(inside, shapes), wet, strict=True):
        if owner is not None:
            (lake if is_wet else land).append(Cell(face, lots[owner].path[:3], "water" if is_wet else "land"))
    return land, lake


def _owners(points: np.ndarray, shapes: list[Polygon]) -> list[int | None]:
    """Return for each point the first shape that holds it; a sliver between two shapes goes to the nearest."""
    tree = STRtree(shapes)
    owners: list[int | None] = [None] * len(points)
    for point, shape in zip(*tree.query_nearest(points, max_distance=200.0, all_matches=False), strict=True):
        owners[point] = int(shape)
    return owners


def _join_fragments(pieces: list[Cell], terrain: Terrain) -> list[Cell]:
    """Join pieces cut off by a shore to the neighbour with the longest common border, on their own bank."""
    small = {number for number, piece in enumerate(pieces) if _is_fragment(piece, terrain)}
    joined: dict[int, list[BaseGeometry]] = defaultdict(list)
    tree = STRtree([piece.shape for piece in pieces])
    for number in sorted(small):
        joined[_host(number, pieces, small, tree)].append(pieces[number].shape)
    return [
        replace(piece, shape=shapely.coverage_union_all([piece.shape, *joined[number]]))
        for number, piece in enumerate(pieces)
        if number not in small
    ]


def _is_fragment(piece: Cell, terrain: Terrain) -> bool:
    metres = shapely.transform(piece.shape, lambda xy: xy / UNITS_PER_METRE)
    return metres.area < SMALLEST_SHARE * cell_target(terrain, metres)


def _host(number: int, pieces: list[Cell], small: set[int], tree: STRtree) -> int:
    """Return the neighbour to join `number` to, of its own community if there is one; for an islet the nearest."""
    own = pieces[number]
    borders = []
    for other in tree.query(own.shape, predicate="touches"):
        border = own.shape.intersection(pieces[other].shape).length
        if other not in small and border > 0:
            borders.append((pieces[other].path == own.path, border, -int(other)))
    if borders:
        return -max(borders)[2]
    return min(set(range(len(pieces))) - small, key=lambda other: (pieces[other].shape.distance(own.shape), other))


def _add_enclaves(cells: list[Cell], dice: np.random.Generator) -> list[Cell]:
    """Cut a walled estate out of some cells: half become cells of their own, half belong to a cell further away."""
    roomy = [number for number, cell in enumerate(cells) if _room(cell.shape) > 60 / 0.011]
    result = list(cells)
    for turn, number in enumerate(dice.choice(roomy, ENCLAVES, replace=False)):
        estate = _estate(result[number].shape, dice)
        result[number] = replace(result[number], shape=result[number].shape.difference(estate))
        if turn % 2:
            result.append(Cell(estate, result[number].path, "enclave"))
        else:
            owner = _beyond(int(number), result)
            result[owner] = replace(result[owner], shape=shapely.union_all([result[owner].shape, estate]))
    return result


def _room(shape: BaseGeometry) -> float:
    """Return the radius, in units, of the largest circle inside a plain polygon; 0 for others."""
    if not isinstance(shape, Polygon) or shape.interiors:
        return 0.0
    return float(shapely.maximum_inscribed_circle(shape, tolerance=500).length)


def _estate(shape: BaseGeometry, dice: np.random.Generator) -> Polygon:
    circle = shapely.maximum_inscribed_circle(shape, tolerance=500)
    middle, reach = np.array(circle.coords[0]), circle.length * 0.55
    turn = np.linspace(0, 2 * np.pi, 11, endpoint=False) + dice.uniform(0, 1)
    out = reach * dice.uniform(0.8, 1.1, (11, 1))
    return Polygon(np.round(middle + out * np.stack([np.cos(turn), np.sin(turn)], axis=1)))


def _beyond(number: int, cells: list[Cell]) -> int:
    """Return a cell of the next community near cell `number` that does not touch it."""
    own = cells[number]
    others = [other for other, cell in enumerate(cells) if cell.path[:2] == own.path[:2] and cell.path != own.path]
    others = [other for other in others if not cells[other].shape.touches(own.shape)] or [
        other for other, cell in enumerate(cells) if not cell.shape.intersects(own.shape)
    ]
    return min(others, key=lambda other: (cells[other].shape.distance(own.shape), other))


def _water_cells(pieces: list[Cell], land: list[Cell]) -> list[Cell]:
    """Return one water cell a sub-district, kept by one of its communities at the shore."""
    by_street: dict[Path, list[BaseGeometry]] = defaultdict(list)
    streets = {cell.path[:2] for cell in land}
    for piece in pieces:
        street = piece.path[:2]
        if street not in streets:
            street = min(land, key=lambda cell: cell.shape.distance(piece.shape)).path[:2]
        by_street[street].append(piece.shape)
    surfaces = {street: shapely.coverage_union_all(shapes) for street, shapes in sorted(by_street.items())}
    return [Cell(surface, _keeper(surface, street, land), "water") for street, surface in _joined(surfaces).items()]


def _joined(surfaces: dict[Path, BaseGeometry]) -> dict[Path, BaseGeometry]:
    """Join what is too small to be a cell to the water next to it."""
    large = {street: shape for street, shape in surfaces.items() if shape.area > SMALLEST_WATER}
    for street, shape in surfaces.items():
        if street not in large:
            host = min(large, key=lambda other: (large[other].distance(shape), other))
            large[host] = shapely.coverage_union_all([large[host], shape])
    return large


def _keeper(surface: BaseGeometry, street: Path, land: list[Cell]) -> Path:
    """Return the community of `street` whose cells have the longest shore."""
    shore: dict[Path, float] = defaultdict(float)
    for cell in land:
        if cell.path[:2] == street:
            shore[cell.path] += surface.intersection(cell.shape).length
    return max(shore, key=lambda community: (shore[community], community))
