"""Real files of the town's cells, in every form and system, sound or spoilt on purpose."""

import json
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pyproj
import shapely
from shapely import Geometry

from tests.city import SIDE, SOUTH, WEST, Town

# The town lies at 102.7 E: in the 3-degree zone of CGCS2000 around 102 E.
GAUSS_KRUEGER = "EPSG:4543"
DRIVERS = {"geojson": "GeoJSON", "gpkg": "GPKG", "zip": "ESRI Shapefile"}


def square(column: float, row: float, columns: float = 1, rows: float = 1) -> Geometry:
    """Return a rectangle in units of a cell, counted from the town's south-west corner."""
    west, south = WEST + column * SIDE, SOUTH + row * SIDE
    return shapely.normalize(
        shapely.box(*np.round([west, south, west + columns * SIDE, south + rows * SIDE], 9).tolist())
    )


def cells(town: Town) -> dict[str, Geometry]:
    """Return the outlines of the four cells, by code."""
    return {town.cells[n].code: square((n - 1) % 2, (n - 1) // 2) for n in sorted(town.cells)}


def write(
    path: Path, shapes: Sequence[Geometry | None], columns: dict[str, Sequence[Any]], *, crs: str | None = "EPSG:4326",
    layer: str = "cells", kind: str = "Polygon", encoding: str = "UTF-8",
) -> Path:  # fmt: skip
    """Write shapes given in WGS 84 to `path`, in `crs`; the ending says which form. A Shapefile is zipped."""
    moved = shapes if crs in (None, "EPSG:4326") else [in_system(shape, crs) for shape in shapes]
    target = path if path.suffix != ".zip" else path.with_suffix(".d") / f"{layer}.shp"
    target.parent.mkdir(exist_ok=True)
    pyogrio.raw.write(
        target, shapely.to_wkb(np.array(moved, dtype=object)), [np.array(values) for values in columns.values()],
        list(columns), layer=layer if path.suffix == ".gpkg" else None, driver=DRIVERS[path.suffix[1:]], crs=crs,
        geometry_type=kind, encoding=encoding if path.suffix == ".zip" else None,
    )  # fmt: skip
    if path.suffix == ".zip":
        zip_up(path, {part.name: part.read_bytes() for part in target.parent.iterdir()})
    return path


def write_cells(path: Path, shapes: dict[str, Geometry], *, crs: str | None = "EPSG:4326") -> Path:
    return write(path, list(shapes.values()), {"code": list(shapes)}, crs=crs)


def in_system(shape: Geometry | None, crs: str) -> Geometry | None:
    system = pyproj.CRS(crs)
    transformer = pyproj.Transformer.from_crs(system.geodetic_crs, system, always_xy=True)
    return shapely.transform(shape, lambda xy: np.column_stack(transformer.transform(xy[:, 0], xy[:, 1])))


def zip_up(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def geojson(path: Path, features: Sequence[dict[str, Any]], **about: Any) -> Path:
    """Write features, each {"code": …, "geometry": …}, as they are: whatever GDAL itself would refuse to write."""
    listed = [
        {
            "type": "Feature",
            "properties": {k: v for k, v in one.items() if k != "geometry"},
            "geometry": one["geometry"],
        }
        for one in features
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": listed, **about}), encoding="utf-8")
    return path


def polygon(*rings: Sequence[tuple[float, ...]]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [list(ring) for ring in rings]}
