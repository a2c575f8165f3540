"""Joining what is too small to be a cell to the neighbour with which it shares the longest border."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

# Less than this share of a whole cell, or nowhere as wide as this, is a sliver.
SMALLEST_SHARE = 0.3
NARROWEST_M = 10.0

Borders = dict[int, dict[int, float]]
Side = tuple[tuple[float, ...], tuple[float, ...]]


def join_slivers(faces: Sequence[BaseGeometry], held: Iterable[float], *, whole: float) -> list[list[int]]:
    """Return the faces (metres, sharing their corners) in groups, a cell each, by their numbers.

    `held` says how much each face holds of what a `whole` cell would. The smallest sliver goes first; one that
    touches nothing, as an island, stays alone.
    """
    groups = {number: [number] for number in range(len(faces))}
    borders, holds = borders_between(faces), dict(enumerate(map(float, held)))
    slivers = {number for number in groups if _is_sliver([faces[number]], holds[number], whole)}
    while joinable := [number for number in slivers if borders[number]]:
        small = min(joinable, key=lambda number: (holds[number], number))
        host = max(borders[small], key=lambda other: (borders[small][other], -other))
        groups[host] += groups.pop(small)
        holds[host] += holds.pop(small)
        _hand_over(borders, small, host)
        slivers.discard(small)
        if not _is_sliver([faces[number] for number in groups[host]], holds[host], whole):
            slivers.discard(host)
    return [sorted(group) for group in groups.values()]


def _is_sliver(parts: Sequence[BaseGeometry], holds: float, whole: float) -> bool:
    return holds < SMALLEST_SHARE * whole or is_narrow(shapely.coverage_union_all(parts))


def is_narrow(shape: BaseGeometry) -> bool:
    """Return whether a shape in metres is nowhere as wide as NARROWEST_M."""
    return bool(shape.buffer(-NARROWEST_M / 2).is_empty)


def _hand_over(borders: Borders, small: int, host: int) -> None:
    for other, length in borders.pop(small).items():
        del borders[other][small]
        if other != host:
            borders[host][other] = borders[host].get(other, 0.0) + length
            borders[other][host] = borders[host][other]


def borders_between(faces: Sequence[BaseGeometry]) -> Borders:
    """Return the length of the common border of each pair of faces that have one; those with none have an empty row."""
    sides: dict[Side, list[int]] = defaultdict(list)
    lengths: dict[Side, float] = {}
    for number, face in enumerate(faces):
        for ring in (face.exterior, *face.interiors):
            corners = shapely.get_coordinates(ring)
            steps = np.hypot(*np.diff(corners, axis=0).T)
            points: list[tuple[float, ...]] = [tuple(corner) for corner in corners.tolist()]
            for start, end, length in zip(points, points[1:], steps, strict=False):
                side: Side = (min(start, end), max(start, end))
                sides[side].append(number)
                lengths[side] = float(length)
    borders: Borders = {number: {} for number in range(len(faces))}
    for side, between in sides.items():
        if len(between) == 2:
            one, other = between
            borders[one][other] = borders[other][one] = borders[one].get(other, 0.0) + lengths[side]
    return borders


def united(faces: Sequence[BaseGeometry], groups: Sequence[Sequence[int]]) -> list[BaseGeometry]:
    """Return the shape of each group."""
    unite: Callable[[list[BaseGeometry]], BaseGeometry] = shapely.coverage_union_all
    return [unite([faces[number] for number in group]) if len(group) > 1 else faces[group[0]] for group in groups]
