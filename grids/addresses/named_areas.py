"""Areas by name: districts, sub-districts and communities, found like places and used to tell like names apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import shapely

from govgrid.lib.bilingual import Bilingual
from govgrid.lib.geo import Point
from govgrid.lib.remembered import remembered
from grids.addresses import pinyin
from grids.addresses.gazetteer import Named, Words
from grids.locate import locate_many
from grids.models import Area, Boundary, Level, in_force

LEVELS = (Level.DISTRICT, Level.STREET, Level.COMMUNITY)


@dataclass(frozen=True)
class NamedArea(Bilingual):
    """An area as it stands on a day, its names in letters, and a point inside it (None: it has no outline)."""

    id: int
    parent_id: int | None
    level: str
    code: str
    name_en: str
    name_zh: str
    point: Point | None
    pinyin: str
    initials: str

    def __str__(self) -> str:
        return self.name


@remembered(seconds=600)
def _kept() -> dict[date, dict[int, NamedArea]]:
    """Return the areas by the days that were asked for: today, and for a while the day before."""
    return {}


def areas(on: date) -> dict[int, NamedArea]:
    """Return the areas that people name on day `on`, by id; a few thousand even in a large city: kept at hand."""
    kept = _kept()
    if on not in kept:
        kept[on] = _areas_of(on)
    return kept[on]


def _areas_of(on: date) -> dict[int, NamedArea]:
    columns = ("id", "parent", "level", "code", "name_en", "name_zh")
    rows = Area.objects.filter(in_force(on), level__in=LEVELS).order_by("code").values_list(*columns)
    inside = _points_inside(on)
    return {row[0]: _named(row, inside.get(row[0])) for row in rows}


def _named(row: Sequence[Any], point: Point | None) -> NamedArea:
    pk, parent_id, level, code, name_en, name_zh = row
    letters = pinyin.spelt(name_zh), pinyin.initials(name_zh)
    return NamedArea(pk, parent_id, level, code, name_en, name_zh, point, *letters)


def _points_inside(on: date) -> dict[int, Point]:
    current = Boundary.objects.filter(in_force(on), area__level__in=LEVELS).values_list("area", "geometry")
    outlines = {pk: bytes(wkb) for pk, wkb in current}
    inside = shapely.point_on_surface(shapely.from_wkb(np.array(list(outlines.values()), dtype=object)))
    return {pk: Point(point.x, point.y) for pk, point in zip(outlines, inside, strict=True)}


def areas_named(words: str, *, on: date) -> list[tuple[NamedArea, Named]]:
    """Return the areas that `words` may mean on day `on`, each also as a place: the best first, large before small."""
    asked = Words.of(words)
    found = [(area, place) for area in areas(on).values() if (place := _as_place(area, asked))] if asked.plain else []
    return sorted(found, key=lambda one: (one[1].rank, LEVELS.index(Level(one[0].level)), one[0].code))


def _as_place(area: NamedArea, asked: Words) -> Named | None:
    rank = asked.rank((area.name_en, area.name_zh), area.pinyin, area.initials)
    if rank is None or area.point is None:
        return None
    return Named(area.level, area.name_en, area.name_zh, area.point, rank)


def areas_around(points: Sequence[Point], *, on: date) -> list[list[NamedArea]]:
    """Return for each point the areas that hold it on day `on`, the smallest first; [] where no cell does."""
    known = areas(on)
    cells = locate_many(points, on=on)
    paths = [[int(part) for part in cell.path.strip("/").split("/")] if cell else [] for cell in cells]
    return [[known[pk] for pk in reversed(path) if pk in known] for path in paths]


def above(area: NamedArea, *, on: date) -> list[NamedArea]:
    """Return the areas that `area` lies in on day `on`, the smallest first."""
    known, found = areas(on), []
    while area.parent_id in known:
        area = known[area.parent_id]
        found.append(area)
    return found
