"""What lies in a community today and would be replaced, or take the new cells in."""

import dataclasses
from collections import defaultdict
from collections.abc import Sequence
from datetime import date

import shapely
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from grids.boundaries import shapes_of
from grids.editions import NewArea
from grids.models import Area, Boundary, Level, in_force, subtree


class Present:
    """The cells and the responsibility grids of a community on a day, by id."""

    def __init__(self, community: Area, *, on: date) -> None:
        self._community = community
        held = Area.objects.filter(subtree(community.path), in_force(on))
        outlines = shapes_of(Boundary.objects.filter(in_force(on), area__in=held))
        zones = {pk: (level, zone) for pk, level, zone in held.order_by("pk").values_list("pk", "level", "zone")}
        self.cells = [pk for pk, (level, _zone) in zones.items() if level == Level.CELL]
        # Without an outline none can be said to hold a cell.
        self.walks: dict[int, BaseGeometry] = {
            pk: outlines[pk] for pk, (level, _zone) in zones.items() if level == Level.RESPONSIBILITY and pk in outlines
        }
        self._zones = [zones[pk][1] for pk in self.cells if pk in outlines]
        self._tree = STRtree([outlines[pk] for pk in self.cells if pk in outlines])

    def zone_at(self, shape: BaseGeometry) -> str:
        """Return the zone of the land that a new cell takes: time limits stay what they were there."""
        for number in self._tree.query(shapely.point_on_surface(shape), predicate="intersects"):
            return str(self._zones[number])
        return self._community.zone

    def shared_out(self, new: Sequence[NewArea]) -> dict[int, list[NewArea]]:
        """Return the new cells by their parent: the responsibility grid that holds most of it, else the community."""
        shared: dict[int, list[NewArea]] = defaultdict(list)
        for cell in new:
            parts = {pk: shapely.intersection(cell.shape, walk).area for pk, walk in self.walks.items()}
            best = max(parts, key=lambda pk: (parts[pk], -pk), default=self._community.pk)
            shared[best].append(dataclasses.replace(cell, parent_id=best))
        return shared
