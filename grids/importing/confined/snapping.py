"""Corners that a transformation moved by less than a millimetre are put back on the corners that are there already."""

import numpy as np
import shapely

# Degrees: about a millimetre. Nobody measures a border so finely, and every change of system moves by less.
NEAR = 1e-8


def snap(shapes: np.ndarray, present: np.ndarray) -> np.ndarray:
    """Return `shapes`, each corner within NEAR of one of `present` replaced by it; a shape that this breaks stays."""
    there = np.unique(shapely.get_coordinates(present), axis=0)
    if not len(there):
        return shapes
    moved = shapely.transform(shapes, lambda corners: _snapped(corners, there))
    broken = shapely.is_valid(shapes) & ~shapely.is_valid(moved)
    moved[broken] = shapes[broken]
    return moved


def _snapped(corners: np.ndarray, there: np.ndarray) -> np.ndarray:
    """Look each corner up in four grids, shifted by half a step each way: near ones share a square in one of them."""
    found = corners.copy()
    left = np.ones(len(corners), dtype=bool)
    for shift in ((0.0, 0.0), (0.5, 0.0), (0.0, 0.5), (0.5, 0.5)):
        keys = _keys(there, shift)
        order = np.argsort(keys, kind="stable")
        numbers = np.flatnonzero(left)
        wanted = _keys(corners[numbers], shift)
        places = np.minimum(np.searchsorted(keys[order], wanted), len(order) - 1)
        candidates = there[order[places]]
        hit = (keys[order[places]] == wanted) & (np.abs(candidates - corners[numbers]) <= 2 * NEAR).all(axis=1)
        found[numbers[hit]] = candidates[hit]
        left[numbers[hit]] = False
    return found


def _keys(corners: np.ndarray, shift: tuple[float, float]) -> np.ndarray:
    # Squares of twice NEAR; 180 degrees are 9e9 of them: the two numbers are mixed, and a hit is looked at again.
    squares = np.floor(corners / (2 * NEAR) + shift).astype(np.int64)
    return squares[:, 0] * np.int64(1_000_003_379) + squares[:, 1]
