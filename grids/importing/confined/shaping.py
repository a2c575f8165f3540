"""Each outline by itself: a polygon or several, with numbers for corners, and valid; repaired where that is wished."""

import numpy as np
import shapely

from grids.coverage import square_metres_of, unwrapped
from grids.importing.confined.findings import Findings

POLYGONS = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)
KINDS = {
    0: "Point", 1: "LineString", 2: "LinearRing", 4: "MultiPoint", 5: "MultiLineString", 7: "GeometryCollection",
}  # fmt: skip


def parsed(wkbs: np.ndarray, findings: Findings) -> np.ndarray:
    """Return the shapes of WKBs, flat; None, and a fault, for what is no outline or has corners that are no numbers."""
    shapes = shapely.from_wkb(wkbs, on_invalid="ignore")
    kinds = shapely.get_type_id(shapes)
    empty = shapely.is_empty(shapes) & (kinds >= 0)
    finite = _finite(shapes)
    for number in np.flatnonzero(~np.isin(kinds, POLYGONS) | empty | ~finite):
        _say_why(findings, int(number), wkbs[number], int(kinds[number]), bool(finite[number]))
        shapes[number] = None
    if heights := int((shapely.has_z(shapes) | shapely.has_m(shapes)).sum()):
        findings.warn("flattened", features=heights)
    return unwrapped(shapely.force_2d(shapes))


def _say_why(findings: Findings, number: int, wkb: bytes | None, kind: int, finite: bool) -> None:
    if wkb is not None and kind < 0:
        findings.fault("no_ring", number)
    elif kind >= 0 and kind not in POLYGONS:
        findings.fault("no_polygon", number, type=KINDS.get(kind, "?"))
    elif not finite:
        findings.fault("no_number", number)
    else:
        findings.fault("no_outline", number)


def _finite(shapes: np.ndarray) -> np.ndarray:
    corners, owners = shapely.get_coordinates(shapes, return_index=True)
    found = np.ones(len(shapes), dtype=bool)
    found[owners[~np.isfinite(corners).all(axis=1)]] = False
    return found


def checked(shapes: np.ndarray, findings: Findings, *, repair: bool) -> tuple[np.ndarray, int]:
    """Return the valid shapes, others as None with a fault each; with `repair` mended, each a warning, and how many."""
    wrong = np.flatnonzero(~(shapely.is_valid(shapes) | shapely.is_missing(shapes)))
    repaired = 0
    for number in wrong.tolist():
        reason = shapely.is_valid_reason(shapes[number])
        mended = _mended(shapes[number]) if repair else None
        if mended is None:
            findings.fault("repaired_away" if repair else "invalid", number, reason=reason)
        else:
            change = float(np.diff(square_metres_of(np.array([shapes[number], mended], dtype=object)))[0])
            findings.warn("repaired", number, reason=reason, change=round(change))
            repaired += 1
        shapes[number] = mended
    return shapes, repaired


def _mended(shape: shapely.Geometry) -> shapely.Geometry | None:
    """Return a valid shape of the same corners: its polygons only; None where nothing of it is left."""
    parts = shapely.get_parts(shapely.get_parts(shapely.make_valid(shape)))
    polygons = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
    if not len(polygons):
        return None
    return polygons[0] if len(polygons) == 1 else shapely.multipolygons(polygons)
