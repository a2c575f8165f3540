"""From the file's coordinate system to degrees of WGS 84, and whether that is where the city lies."""

import numpy as np
import pyproj
import shapely
from pyproj.transformer import TransformerGroup

from grids.importing.confined.findings import Broken, Findings

WGS84 = pyproj.CRS.from_epsg(4326)
# Metres. A worse transformation would move every border by more than a street; then a surveyor must do it.
GOOD_ENOUGH = 10.0
# Degrees, a tenth of a millimetre: what is the same corner after a transformation is the same number.
DECIMALS = 9
DEGREE_KM = 111.32


def system_of(declared: str | None, given: str) -> pyproj.CRS:
    """Return the system `given` by the person, else the one the file declares. Raises Broken where there is none."""
    if not (given or declared):
        raise Broken("no_system")
    try:
        crs = pyproj.CRS.from_user_input(int(given) if given.isdigit() else given or declared).to_2d()
    except (pyproj.exceptions.CRSError, ValueError) as fault:
        raise Broken("unknown_system", system=given or declared) from fault
    if not (crs.is_geographic or crs.is_projected):
        raise Broken("unknown_system", system=called(crs))
    return crs


def called(crs: pyproj.CRS) -> str:
    """Return the code and name of a system, as "EPSG:4490 China Geodetic Coordinate System 2000"."""
    code = crs.to_epsg()
    return f"EPSG:{code} {crs.name}" if code else crs.name


def placed(shapes: np.ndarray, crs: pyproj.CRS, city_box: list[float] | None, findings: Findings) -> np.ndarray:
    """Return `shapes` in degrees of WGS 84, longitude first; those far from the city are faults.

    `city_box` is west, south, east, north; None: nobody knows yet where the city lies. Raises Broken where no shape
    is near it: with the axes swapped, in another system than declared, or of another city.
    """
    transformer = _transformer(crs)
    moved = _moved(shapes, transformer)
    near = _near(moved, city_box)
    known = ~(shapely.is_missing(moved) | shapely.is_empty(moved))
    if near[known].sum() * 2 < known.sum():
        _refuse(shapes[known], moved[known], crs, transformer, city_box)
    for number in np.flatnonzero(known & ~near):
        findings.fault("far_away", int(number), kilometres=_kilometres(moved[[number]], city_box))
        moved[number] = None
    return moved


def _transformer(crs: pyproj.CRS) -> pyproj.Transformer:
    if _is_wgs84(crs):
        # CGCS2000 differs from WGS 84 by centimetres and is taken as it is: only the projection is undone.
        return pyproj.Transformer.from_crs(crs, crs.geodetic_crs or crs, always_xy=True)
    try:
        found = TransformerGroup(crs, WGS84, always_xy=True, allow_ballpark=False).transformers
    except pyproj.exceptions.ProjError:
        found = []
    if not found or not 0 <= found[0].accuracy <= GOOD_ENOUGH:
        raise Broken("inexact_system", system=called(crs))
    return found[0]


def _is_wgs84(crs: pyproj.CRS) -> bool:
    datum = crs.geodetic_crs.datum.name.lower() if crs.geodetic_crs and crs.geodetic_crs.datum else ""
    chinese = "2000" in datum and ("china" in datum or "cgcs" in datum)
    return chinese or "cgcs2000" in datum or ("world geodetic system 1984" in datum.replace("_", " "))


def _moved(shapes: np.ndarray, transformer: pyproj.Transformer, *, swapped: bool = False) -> np.ndarray:
    def move(corners: np.ndarray) -> np.ndarray:
        x, y = (corners[:, 1], corners[:, 0]) if swapped else (corners[:, 0], corners[:, 1])
        return np.round(np.column_stack(transformer.transform(x, y)), DECIMALS)

    return shapely.transform(shapes, move)


def _near(shapes: np.ndarray, city_box: list[float] | None) -> np.ndarray:
    """Return which shapes lie within degrees at all and, as far as it is known, within or beside the city's box."""
    west, south, east, north = _widened(city_box)
    bounds = shapely.bounds(shapes)
    with np.errstate(invalid="ignore"):
        return (bounds[:, 0] <= east) & (bounds[:, 2] >= west) & (bounds[:, 1] <= north) & (bounds[:, 3] >= south)


def _widened(city_box: list[float] | None) -> tuple[float, float, float, float]:
    if city_box is None:
        return -180.0, -90.0, 180.0, 90.0
    west, south, east, north = city_box
    margin = max(0.2, east - west, north - south)
    return west - margin, south - margin, east + margin, north + margin


def _refuse(
    shapes: np.ndarray, moved: np.ndarray, crs: pyproj.CRS, transformer: pyproj.Transformer,
    city_box: list[float] | None,
) -> None:  # fmt: skip
    name = called(crs)
    if city_box is not None and _near(_moved(shapes, transformer, swapped=True), city_box).mean() > 0.5:
        raise Broken("swapped_axes", system=name)
    x, y = shapely.get_coordinates(shapes)[0].tolist()
    west, south, east, north = shapely.total_bounds(moved)
    if not (west >= -180 and east <= 180 and south >= -90 and north <= 90):
        raise Broken("not_in_system", system=name, x=f"{x:.10g}", y=f"{y:.10g}")
    raise Broken("other_place", system=name, kilometres=_kilometres(moved, city_box), x=f"{x:.10g}", y=f"{y:.10g}")


def _kilometres(shapes: np.ndarray, city_box: list[float] | None) -> int:
    """Return about how far the middle of the shapes is from the middle of the city."""
    west, south, east, north = shapely.total_bounds(shapes)
    box = city_box or [west, south, east, north]
    lat = (box[1] + box[3]) / 2
    along = ((west + east) - (box[0] + box[2])) / 2 * np.cos(np.radians(lat))
    up = ((south + north) - (box[1] + box[3])) / 2
    return round(float(np.hypot(along, up)) * DEGREE_KM)
