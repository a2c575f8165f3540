"""Make the pack of Yunling (云岭市), the invented city of the demo. The same seed writes the same bytes."""

from pathlib import Path

import numpy as np
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from govgrid.packs.making import offices, people
from govgrid.packs.making.areas import Area, make_areas
from govgrid.packs.making.background import MapShape, make_background
from govgrid.packs.making.cells import ORIGIN_LAT, ORIGIN_LON, make_cells
from govgrid.packs.making.components import make_components
from govgrid.packs.making.cutting import cut_city
from govgrid.packs.making.gazetteer import Place, make_places
from govgrid.packs.making.grids import with_grids
from govgrid.packs.making.terrain import make_terrain
from govgrid.packs.writing import write_csv, write_features, write_toml

DEFAULT_SEED = 7
LETTERS_IN = "zh-hans"
ABOUT = {
    "slug": "yunling",
    "name_en": "Yunling",
    "name_zh": "云岭市",
    "number_prefix": "YL",
    "time_zone": "Asia/Shanghai",
    "centre": [ORIGIN_LON / 1e7, ORIGIN_LAT / 1e7],
    "catch_all": "dispatch",
    "calendar": "office",
    "demo": True,
    "reopen_days": 30,
    "filing_needs_approval": False,
    "review_percent": 10,
    "source": "An invented city, made by manage.py make_city. Any likeness to a real one is chance.",
    "code_widths": {"city": 4, "district": 6, "street": 9, "community": 12, "responsibility": 15, "cell": 15},
}


def make_yunling(folder: Path, *, seed: int = DEFAULT_SEED) -> int:
    """Write the pack into `folder`, made where it is missing, and return the number of cells."""
    dice = np.random.default_rng(seed)
    terrain = make_terrain(dice)
    plan = cut_city(terrain, dice)
    areas = with_grids(make_areas(make_cells(plan, terrain, dice), terrain, dice))
    background = make_background(plan, terrain, areas, dice)
    folder.mkdir(parents=True, exist_ok=True)
    write_toml(folder / "city.toml", ABOUT)
    _write_land(folder, areas, background, make_places(areas, background, dice))
    _write_offices(folder, areas)
    make_components(folder, seed=seed)
    return sum(area.level == "cell" for area in areas)


def _write_land(folder: Path, areas: list[Area], background: list[MapShape], places: list[Place]) -> None:
    write_csv(folder, "areas", (area.row() for area in areas))
    cells = [area for area in areas if area.level == "cell"]
    write_features(folder / "boundaries.geojson", (({"code": cell.code}, _geometry(cell.shape)) for cell in cells))
    write_features(folder / "map.geojson", ((_drawn(shape), _geometry(shape.shape)) for shape in background))
    rows = ([*place.name, place.kind, *_degrees(place.point.x, place.point.y)] for place in places)
    write_csv(folder, "places", rows)


# Written by hand, and the same in every city that is made.
COPIED = (
    "categories", "standards", "calendars", "ladders", "stages", "reasons", "questions", "stoppers", "templates",
    "macros",
)  # fmt: skip


def _write_offices(folder: Path, areas: list[Area]) -> None:
    for name in COPIED:
        write_csv(folder, name, (list(row.values()) for row in offices.seed(f"{name}.csv")))
    write_csv(folder, "departments", offices.departments(areas))
    write_csv(folder, "duties", offices.duties(areas))
    write_csv(folder, "calendar_days", offices.calendar_days())
    write_csv(folder, "accounts", ([*row, LETTERS_IN] for row in people.accounts(areas)))


def _drawn(shape: MapShape) -> dict[str, object]:
    return {"k": shape.kind, "r": shape.rank, "name_en": shape.name[0], "name_zh": shape.name[1]}


def _geometry(shape: BaseGeometry) -> dict[str, object]:
    found = mapping(shape)
    return {"type": found["type"], "coordinates": _in_degrees(found["coordinates"])}


def _in_degrees(part: object) -> object:
    if isinstance(part, tuple | list) and isinstance(part[0], float | int):
        return _degrees(part[0], part[1])
    return [_in_degrees(inner) for inner in part]  # type: ignore[attr-defined]


def _degrees(x: float, y: float) -> list[float]:
    """Return longitude and latitude of a point in units: whole units, so seven decimals are exact."""
    return [(ORIGIN_LON + round(x)) / 1e7, (ORIGIN_LAT + round(y)) / 1e7]
