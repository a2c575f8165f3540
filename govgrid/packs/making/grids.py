"""Responsibility grids (责任网格): the cells of a community in one to four walks, each whole and about equally long."""

from collections import Counter, defaultdict
from dataclasses import replace

import numpy as np
import shapely

from govgrid.packs.making.areas import LEVELS, Area
from grids.codes import GRID_MARK
from grids.generating.numbering import reading_order

CELLS_A_GRID, MOST_GRIDS = 5, 4
NUMERALS = "一二三四"


def with_grids(areas: list[Area]) -> list[Area]:
    """Return the areas with responsibility grids between communities and cells; each cell lies in one."""
    below: dict[str, list[Area]] = defaultdict(list)
    for cell in (area for area in areas if area.level == "cell"):
        below[cell.parent].append(cell)
    grids, cells = [], []
    for community in (area for area in areas if area.level == "community"):
        for number, walk in enumerate(_in_reading_order(_walks(below[community.code])), start=1):
            grids.append(_grid(community, number, walk))
            cells += [replace(cell, parent=grids[-1].code) for cell in walk]
    upper = [area for area in areas if area.level != "cell"]
    return sorted(upper + grids + cells, key=lambda area: (LEVELS.index(area.level), area.code))


def _grid(community: Area, number: int, walk: list[Area]) -> Area:
    return Area(
        code=f"{community.code}{GRID_MARK}{number:02d}",
        parent=community.code,
        level="responsibility",
        name=(f"{community.name[0]} Grid {number}", f"{community.name[1]}第{NUMERALS[number - 1]}责任网格"),
        zone=Counter(cell.zone for cell in walk).most_common(1)[0][0],
        households=sum(cell.households for cell in walk),
        shape=shapely.coverage_union_all([cell.shape for cell in walk]),
    )


def _walks(cells: list[Area]) -> list[list[Area]]:
    return _joined_up(_parted(cells, min(MOST_GRIDS, max(1, round(len(cells) / CELLS_A_GRID)))))


def _parted(cells: list[Area], parts: int) -> list[list[Area]]:
    """Part the cells across their longer side, and each part again, into `parts` with about as many cells."""
    if parts == 1:
        return [cells]
    middles = shapely.get_coordinates(shapely.centroid([cell.shape for cell in cells]))
    along = int(np.argmax(np.ptp(middles, axis=0)))
    order = [cells[turn] for turn in np.argsort(middles[:, along], kind="stable")]
    first = parts // 2
    cut = round(len(cells) * first / parts)
    return _parted(order[:cut], first) + _parted(order[cut:], parts - first)


def _joined_up(walks: list[list[Area]]) -> list[list[Area]]:
    """Give what lies apart from the rest of its walk to the walk with the longest common border."""
    walks = [list(walk) for walk in walks]
    for walk in walks:
        for piece in _pieces(walk)[1:]:
            outline = shapely.union_all([cell.shape for cell in piece])
            borders = [
                sum(outline.intersection(cell.shape).length for cell in other) if other is not walk else 0.0
                for other in walks
            ]
            if max(borders) > 0:
                walks[int(np.argmax(borders))] += piece
                walk[:] = [cell for cell in walk if cell not in piece]
    return walks


def _pieces(walk: list[Area]) -> list[list[Area]]:
    """Return the parts of a walk that hang together by borders, the largest first."""
    left, pieces = list(walk), []
    while left:
        piece = [left.pop(0)]
        for cell in piece:
            near = [other for other in left if cell.shape.intersection(other.shape).length > 0]
            piece += near
            left = [other for other in left if other not in near]
        pieces.append(piece)
    return sorted(pieces, key=len, reverse=True)


def _in_reading_order(walks: list[list[Area]]) -> list[list[Area]]:
    walks = [walk for walk in walks if walk]
    order = reading_order([shapely.union_all([cell.shape for cell in walk]) for walk in walks])
    return [walks[turn] for turn in order]
