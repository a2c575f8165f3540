"""Outlines of areas: checking that they tile, dissolving them upwards, and writing them by date.

Geometry is checked and joined with shapely on the way in; a search for a cell afterwards needs SQL only.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import shapely
from django.db import connection
from django.db.models import QuerySet
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from grids.models import Area, Boundary, Edition

METRES_PER_DEGREE = 111_320.0
# Narrower than this (about a metre) between two neighbours is a slip of the pen, wider may be a lake.
GAP_DEGREES = 1e-5
OVERLAP_SQUARE_METRES = 1.0

INSERT_RINGS = """
INSERT INTO grids_ring (boundary_id, area_id, level, ring, valid_from)
SELECT boundary, area, level, ring::polygon, valid_from
  FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::date[])
    AS given(boundary, area, level, ring, valid_from)
"""


@dataclass(frozen=True)
class Clash:
    """Two neighbours that do not tile: they overlap by so many m², or about 0 where only their corners differ."""

    code: str
    other: str
    square_metres: float


@dataclass(frozen=True)
class Hole:
    """Land enclosed by outlines and in none of them; `narrow` if it is thinner than about a metre everywhere."""

    square_metres: float
    narrow: bool
    beside: tuple[str, ...]


def clashes(shapes: Mapping[str, BaseGeometry]) -> list[Clash]:
    """Return the pairs of valid `shapes` that overlap, or whose common border has not the same corners in both."""
    codes, outlines = list(shapes), np.array(list(shapes.values()), dtype=object)
    if len(codes) < 2 or shapely.coverage_is_valid(outlines):
        return []
    edges = shapely.coverage_invalid_edges(outlines)
    suspects = [number for number, edge in enumerate(edges) if not edge.is_empty]
    tree = STRtree(outlines[suspects])
    found = []
    for number in suspects:
        for near in sorted(tree.query(outlines[number], predicate="intersects")):
            other = suspects[near]
            if number < other and edges[number].intersects(outlines[other]):
                overlap = square_metres(outlines[number].intersection(outlines[other]))
                found.append(Clash(codes[number], codes[other], overlap))
    return found


def square_metres(shape: BaseGeometry) -> float:
    """Return the area of a shape given in degrees, by a local scale: good to a few parts in a thousand."""
    if shape.is_empty:
        return 0.0
    return float(shape.area) * METRES_PER_DEGREE**2 * float(np.cos(np.radians(shape.centroid.y)))


def holes(shapes: Mapping[str, BaseGeometry]) -> list[Hole]:
    """Return the holes in the union of `shapes`, largest first: water without cells, or land that was forgotten."""
    codes, outlines = list(shapes), np.array(list(shapes.values()), dtype=object)
    if not codes:
        return []
    union = dissolve(outlines)
    rings = [shapely.polygons(ring) for part in shapely.get_parts(union) for ring in part.interiors]
    found = []
    for ring in rings:
        beside = tuple(code for code, shape in zip(codes, outlines, strict=True) if shape.touches(ring))
        width = 2 * shapely.maximum_inscribed_circle(ring).length
        found.append(Hole(square_metres(ring), width < GAP_DEGREES, beside))
    return sorted(found, key=lambda hole: -hole.square_metres)


def dissolve(shapes: Sequence[BaseGeometry] | np.ndarray) -> BaseGeometry:
    """Return the union of outlines that tile; the borders between them vanish, all other corners stay."""
    outlines = np.array(shapes, dtype=object)
    if shapely.coverage_is_valid(outlines):
        return shapely.coverage_union_all(outlines)
    return shapely.union_all(outlines)


def shapes_of(rows: QuerySet[Boundary]) -> dict[int, BaseGeometry]:
    """Return the outlines of `rows` by the id of their area."""
    return {pk: shapely.from_wkb(bytes(wkb)) for pk, wkb in rows.values_list("area", "geometry")}


def write_outlines(shapes: Mapping[int, BaseGeometry], *, on: date, edition: Edition | None = None) -> list[int]:
    """Make `shapes` (by the id of their area) the outlines from `on`; return the ids of areas new or changed.

    The first outline of an area holds from the area's own first day; a changed one, and that of an area that comes
    back, from `on`. Areas that are not named keep what they have. `edition` is what changes them.
    """
    past = Boundary.objects.filter(area__in=shapes).order_by("valid_from")
    had = {row.area_id for row in past}
    current = {row.area_id: row for row in past if row.valid_to is None}
    areas = Area.objects.in_bulk(list(shapes))
    wanted = {pk: shapely.to_wkb(shapely.normalize(shape)) for pk, shape in shapes.items()}
    changed = [pk for pk, wkb in wanted.items() if pk not in current or bytes(current[pk].geometry) != wkb]
    _end([current[pk] for pk in changed if pk in current], on, edition)
    rows = [
        Boundary(
            area=areas[pk], geometry=wanted[pk], valid_from=on if pk in had else areas[pk].valid_from, begun_by=edition
        )
        for pk in changed
    ]
    _insert_rings(Boundary.objects.bulk_create(rows, batch_size=500), shapes)
    return changed


def retire_outlines(area_ids: Sequence[int], *, on: date, edition: Edition | None = None) -> list[int]:
    """End the outlines of areas that are no more, and return their ids; cases filed in them keep their cell."""
    current = list(Boundary.objects.filter(area__in=area_ids, valid_to=None))
    _end(current, on, edition)
    return [row.area_id for row in current]


def reopen_outlines(rows: QuerySet[Boundary]) -> None:
    """Let outlines hold again as if they had not been ended."""
    ids = list(rows.values_list("pk", flat=True))
    Boundary.objects.filter(pk__in=ids).update(valid_to=None, ended_by=None)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE grids_ring SET valid_to = NULL WHERE boundary_id = ANY(%s)", [ids])


def _end(boundaries: list[Boundary], on: date, edition: Edition | None) -> None:
    # What began on that very day never holds from now on, and is kept all the same: an undo brings it back.
    ids = [row.pk for row in boundaries]
    Boundary.objects.filter(pk__in=ids).update(valid_to=on, ended_by=edition)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE grids_ring SET valid_to = %s WHERE boundary_id = ANY(%s)", [on, ids])


def _insert_rings(boundaries: list[Boundary], shapes: Mapping[int, BaseGeometry]) -> None:
    columns: dict[str, list[object]] = defaultdict(list)
    for boundary in boundaries:
        for ring in rings_of(shapes[boundary.area_id]):
            columns["boundary"].append(boundary.pk)
            columns["area"].append(boundary.area_id)
            columns["level"].append(boundary.area.level)
            columns["ring"].append(ring)
            columns["valid_from"].append(boundary.valid_from)
    if columns:
        with connection.cursor() as cursor:
            cursor.execute(INSERT_RINGS, list(columns.values()))


def rings_of(shape: BaseGeometry) -> Iterator[str]:
    """Yield every ring of a shape, outer and inner alike, as PostgreSQL writes a polygon, in microdegrees."""
    for polygon in shapely.get_parts(shape):
        for ring in (polygon.exterior, *polygon.interiors):
            corners = shapely.get_coordinates(ring)[:-1] * 1e6
            yield "(" + ",".join(f"({x:.3f},{y:.3f})" for x, y in corners) + ")"
