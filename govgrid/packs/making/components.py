"""The components of the demo city: what stands along the roads of its middle, as a first census would have found it.

Made from the files of the pack and not from the plan behind them, by dice of its own: a pack whose land was changed by
hand gets components as well, and nothing else of the pack depends on them.
"""

import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from math import cos, radians
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import shapely
from shapely.affinity import affine_transform
from shapely.geometry import LineString, Point, shape

from govgrid.packs.writing import write_csv

RADIUS_M = 2_900.0
METRES_PER_DEGREE = 111_195.0
OWN_DICE = 55
FIRST_DAY = date(2026, 3, 1)


@dataclass(frozen=True)
class Kind:
    """What stands along a road: every so many metres, so far from its middle; departments by code, {} the district."""

    category: str
    every_m: float
    aside_m: float
    authority: str
    owner: str
    keeper: str
    ranks: tuple[int, ...] = (0, 1, 2)


KINDS = (
    Kind("C0137", 75, 7, "urban", "street-lights", "street-lights"),
    Kind("C0402", 90, 9, "parks", "parks", "parks"),
    Kind("C0102", 160, 1, "water", "drainage", "drainage"),
    Kind("C0103", 210, 4, "water", "drainage", "drainage"),
    Kind("C0101", 260, 2, "water", "water-supply", "water-supply"),
    Kind("C0107", 330, 5, "urban", "telecom", "telecom"),
    Kind("C0305", 240, 8, "appearance", "appearance", "sanitation-{}"),
    Kind("C0407", 420, 10, "parks", "parks", "", (0, 1)),
    Kind("C0212", 600, 8, "civil-affairs", "civil-affairs", ""),
    # The shelters are kept by whoever sells the posters on them, not by the bus company that the duty list names.
    Kind("C0204", 650, 8, "transport", "buses", "advertising", (0, 1)),
    Kind("C0214", 900, 6, "police", "traffic-police", "traffic-police", (0, 1)),
    Kind("C0154", 1_200, 9, "power", "power", "power", (0, 1)),
    Kind("C0150", 1_400, 8, "police", "police", "police", (0,)),
)
STATES = ("intact", "damaged", "lost")
SHARES = (0.975, 0.018, 0.007)
Cells = tuple[list[str], shapely.STRtree]


def make_components(folder: Path, *, seed: int) -> int:
    """Write components.csv for the pack in `folder` and return how many there are. The same pack, the same bytes."""
    dice, cells, centre = np.random.default_rng([seed, OWN_DICE]), _cells(folder), _centre(folder)
    numbers: Counter[str] = Counter()
    rows = [
        row
        for name, rank, road in _roads(folder, centre)
        for kind in KINDS
        if rank in kind.ranks
        for row in _along(road, name, kind, centre, cells, numbers, dice)
    ]
    write_csv(folder, "components", sorted(rows))
    return len(rows)


def _centre(folder: Path) -> tuple[float, float]:
    lon, lat = tomllib.loads((folder / "city.toml").read_text(encoding="utf-8"))["centre"]
    return lon, lat


def _cells(folder: Path) -> Cells:
    features = orjson.loads((folder / "boundaries.geojson").read_bytes())["features"]
    return [one["properties"]["code"] for one in features], shapely.STRtree(
        [shape(one["geometry"]) for one in features]
    )


def _roads(folder: Path, centre: tuple[float, float]) -> Iterator[tuple[str, int, LineString]]:
    """Yield the roads of the middle in metres from the centre, each with its Chinese name and rank."""
    lon, lat = centre
    east = METRES_PER_DEGREE * cos(radians(lat))
    to_metres = [east, 0, 0, METRES_PER_DEGREE, -lon * east, -lat * METRES_PER_DEGREE]
    middle = Point(0, 0).buffer(RADIUS_M)
    for feature in orjson.loads((folder / "map.geojson").read_bytes())["features"]:
        about = feature["properties"]
        if about["k"] == "road":
            inside = affine_transform(shape(feature["geometry"]), to_metres).intersection(middle)
            for part in shapely.get_parts(inside):
                if part.geom_type == "LineString":
                    yield about["name_zh"], about["r"], part


def _along(
    road: LineString, name: str, kind: Kind, centre: tuple[float, float], cells: Cells, numbers: Counter[str],
    dice: np.random.Generator,
) -> Iterator[list[Any]]:  # fmt: skip
    """Yield a row for each component of a kind on both sides of a road, in turn; none outside of the city's cells."""
    for n, at in enumerate(np.arange(dice.uniform(0, kind.every_m), road.length, kind.every_m)):
        lon, lat = _degrees(_beside(road, at, kind.aside_m * (-1) ** n + dice.normal(0, 0.4)), centre)
        cell = _cell(lon, lat, cells)
        state, day = dice.choice(STATES, p=SHARES), FIRST_DAY + timedelta(days=int(dice.integers(0, 60)))
        if cell:
            yield _row(kind, cell, (lon, lat), f"{name}{n + 1}号附近", str(state), day, numbers)


def _beside(road: LineString, at: float, aside: float) -> tuple[float, float]:
    here, ahead = road.interpolate(at), road.interpolate(at + 1)
    x, y = ahead.x - here.x, ahead.y - here.y
    length = (x * x + y * y) ** 0.5 or 1.0
    return here.x - y / length * aside, here.y + x / length * aside


def _degrees(place: tuple[float, float], centre: tuple[float, float]) -> tuple[float, float]:
    lon, lat = centre
    east = METRES_PER_DEGREE * cos(radians(lat))
    return round(lon + place[0] / east, 6), round(lat + place[1] / METRES_PER_DEGREE, 6)


def _cell(lon: float, lat: float, cells: Cells) -> str:
    codes, tree = cells
    found = tree.query(Point(lon, lat), predicate="intersects")
    return codes[min(found)] if len(found) else ""


def _row(
    kind: Kind, cell: str, place: tuple[float, float], address: str, state: str, day: date, numbers: Counter[str]
) -> list[Any]:
    district = cell[:6]
    stem = district + kind.category[1:]
    numbers[stem] += 1
    return [
        f"{stem}{numbers[stem]:06}", kind.category, "", "", kind.authority, kind.owner, kind.keeper.format(district),
        *place, 0.5, address, state, "census", day.isoformat(), "", "",
    ]  # fmt: skip
