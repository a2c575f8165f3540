"""A small map of a city for boards, drawn by the server: districts and sub-districts, and the cells that are late.

Outlines are simplified to what a screen shows and kept in the process; only cells with a figure are drawn at all.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import cos, radians
from typing import Any

import shapely
import shapely.geometry
from shapely.geometry.base import BaseGeometry

from cases import chores, measures
from govgrid.lib.remembered import remembered
from grids.city import city_day
from grids.models import Area, Boundary, Level, MapShape, in_force

# Units across the drawing; an outline is simplified to one of them.
ACROSS = 1000
# A map with more coloured cells than this says no more.
MOST = 2000


@dataclass(frozen=True)
class Outline:
    """The path of an area in the drawing, its level, names, and where its name stands."""

    path: str
    level: str
    area: Area
    x: int
    y: int


@dataclass(frozen=True)
class Sheet:
    """The frame of the drawing: west and north edge in degrees, units for a degree, and the height in units."""

    west: float
    north: float
    by_lon: float
    by_lat: float
    high: int
    outlines: tuple[Outline, ...] = ()
    # The path of all lakes and rivers that are drawn as surfaces.
    water: str = ""

    def path_of(self, shape: BaseGeometry) -> str:
        """Return an outline as the data of an SVG path, in whole units."""
        flat = shapely.transform(shape, lambda points: (points - (self.west, self.north)) * (self.by_lon, -self.by_lat))
        plain = shapely.simplify(flat, 1.0)
        return "".join(
            "M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in ring.coords[:-1]) + "Z"
            for part in getattr(plain, "geoms", [plain])
            for ring in (part.exterior, *part.interiors)
        )


@remembered(seconds=600)
def sheet() -> Sheet | None:
    """Return the drawing of today's districts and sub-districts; None for a city without outlines."""
    wanted = in_force(city_day(chores.now()))
    rows = Boundary.objects.filter(wanted, area__level__in=[Level.CITY, Level.DISTRICT, Level.STREET])
    found = [(row.area, shapely.from_wkb(bytes(row.geometry))) for row in rows.select_related("area")]
    if not found:
        return None
    frame = _frame([shape for _area, shape in found])
    drawn = [_outline(frame, area, shape) for area, shape in found]
    water = [shapely.geometry.shape(one.geometry) for one in MapShape.objects.filter(kind="water")]
    lakes = "".join(frame.path_of(shape) for shape in water if shape.geom_type.endswith("Polygon"))
    order = [Level.CITY, Level.STREET, Level.DISTRICT]
    outlines = sorted(drawn, key=lambda one: order.index(Level(one.level)))
    return Sheet(frame.west, frame.north, frame.by_lon, frame.by_lat, frame.high, tuple(outlines), lakes)


@remembered(seconds=600)
def _paths() -> dict[int, str]:
    """Return the paths of cells that have been drawn, by the cell's id: filled as they are needed."""
    return {}


def _frame(shapes: list[BaseGeometry]) -> Sheet:
    west, south, east, north = shapely.total_bounds(shapes)
    by_lon = ACROSS / (east - west)  # a degree of longitude is shorter than one of latitude
    by_lat = by_lon / cos(radians((south + north) / 2))
    return Sheet(west, north, by_lon, by_lat, round((north - south) * by_lat))


def _outline(frame: Sheet, area: Area, shape: BaseGeometry) -> Outline:
    middle = shape.representative_point()
    x, y = (middle.x - frame.west) * frame.by_lon, (frame.north - middle.y) * frame.by_lat
    return Outline(frame.path_of(shape), area.level, area, round(x), round(y))


def drawing(late_by_path: Mapping[str, int]) -> dict[str, Any] | None:
    """Return what `_board_map.html` draws of the late cases by cell; None for a city without outlines.

    Cells of one colour are one path: a thousand of their own are most of a page's bytes.
    """
    frame = sheet()
    if frame is None:
        return None
    late = dict(sorted(late_by_path.items(), key=lambda one: -one[1])[:MOST])
    by_id = {int(path.rstrip("/").rpartition("/")[2]): cases for path, cases in late.items()}
    begins = measures.steps(by_id.values())
    paths = _cells(frame, by_id)
    drawn: dict[int, str] = defaultdict(str)
    for pk, cases in by_id.items():
        drawn[sum(cases >= begin for begin in begins)] += paths.get(pk, "")
    return {"frame": frame, "kinds": sorted(drawn.items()), "count": len(by_id), "begins": begins}


def _cells(frame: Sheet, wanted: Iterable[int]) -> Mapping[int, str]:
    kept = _paths()
    missing = [pk for pk in wanted if pk not in kept]
    if missing:
        rows = Boundary.objects.filter(area__in=missing, area__level=Level.CELL).order_by("valid_from", "pk")
        for row in rows:
            kept[row.area_id] = frame.path_of(shapely.from_wkb(bytes(row.geometry)))
    return kept
