"""Where components stand: their coordinates as WGS 84, the cell of each, and whether the file's own cell agrees."""

from collections.abc import Sequence
from datetime import date
from math import cos, isfinite, radians

import numpy as np
import pyproj
import shapely
from django.utils.translation import gettext as _
from shapely.affinity import scale
from shapely.geometry.base import BaseGeometry

from departments.census.files import BadCensus
from departments.census.findings import KEPT, Findings
from departments.census.lines import Line
from govgrid.lib.coordinates import SYSTEMS, many_to_wgs84
from govgrid.lib.geo import METRES_PER_DEGREE, Point
from grids.locate import Cell, locate_many
from grids.models import Boundary, Level, in_force

AT_ONCE = 5_000


def as_wgs84(places: Sequence[tuple[float, float]], system: str) -> list[Point]:
    """Return the places in WGS 84; `system` is wgs84, cgcs2000, gcj02, bd09, or what PROJ knows, as EPSG:4547.

    Raises BadCensus for another system. A place beyond what the system can say becomes infinite.
    """
    named, (xs, ys) = system.lower().replace("-", "") or "wgs84", np.array(places, dtype=float).reshape(-1, 2).T
    if named in SYSTEMS:
        return _points(*many_to_wgs84(xs, ys, named))
    try:
        change = pyproj.Transformer.from_crs(system, "EPSG:4326", always_xy=True)
    except pyproj.exceptions.CRSError:
        raise BadCensus(
            _("%(system)s is no coordinate system that is known here.") % {"system": repr(system)}
        ) from None
    return _points(*change.transform(xs, ys))


def _points(lons: np.ndarray, lats: np.ndarray) -> list[Point]:
    return [Point(float(lon), float(lat)) for lon, lat in zip(lons, lats, strict=True)]


def cells_of(lines: Sequence[Line], points: Sequence[Point], *, on: date, findings: Findings) -> list[Cell | None]:
    """Return the cell of each point; a point outside the city is a fault, a cell other than the file's a warning."""
    cells: list[Cell | None] = []
    for start in range(0, len(points), AT_ONCE):
        cells += locate_many([_finite(point) for point in points[start : start + AT_ONCE]], on=on)
    city = _city(on)
    for line, point, cell in zip(lines, points, cells, strict=True):
        if cell is None and not _holds(city, point):
            findings.fault(line.number, _outside(city, point))
    _warn_of_cells(lines, points, cells, on=on, findings=findings)
    return cells


def _finite(point: Point) -> Point | None:
    return point if isfinite(point.lon) and isfinite(point.lat) else None


def _city(on: date) -> BaseGeometry | None:
    found = Boundary.objects.filter(in_force(on), area__level=Level.CITY).values_list("geometry", flat=True).first()
    shape = shapely.from_wkb(bytes(found)) if found is not None else None
    if shape is not None:
        shapely.prepare(shape)
    return shape


def _holds(city: BaseGeometry | None, point: Point) -> bool:
    return city is not None and bool(shapely.intersects_xy(city, point.lon, point.lat))


def _outside(city: BaseGeometry | None, point: Point) -> str:
    given = f"{point.lon:.6f}, {point.lat:.6f}"
    if _holds(city, Point(point.lat, point.lon)):
        return _("The point %(given)s lies outside the city; are lon and lat exchanged?") % {"given": given}
    return _("The point %(given)s lies outside the city.") % {"given": given}


def _warn_of_cells(
    lines: Sequence[Line], points: Sequence[Point], cells: Sequence[Cell | None], *, on: date, findings: Findings
) -> None:
    other = [
        (line, point, cell)
        for line, point, cell in zip(lines, points, cells, strict=True)
        if line.cell and (cell is None or cell.code != line.cell)
    ]
    shapes = _outlines({line.cell for line, _point, _cell in other[:KEPT]}, on)
    for line, point, cell in other:
        facts = {"given": line.cell, "found": cell.code if cell else _("none"), "metres": 0}
        if line.cell in shapes:
            facts["metres"] = round(_metres(shapes[line.cell], point))
            words = _("The file says cell %(given)s, the point lies in %(found)s, %(metres)s m away from it.")
        else:
            words = _("The file says cell %(given)s, which is none of today; the point lies in %(found)s.")
        findings.warn(line.number, words % facts)


def _outlines(codes: set[str], on: date) -> dict[str, BaseGeometry]:
    found = Boundary.objects.filter(in_force(on), area__code__in=codes, area__level=Level.CELL)
    return {code: shapely.from_wkb(bytes(shape)) for code, shape in found.values_list("area__code", "geometry")}


def _metres(shape: BaseGeometry, point: Point) -> float:
    """Return about how far `point` lies from `shape`: exact enough for a warning."""
    narrow, here = cos(radians(point.lat)), shapely.Point(point.lon, point.lat)
    squeezed = scale(shape, narrow, 1, origin=here)
    return squeezed.distance(here) * METRES_PER_DEGREE
