"""Addresses: words to points and points to words, from the city's own gazetteer or the geocoder that it plugged in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from govgrid.lib.geo import Point
from grids.addresses import geocoders
from grids.addresses.gazetteer import Named, place_near, places_named
from grids.addresses.named_areas import NamedArea, above, areas_around, areas_named
from grids.models import Level

# Further than this a name says nothing about a point; its areas still do.
FARTHEST_M = 2_000.0
# Nearer than this one stands at the place itself.
AT_IT_M = 8.0
TOLD_APART_BY = (Level.STREET, Level.COMMUNITY)


@dataclass(frozen=True)
class Hit:
    """A place or area that somebody may mean, and the areas that hold it, the smallest first."""

    place: Named
    around: tuple[NamedArea, ...]

    @property
    def within(self) -> str:
        """The community and sub-district that tell it from others of its name, in the reader's language."""
        around = [area.name for area in self.around if area.level in TOLD_APART_BY]
        return " · ".join(around or [area.name for area in self.around])

    @property
    def label(self) -> str:
        return f"{self.place.name} · {self.within}" if self.within else self.place.name


@dataclass(frozen=True)
class Address:
    """A point in words: the nearest place (None: none near enough), how far and where from it, and the areas around."""

    point: Point
    place: Named | None
    around: tuple[NamedArea, ...]

    @property
    def metres(self) -> float | None:
        return self.place.point.metres_to(self.point) if self.place else None

    @property
    def sentence(self) -> str:
        """The address as people say it, in the reader's language; '' where there is nothing to name."""
        community = next((area.name for area in self.around if area.level == Level.COMMUNITY), "")
        smallest = community or next((area.name for area in self.around), "")
        if self.place is None or self.metres is None:
            return smallest
        at = _beside(self.place, self.point, self.metres)
        return gettext("%(at)s, %(area)s") % {"at": at, "area": smallest} if smallest else at


def search(words: str, *, on: date, near: Point | None = None, limit: int = 8) -> list[Hit]:
    """Return what `words` may mean in this city, the best first; of those that read alike only one is offered."""
    outside = geocoders.search(words, near=near, limit=limit)
    hits = _inside(outside, on) if outside else []
    return _apart(hits or _own(words, on, near, limit))[:limit]


def nearest(point: Point, *, on: date) -> Address:
    """Return the address of a point: the geocoder's if one is plugged in and answers, else the gazetteer's."""
    place = geocoders.nearest(point) or place_near(point)
    if place and place.point.metres_to(point) > FARTHEST_M:
        place = None
    [around] = areas_around([point], on=on)
    return Address(point, place, tuple(around))


def _own(words: str, on: date, near: Point | None, limit: int) -> list[Hit]:
    # More than are offered: points of one road that read alike become one.
    places = places_named(words, near=near, limit=3 * limit)
    around = areas_around([place.point for place in places], on=on)
    hits = [Hit(place, tuple(areas)) for place, areas in zip(places, around, strict=True)]
    areas = [Hit(place, tuple(above(area, on=on))) for area, place in areas_named(words, on=on)[:limit]]
    # An area before a place that fits as well; the order within each is kept.
    return sorted([*areas, *hits], key=lambda hit: hit.place.rank)


def _inside(places: Sequence[Named], on: date) -> list[Hit]:
    around = areas_around([place.point for place in places], on=on)
    return [Hit(place, tuple(areas)) for place, areas in zip(places, around, strict=True) if areas]


def _apart(hits: Sequence[Hit]) -> list[Hit]:
    return list({hit.label: hit for hit in reversed(hits)}.values())[::-1]


def _beside(place: Named, point: Point, metres: float) -> str:
    facts = {"metres": f"{metres:.0f}", "place": place.name}
    if metres < AT_IT_M:
        return place.name
    sentences = (
        gettext("%(metres)s m north of %(place)s"), gettext("%(metres)s m north-east of %(place)s"),
        gettext("%(metres)s m east of %(place)s"), gettext("%(metres)s m south-east of %(place)s"),
        gettext("%(metres)s m south of %(place)s"), gettext("%(metres)s m south-west of %(place)s"),
        gettext("%(metres)s m west of %(place)s"), gettext("%(metres)s m north-west of %(place)s"),
    )  # fmt: skip
    return sentences[round(place.point.bearing_to(point) / 45) % 8] % facts
