"""How new outlines fit together, with the outlines beside them, with what they lie in and with what lies in them."""

from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely import STRtree

from grids.coverage import OVERLAP_SQUARE_METRES, clashing, holes_between, narrow, slivers, square_metres_of, unwrapped
from grids.importing.confined.exchange import read_shapes, write_shapes
from grids.importing.confined.findings import Findings
from grids.importing.confined.snapping import snap

# Less land than this in none of a parent's areas is the rounding of its border.
UNCOVERED_SQUARE_METRES = 100.0


def run(request: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Check the shapes `given`; positions in the answer's facts are in the arrays of request.npz.

    `present` are outlines of the same level, and request["own"] the position there of what a given one replaces (-1:
    it is new); request["stay"] are those that stay beside them. `around` are outlines of the level above, with
    request["inside"] the position there that a given one must lie in. `below` lie in the given one that
    request["holder"] names.
    """
    shapes, findings = read_shapes(folder / "request.npz"), Findings()
    given = snap(shapes["given"], np.concatenate([shapes["present"], shapes["around"]]))
    stay = shapes["present"][np.array(request["stay"], dtype=int)]
    _say_tiles(given, stay, findings)
    _say_outside(given, shapes["around"], np.array(request["inside"], dtype=int), "outside", findings)
    _say_outside(shapes["below"], given, np.array(request["holder"], dtype=int), "below_outside", findings)
    _say_uncovered(given, stay, shapes["around"], request, findings)
    write_shapes(folder / "answer.npz", {"given": given})
    same = _same(given, shapes["present"], np.array(request["own"], dtype=int))
    return {**findings.as_dict(), "same": np.flatnonzero(same).tolist()}


def _same(given: np.ndarray, present: np.ndarray, own: np.ndarray) -> np.ndarray:
    found = np.zeros(len(given), dtype=bool)
    known = own >= 0
    before = unwrapped(present[own[known]])
    found[known] = shapely.equals_exact(shapely.normalize(given[known]), shapely.normalize(before))
    return found


def _say_tiles(given: np.ndarray, stay: np.ndarray, findings: Findings) -> None:
    """Say overlaps, borders that differ, gaps, holes and slivers in which a given outline takes part."""
    count = len(given)
    beside = np.unique(STRtree(stay).query(given, predicate="intersects")[1]) if len(stay) else np.array([], dtype=int)
    outlines = np.concatenate([given, stay[beside]])

    def named(position: int) -> list:
        return ["given", position] if position < count else ["stay", int(beside[position - count])]

    for first, second, overlap in zip(*(column.tolist() for column in clashing(outlines)), strict=True):
        if first < count:
            kind = "overlap" if overlap > OVERLAP_SQUARE_METRES else "corners"
            findings.fault(kind, first, other=named(second), square_metres=round(overlap, 1))
    _say_holes(outlines, count, named, findings)
    for position in slivers(given).tolist():
        findings.fault("sliver", position)


def _say_holes(outlines: np.ndarray, count: int, named: Any, findings: Findings) -> None:
    rings, around = holes_between(outlines)
    sizes, wide = square_metres_of(rings), 0
    thin = narrow(rings)
    ours = [n for n in range(len(rings)) if any(position < count for position in around[n])]
    for n in ours:
        if thin[n]:
            findings.fault("gap", around[n][0], beside=[named(position) for position in around[n][:6]])
        else:
            wide += 1
    if wide:
        largest = max(float(sizes[n]) for n in ours if not thin[n])
        findings.warn("holes", holes=wide, square_metres=round(largest))


def _say_outside(inner: np.ndarray, outer: np.ndarray, holder: np.ndarray, kind: str, findings: Findings) -> None:
    """Say by how much each of `inner` reaches out of the one of `outer` at its position in `holder` (-1: of none)."""
    numbers = np.flatnonzero(holder >= 0)
    if not len(numbers):
        return
    shapely.prepare(outer)
    numbers = numbers[~shapely.covers(outer[holder[numbers]], inner[numbers])]
    outside = square_metres_of(shapely.difference(inner[numbers], outer[holder[numbers]]))
    for number, size in zip(numbers.tolist(), outside.tolist(), strict=True):
        if size <= OVERLAP_SQUARE_METRES:
            continue
        if kind == "outside":
            findings.fault(kind, number, around=int(holder[number]), square_metres=round(size))
        else:
            findings.warn(kind, int(holder[number]), below=number, square_metres=round(size))


def _say_uncovered(
    given: np.ndarray, stay: np.ndarray, around: np.ndarray, request: dict[str, Any], findings: Findings
) -> None:
    """Warn of land of a parent that will lie in none of its areas, as far as sizes tell."""
    holders = np.concatenate([np.array(request["inside"], dtype=int), np.array(request["stay_inside"], dtype=int)])
    sizes = np.concatenate([shapely.area(given), shapely.area(stay)])
    covered = np.bincount(holders[holders >= 0], weights=sizes[holders >= 0], minlength=len(around))
    whole = square_metres_of(around)
    for position in np.unique(np.array(request["inside"], dtype=int)):
        if position < 0:
            continue
        left = float(whole[position] * (1 - covered[position] / max(shapely.area(around[position]), 1e-18)))
        if left > UNCOVERED_SQUARE_METRES:
            findings.warn("uncovered", around=int(position), square_metres=round(left))
