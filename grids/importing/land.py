"""The grid as it is on the day from which an import holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
import shapely

from grids.among import among_codes, among_ids
from grids.models import Area, Boundary, Level, in_force

LEVELS = list(Level.values)
COLUMNS = ("pk", "code", "level", "parent_id", "path", "zone", "name_zh", "name_en")


class Held(NamedTuple):
    """An area in force."""

    pk: int
    code: str
    level: str
    parent_id: int | None
    path: str
    zone: str
    name_zh: str
    name_en: str


@dataclass(frozen=True)
class Land:
    """Every area in force on a day, by code and by id."""

    on: date
    by_code: dict[str, Held]
    by_id: dict[int, Held]

    def above(self, level: str) -> str | None:
        """Return the nearest level above `level` that has areas; None above the city."""
        present = {held.level for held in self.by_id.values()}
        return next((name for name in reversed(LEVELS[: LEVELS.index(level)]) if name in present), None)

    def of_level(self, level: str) -> list[Held]:
        return [held for held in self.by_id.values() if held.level == level]

    def outlines(self, ids: Iterable[int]) -> dict[int, shapely.Geometry]:
        """Return the outlines that hold on the day, by the id of their area."""
        rows = Boundary.objects.filter(in_force(self.on), area__in=among_ids(ids)).values_list("area_id", "geometry")
        found = list(rows)
        shapes = shapely.from_wkb(np.array([bytes(wkb) for _pk, wkb in found], dtype=object))
        return dict(zip([pk for pk, _wkb in found], shapes, strict=True))

    def taken(self, codes: Iterable[str]) -> set[str]:
        """Return those codes that areas have which are not in force on the day."""
        codes = [code for code in codes if code not in self.by_code]
        return set(Area.objects.filter(code__in=among_codes(codes)).values_list("code", flat=True))

    def city_box(self) -> list[float] | None:
        """Return west, south, east, north of the city's outline, or of all outlines; None where there are none."""
        cities = self.outlines(held.pk for held in self.of_level(Level.CITY))
        shapes = cities or self.outlines(self.by_id)
        return shapely.total_bounds(list(shapes.values())).tolist() if shapes else None


def land_on(on: date) -> Land:
    rows = [Held(*row) for row in Area.objects.filter(in_force(on)).values_list(*COLUMNS)]
    return Land(on, {held.code: held for held in rows}, {held.pk: held for held in rows})
