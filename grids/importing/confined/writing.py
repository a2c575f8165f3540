"""Writing areas as a GeoPackage or GeoJSON: GDAL stays in the child here as well."""

from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely

from grids.importing.confined import drivers
from grids.importing.confined.exchange import read_shapes


def run(request: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Write request["layers"], each with its columns, to request["path"]; shapes lie in request.npz by layer."""
    drivers.leave_only_ours()
    shapes = read_shapes(folder / "request.npz")
    for number, (layer, columns) in enumerate(request["layers"].items()):
        outlines = shapely.to_wkb(_multi(shapes[layer]))
        pyogrio.raw.write(
            request["path"], outlines, [_column(values) for values in columns.values()], list(columns),
            layer=layer, driver=request["driver"], geometry_type="MultiPolygon", crs="EPSG:4326", append=number > 0,
        )  # fmt: skip
    return {}


def _multi(shapes: np.ndarray) -> np.ndarray:
    single = shapely.get_type_id(shapes) == shapely.GeometryType.POLYGON
    shapes[single] = shapely.multipolygons(shapes[single][:, None])
    return shapes


def _column(values: list) -> np.ndarray:
    if all(isinstance(value, int | None) for value in values) and any(value is not None for value in values):
        return np.array([np.nan if value is None else value for value in values], dtype=float)
    return np.array(values, dtype=object)
