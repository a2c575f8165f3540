"""Outlines of areas by date: writing, ending and reopening them, with the rings in which a cell is searched for.

Geometry is checked and joined on the way in (grids.coverage); a search for a cell afterwards needs SQL only.
"""

import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

import numpy as np
import shapely
from django.db import connection
from django.db.models import QuerySet
from shapely.geometry.base import BaseGeometry

from grids.among import among_ids
from grids.copying import copy_rows, next_ids
from grids.models import Area, Boundary, Edition, Ring

BOUNDARY = ("id", "area", "geometry", "valid_from", "begun_by")
RING = ("boundary", "area", "level", "ring", "valid_from")


def shapes_of(rows: QuerySet[Boundary]) -> dict[int, BaseGeometry]:
    """Return the outlines of `rows` by the id of their area."""
    return {pk: shapely.from_wkb(bytes(wkb)) for pk, wkb in rows.values_list("area", "geometry")}


def write_outlines(shapes: Mapping[int, BaseGeometry], *, on: date, edition: Edition | None = None) -> list[int]:
    """Make `shapes` (by the id of their area) the outlines from `on`; return the ids of areas new or changed.

    The first outline of an area holds from the area's own first day; a changed one, and that of an area that comes
    back, from `on`. Areas that are not named keep what they have. `edition` is what changes them.
    """
    had = set(Boundary.objects.filter(area__in=among_ids(shapes)).values_list("area_id", flat=True))
    current = _current(shapes)
    wanted = dict(zip(shapes, shapely.to_wkb(shapely.normalize(_array(shapes))), strict=True))
    changed = [pk for pk, wkb in wanted.items() if pk not in current or current[pk][1] != wkb]
    _end([current[pk][0] for pk in changed if pk in current], on, edition)
    about = Area.objects.filter(pk__in=among_ids(changed)).values_list("pk", "level", "valid_from")
    areas = {pk: (level, on if pk in had else begins) for pk, level, begins in about}
    _insert({pk: wanted[pk] for pk in changed}, areas, edition)
    return changed


def _current(area_ids: Iterable[int]) -> dict[int, tuple[int, bytes]]:
    """Return id and WKB of the outlines that have no end, by the id of their area."""
    rows = Boundary.objects.filter(area__in=among_ids(area_ids), valid_to=None)
    return {area: (pk, bytes(wkb)) for area, pk, wkb in rows.values_list("area_id", "pk", "geometry")}


def retire_outlines(area_ids: Sequence[int], *, on: date, edition: Edition | None = None) -> list[int]:
    """End the outlines of areas that are no more, and return their ids; cases filed in them keep their cell."""
    rows = Boundary.objects.filter(area__in=among_ids(area_ids), valid_to=None)
    current = dict(rows.values_list("area_id", "pk"))
    _end(list(current.values()), on, edition)
    return list(current)


def reopen_outlines(rows: QuerySet[Boundary]) -> None:
    """Let outlines hold again as if they had not been ended."""
    ids = list(rows.values_list("pk", flat=True))
    Boundary.objects.filter(pk__in=among_ids(ids)).update(valid_to=None, ended_by=None)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE grids_ring SET valid_to = NULL WHERE boundary_id = ANY(%s)", [ids])


def _end(ids: list[int], on: date, edition: Edition | None) -> None:
    # What began on that very day never holds from now on, and is kept all the same: an undo brings it back.
    Boundary.objects.filter(pk__in=among_ids(ids)).update(valid_to=on, ended_by=edition)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE grids_ring SET valid_to = %s WHERE boundary_id = ANY(%s)", [on, ids])


def _insert(outlines: Mapping[int, bytes], areas: Mapping[int, tuple[str, date]], edition: Edition | None) -> None:
    """Insert outlines (WKB by the id of their area) with their rings; `areas` gives level and first day of each."""
    ids = next_ids(Boundary, len(outlines))
    begun_by = edition.pk if edition else None
    rows = [(pk, area, wkb, areas[area][1], begun_by) for pk, (area, wkb) in zip(ids, outlines.items(), strict=True)]
    copy_rows(Boundary, BOUNDARY, rows)
    shapes = shapely.from_wkb(np.array(list(outlines.values()), dtype=object))
    rings = ((rows[n], ring) for n, ring in rings_of(shapes))
    copy_rows(Ring, RING, ((pk, area, areas[area][0], ring, day) for (pk, area, _wkb, day, _by), ring in rings))


def rings_of(shapes: np.ndarray) -> Iterator[tuple[int, bytes]]:
    """Yield every ring, outer and inner alike, with the position of its shape: a polygon as PostgreSQL receives it.

    Microdegrees to three decimals, so that a corner of two neighbours is the same number in both.
    """
    parts, shape_of = shapely.get_parts(shapes, return_index=True)
    rings, part_of = shapely.get_rings(parts, return_index=True)
    corners, ring_of = shapely.get_coordinates(rings, return_index=True)
    numbers = np.round(corners * 1e6, 3).astype(">f8").tobytes()
    ends = np.cumsum(np.bincount(ring_of, minlength=len(rings)))
    begin = 0
    for owner, end in zip(shape_of[part_of].tolist(), ends.tolist(), strict=True):
        # The last corner of a ring repeats the first; PostgreSQL's polygons do without.
        yield owner, struct.pack(">i", end - begin - 1) + numbers[begin * 16 : (end - 1) * 16]
        begin = end


def _array(shapes: Mapping[int, BaseGeometry]) -> np.ndarray:
    found = np.empty(len(shapes), dtype=object)
    found[:] = list(shapes.values())
    return found
