"""The ground that is divided: a community, its outline, and where in it the households are."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

import numpy as np
import shapely
from django.utils.translation import gettext as _
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from govgrid.lib.geo import Point
from govgrid.lib.refusals import Refusal
from grids.boundaries import shapes_of
from grids.generating.plane import Plane
from grids.models import Area, Boundary, Level, in_force, subtree

# Households are spread over so many points: a cell of twenty has a hundred of them.
POINTS = 6000
# Steps whose multiples fill a square evenly, in no rows (R2, by the plastic number).
EVEN_STEPS = np.array([0.754_877_666_246_692_8, 0.569_840_290_998_053_3])


class NoOutline(Refusal):
    code = "no_outline"


class Homes(NamedTuple):
    """Households as points: where (metres, one a row), and how many each stands for."""

    places: np.ndarray
    weights: np.ndarray


@dataclass(frozen=True)
class Source:
    """Where so many households are known to be; of a city's records, an area at a time. None: not known how many."""

    shape: BaseGeometry
    households: int | None


@dataclass(frozen=True)
class Ground:
    """A community: its outline in WGS 84 degrees, what is known of its households, and what to call it."""

    outline: BaseGeometry
    sources: tuple[Source, ...] = ()
    name: str = ""

    @cached_property
    def plane(self) -> Plane:
        middle = self.outline.centroid
        return Plane(Point(middle.x, middle.y))

    @cached_property
    def in_metres(self) -> BaseGeometry:
        return self.plane.metres(self.outline)

    @cached_property
    def households(self) -> int:
        """How many live here; 0 where nobody knows."""
        return sum(source.households or 0 for source in self.sources)

    @cached_property
    def homes(self) -> Homes:
        """The households, spread evenly over each area of which a number is known."""
        west, south, east, north = self.in_metres.bounds
        tries = int(POINTS * (east - west) * (north - south) / self.in_metres.area)
        even = np.mod(0.5 + np.arange(1, tries + 1)[:, None] * EVEN_STEPS, 1.0)
        places = [np.array([west, south]) + even * [east - west, north - south]]
        shapes = [self.plane.metres(source.shape) for source in self.sources]
        # A point at least in each, however small it is.
        places += [shapely.get_coordinates(shapely.point_on_surface(shapes))] if shapes else []
        return self._weighed(np.concatenate(places), shapes)

    def _weighed(self, places: np.ndarray, shapes: list[BaseGeometry]) -> Homes:
        held, by = STRtree(shapes).query(shapely.points(places), predicate="intersects") if shapes else ([], [])
        inside, first = np.unique(held, return_index=True)
        owners = np.asarray(by, dtype=int)[first]
        counts = np.bincount(owners, minlength=len(shapes))
        known = np.array([source.households or 0 for source in self.sources], dtype=float)
        return Homes(places[np.asarray(inside, dtype=int)], known[owners] / counts[owners])


def ground_of(community: Area, *, on: date) -> Ground:
    """Return the ground of a community by the boundaries of day `on`.

    Its households are those of its cells, where they are known and have outlines; else its own, evenly spread. Raises
    NoOutline.
    """
    held = Boundary.objects.filter(in_force(on))
    outline = shapes_of(held.filter(area=community)).get(community.pk)
    if outline is None:
        raise NoOutline(_("%(area)s has no outline, so there is nothing to divide.") % {"area": community})
    cells = Area.objects.filter(subtree(community.path), in_force(on), level=Level.CELL)
    shapes = shapes_of(held.filter(area__in=cells))
    known = dict(cells.filter(households__isnull=False).values_list("pk", "households"))
    sources = tuple(Source(shapes[pk], known[pk]) for pk in sorted(known) if pk in shapes)
    if not sum(source.households or 0 for source in sources):
        sources = (Source(outline, community.households),)
    return Ground(outline, sources, str(community))
