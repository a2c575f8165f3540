"""Areas by name: districts, sub-districts and communities, found like places and used to tell like names apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import shapely

from govgrid.lib.bilingual import Bilingual
from govgrid.lib.geo import Point
from govgrid.lib.remembered import remembered
from grids import pinyin
from grids.gazetteer import Named, Words
from grids.locate import locate_many
from grids.models import Boundary, Level

LEVELS = (Level.DISTRICT, Level.STREET, Level.COMMUNITY)


@dataclass(frozen=True)
class NamedArea(Bilingual):
    """An area as it stands today, with a point inside it and its names in letters."""

    id: int
    parent_id: int | None
    level: str
    code: str
    name_en: str
    name_zh: str
    point: Point
    pinyin: str
    initials: str

    def __str__(self) -> str:
        return self.name


@remembered(seconds=600)
def areas() -> dict[int, NamedArea]:
    """Return the areas that people name, by id; a few thousand even in a large city, so they are kept at hand."""
    current = Boundary.objects.filter(valid_to=None, area__valid_to=None, area__level__in=LEVELS)
    columns = ("area", "area__parent", "area__level", "area__code", "area__name_en", "area__name_zh", "geometry")
    rows = list(current.order_by("area__code").values_list(*columns))
    inside = shapely.point_on_surface(shapely.from_wkb(np.array([bytes(row[-1]) for row in rows], dtype=object)))
    points = [Point(*map(float, xy)) for xy in shapely.get_coordinates(inside)]
    return {row[0]: _named(row[:-1], point) for row, point in zip(rows, points, strict=True)}


def _named(row: Sequence, point: Point) -> NamedArea:
    return NamedArea(*row, point, pinyin.spelt(row[-1]), pinyin.initials(row[-1]))


def areas_named(words: str) -> list[tuple[NamedArea, int]]:
    """Return the areas that `words` may mean, each with its rank as a place has one; the largest areas first."""
    asked = Words.of(words)
    ranked = [(area, asked.rank((area.name_en, area.name_zh), area.pinyin, area.initials)) for area in areas().values()]
    found = [(area, rank) for area, rank in ranked if rank is not None] if asked.plain else []
    return sorted(found, key=lambda one: (one[1], LEVELS.index(Level(one[0].level)), one[0].code))


def areas_around(points: Sequence[Point], *, on: date) -> list[list[NamedArea]]:
    """Return for each point the areas that hold it on day `on`, the smallest first; [] where no cell does."""
    known = areas()
    cells = locate_many(points, on=on)
    paths = [[int(part) for part in cell.path.strip("/").split("/")] if cell else [] for cell in cells]
    return [[known[pk] for pk in reversed(path) if pk in known] for path in paths]


def above(area: NamedArea) -> list[NamedArea]:
    """Return the areas that `area` lies in, the smallest first."""
    known, found = areas(), []
    while area.parent_id in known:
        area = known[area.parent_id]
        found.append(area)
    return found


def as_place(area: NamedArea, rank: int) -> Named:
    return Named(area.level, area.name_en, area.name_zh, area.point, rank)
