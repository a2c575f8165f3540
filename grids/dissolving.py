"""Outlines of responsibility grids follow those of their cells: dissolved anew when a cell of theirs changes."""

from collections import defaultdict
from collections.abc import Mapping

import shapely
from shapely.geometry.base import BaseGeometry

from grids.among import among_ids
from grids.coverage import dissolve
from grids.editions import Change
from grids.models import Area, Boundary, Level


def with_grids_anew(change: Change) -> Change:
    """Return `change` with the outlines of the responsibility grids whose cells it begins, reshapes or ends."""
    touched = Area.objects.filter(pk__in=among_ids([*change.reshape, *change.end])).values_list("parent", flat=True)
    parents = [pk for pk in (*touched, *(area.parent_id for area in change.begin)) if pk is not None]
    grids = Area.objects.filter(pk__in=among_ids(parents), level=Level.RESPONSIBILITY).values_list("pk", flat=True)
    anew = {pk: dissolve(shapes) for pk, shapes in _cells_after(change, list(grids)).items() if shapes}
    return Change(begin=change.begin, reshape={**change.reshape, **anew}, end=change.end)


def _cells_after(change: Change, grids: list[int]) -> Mapping[int, list[BaseGeometry]]:
    """Return the outlines that the cells of each grid will have."""
    after: dict[int, list[BaseGeometry]] = defaultdict(list)
    rows = Boundary.objects.filter(valid_to=None, area__parent__in=grids).exclude(area__in=among_ids(change.end))
    for pk, parent, wkb in rows.values_list("area", "area__parent", "geometry"):
        after[parent or 0].append(change.reshape[pk] if pk in change.reshape else shapely.from_wkb(bytes(wkb)))
    for area in change.begin:
        if area.parent_id in grids and area.shape is not None:
            after[area.parent_id].append(area.shape)
    return after
