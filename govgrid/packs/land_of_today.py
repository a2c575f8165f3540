"""Bringing the grid of today back into a city pack: its areas.csv and boundaries.geojson, written from the tables."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import orjson
import shapely
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from govgrid.lib.refusals import Refusal
from govgrid.packs.writing import write_csv, write_features
from grids import undoing
from grids.coverage import dissolve
from grids.importing.land import LEVELS, land_on
from grids.models import Area, in_force


class NotOfToday(Refusal):
    """A change that is adopted holds from a later day: a pack has no place for it, and would take it back."""

    code = "grid_not_of_today"


def write_land_of_today(folder: Path, *, on: date) -> int:
    """Write the areas in force on day `on` into the pack in `folder`; return how many.

    Outlines that are the union of those below are left out, as the loader makes them. Raises NotOfToday.
    """
    _refuse_what_is_to_come(on)
    areas = areas_of_today(on)
    shapes = land_on(on).outlines(area.pk for area in areas)
    derived = _derived(areas, shapes)
    write_csv(folder, "areas", [area_line(area) for area in areas])
    write_features(
        folder / "boundaries.geojson",
        [
            ({"code": area.code}, orjson.loads(shapely.to_geojson(shapes[area.pk])))
            for area in areas
            if area.pk in shapes and area.pk not in derived
        ],
    )
    return len(areas)


def areas_of_today(on: date) -> list[Area]:
    """Return the areas in force on day `on` in the order of the file: level by level, by code."""
    areas = list(Area.objects.filter(in_force(on)).select_related("parent"))
    return sorted(areas, key=lambda area: (LEVELS.index(area.level), area.code))


def _refuse_what_is_to_come(on: date) -> None:
    coming = undoing.to_come(on)
    if coming is not None:
        raise NotOfToday(
            _("Edition %(number)s holds from %(day)s only. Bring the grid into the pack from that day on.")
            % {"number": coming.number, "day": coming.valid_from}
        )


def area_line(area: Area) -> list[object]:
    """Return the columns of areas.csv."""
    return [
        area.code, area.parent.code if area.parent else "", area.level, area.name_en, area.name_zh, area.zone,
        "" if area.households is None else area.households, area.valid_from.isoformat(),
    ]  # fmt: skip


def _derived(areas: list[Area], shapes: Mapping[int, BaseGeometry]) -> set[int]:
    """Return the ids of areas whose outline is exactly the union of those of all areas below them."""
    below: dict[int, list[int]] = defaultdict(list)
    for area in areas:
        below[area.parent_id or 0].append(area.pk)
    return {
        pk
        for pk, children in below.items()
        if pk in shapes and all(child in shapes for child in children) and _is_union(shapes, pk, children)
    }


def _is_union(shapes: Mapping[int, BaseGeometry], pk: int, children: list[int]) -> bool:
    union = dissolve([shapes[child] for child in children])
    return bool(shapely.equals_exact(shapely.normalize(union), shapely.normalize(shapes[pk])))
