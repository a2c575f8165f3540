"""The order in which cells are numbered: left to right, top to bottom, as CJ/T 349 has it and a page is read."""

from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry


def reading_order(shapes: Sequence[BaseGeometry]) -> list[int]:
    """Return the numbers of `shapes` in rows from the top, each row from left to right.

    A row reaches down by half the usual height of a shape from its highest middle, so that a cell that is clipped or
    bent still stands in it.
    """
    middles = shapely.get_coordinates(shapely.centroid(np.array(shapes, dtype=object)))
    reach = float(np.median(np.sqrt(shapely.area(np.array(shapes, dtype=object))))) / 2
    rows: list[list[int]] = []
    for number in sorted(range(len(shapes)), key=lambda number: (-middles[number][1], middles[number][0])):
        if not rows or middles[rows[-1][0]][1] - middles[number][1] > reach:
            rows.append([])
        rows[-1].append(number)
    return [number for row in rows for number in sorted(row, key=lambda number: tuple(middles[number]))]
