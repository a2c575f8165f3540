"""Reading a file of things that have a place: every column as text, and a point on each geometry, as it is written."""

from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely

from grids.importing.confined import drivers
from grids.importing.confined.exchange import write_shapes
from grids.importing.confined.findings import Broken
from grids.importing.confined.reading import BYTES_A_CORNER, info_of, source_of, unreadable


def run(request: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Read what `request` names; the answer holds the cells by column, and the points lie in answer.npz.

    The system is as the file says it, "" where it does not.
    """
    drivers.leave_only_ours()
    source = source_of(request, folder)
    info = info_of(source, request)
    try:
        _meta, _ids, geometry, columns = pyogrio.raw.read(source.path, layer=source.layer, encoding=source.encoding)
    except Exception as fault:
        raise unreadable(fault) from fault
    _refuse_large(geometry, request["most_corners"])
    write_shapes(folder / "answer.npz", {"points": shapely.point_on_surface(shapely.from_wkb(geometry))})
    return {
        "fields": [str(name) for name in info["fields"]],
        "columns": [[_text(value) for value in column] for column in columns],
        "system": info["crs"] or "",
    }


def _refuse_large(geometry: np.ndarray, most: int) -> None:
    corners = sum(len(wkb) for wkb in geometry if wkb is not None) // BYTES_A_CORNER
    if corners > most:
        raise Broken("too_many_corners", corners=corners, most=most)


def _text(value: object) -> str:
    """Return a value as text; a number that a reader made of a code is written without its point."""
    if value is None or value != value or (isinstance(value, np.datetime64) and np.isnat(value)):
        return ""
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return str(int(value))
    return str(value)
