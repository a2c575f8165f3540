"""Cutting an outline by a line; pure geometry in degrees, no database."""

from collections.abc import Sequence

import numpy as np
import shapely
from django.utils.translation import gettext as _
from shapely import ops
from shapely.geometry.base import BaseGeometry

from govgrid.lib.refusals import Refusal
from grids.coverage import square_metres
from grids.nodes import NEAR_EDGE_DEGREES

# A smaller piece is a slip of the hand.
SMALLEST_SQUARE_METRES = 10.0


class NotCut(Refusal):
    """The line does not divide the cell; the sentence says why and what to do."""

    code = "line_does_not_cut"
    status = 422


def cut(code: str, shape: BaseGeometry, line: BaseGeometry) -> list[BaseGeometry]:
    """Return the pieces into which `line` cuts the outline of the cell `code`, from west to east. Raises NotCut.

    Their areas add up to that of `shape`. Parts of a multipolygon that the line does not touch go with the largest
    piece. The line may bend, and may reach beyond the cell; its ends must not lie inside it.
    """
    _need_line(line)
    whole, untouched = _touched(shape, line)
    if not whole:
        raise NotCut(_("The line does not cross cell %(cell)s.") % {"cell": code})
    pieces = [piece for part in whole for piece in _cut_one(code, part, line)]
    if len(pieces) == len(whole):
        raise NotCut(
            _("The line does not divide cell %(cell)s: it must lead from one side to another.") % {"cell": code}
        )
    _need_large(code, pieces)
    return sorted(_with_rest(pieces, untouched), key=lambda piece: piece.centroid.coords[0])


def _need_line(line: BaseGeometry) -> None:
    if len(np.unique(shapely.get_coordinates(line), axis=0)) < 2:
        raise NotCut(_("A line needs at least two different points."))
    if not line.is_simple:
        raise NotCut(_("The line crosses itself. Draw it without a loop."))


def _touched(shape: BaseGeometry, line: BaseGeometry) -> tuple[list[BaseGeometry], list[BaseGeometry]]:
    parts = list(shapely.get_parts(shape))
    inside = [part for part in parts if line.intersection(part).length > NEAR_EDGE_DEGREES]
    return inside, [part for part in parts if part not in inside]


def _cut_one(code: str, part: BaseGeometry, line: BaseGeometry) -> list[BaseGeometry]:
    near_corners = shapely.snap(line, shapely.multipoints(shapely.get_coordinates(part)), NEAR_EDGE_DEGREES)
    on_edges = _ends_on_edges(code, part, near_corners)
    linework = shapely.union_all([part.boundary, on_edges])
    return [piece for piece in ops.polygonize(linework) if part.contains(piece.representative_point())]


def _ends_on_edges(code: str, part: BaseGeometry, line: BaseGeometry) -> BaseGeometry:
    """Return the line with ends that lie nearly on an edge drawn beyond it. Raises NotCut for an end well inside."""
    points = [tuple(point) for point in shapely.get_coordinates(line)]
    for end, beside in ((0, 1), (-1, -2)):
        point = shapely.Point(points[end])
        if not part.contains(point):
            continue
        if part.boundary.distance(point) > NEAR_EDGE_DEGREES:
            raise NotCut(
                _("The line ends inside cell %(cell)s. Draw it on until it has left the cell.") % {"cell": code}
            )
        points[end] = _beyond(points[beside], points[end])
    return shapely.LineString(points)


def _beyond(start: Sequence[float], end: Sequence[float]) -> tuple[float, float]:
    """Return the point a little after `end` on the way from `start`."""
    way = np.array(end) - np.array(start)
    lon, lat = np.array(end) + way / np.hypot(*way) * 4 * NEAR_EDGE_DEGREES
    return float(lon), float(lat)


def _need_large(code: str, pieces: list[BaseGeometry]) -> None:
    smallest = min(square_metres(piece) for piece in pieces)
    if smallest < SMALLEST_SQUARE_METRES:
        raise NotCut(
            _("The line cuts only %(area)s m² off cell %(cell)s. Draw it further in.")
            % {"cell": code, "area": f"{smallest:.1f}"}
        )


def _with_rest(pieces: list[BaseGeometry], untouched: list[BaseGeometry]) -> list[BaseGeometry]:
    if not untouched:
        return pieces
    largest = max(pieces, key=lambda piece: piece.area)
    joined = shapely.MultiPolygon([largest, *untouched])
    return [joined if piece is largest else piece for piece in pieces]
