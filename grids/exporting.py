"""Taking areas out as a file: GeoJSON or a GeoPackage, in WGS 84, with the columns that an import reads."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import shapely
from django.utils.translation import gettext as _

from govgrid.lib.refusals import Refusal
from grids.importing.confining import confined
from grids.importing.land import LEVELS
from grids.models import Area, Boundary, in_force

COLUMNS = ("code", "parent", "level", "name_zh", "name_en", "zone", "households", "population", "valid_from")
ENDINGS = (".geojson", ".json", ".gpkg")


class NoSuchKind(Refusal):
    code = "no_such_export"
    status = 422


def write_areas(path: Path, *, on: date, level: str = "") -> int:
    """Write the areas of `level` ("": of all) that have an outline on day `on`; return how many.

    The ending of `path` chooses the form. A GeoPackage has a layer for each level. Raises NoSuchKind.
    """
    if path.suffix.lower() not in ENDINGS:
        raise NoSuchKind(_("Choose a name that ends in .geojson or .gpkg."))
    wanted = [level] if level else LEVELS
    layers = {name: found for name in wanted if (found := _areas(name, on))}
    if path.suffix.lower() == ".gpkg":
        _write_geopackage(path, layers)
    else:
        _write_geojson(path, [area for areas in layers.values() for area in areas])
    return sum(len(areas) for areas in layers.values())


def _areas(level: str, on: date) -> list[tuple[dict[str, Any], bytes]]:
    """Return the columns and the outline (WKB) of each area, by code."""
    areas = Area.objects.filter(in_force(on), level=level)
    names = [name if name != "parent" else "parent__code" for name in COLUMNS]
    outlines = Boundary.objects.filter(in_force(on), area__level=level).values_list("area_id", "geometry")
    wkbs = {pk: bytes(wkb) for pk, wkb in outlines}
    rows = areas.order_by("code").values_list("pk", *names)
    return [(_texts(values), wkbs[pk]) for pk, *values in rows if pk in wkbs]


def _texts(values: Sequence[Any]) -> dict[str, Any]:
    found = dict(zip(COLUMNS, values, strict=True))
    return {**found, "parent": found["parent"] or "", "valid_from": found["valid_from"].isoformat()}


def _write_geojson(path: Path, areas: Sequence[tuple[dict[str, Any], bytes]]) -> None:
    geometries = shapely.to_geojson(shapely.from_wkb([wkb for _columns, wkb in areas])) if areas else []
    with path.open("wb") as file:
        file.write(b'{"type":"FeatureCollection","features":[\n')
        for number, ((columns, _wkb), geometry) in enumerate(zip(areas, geometries, strict=True)):
            file.write(b",\n" if number else b"")
            file.write(b'{"type":"Feature","properties":%s,"geometry":%s}' % (orjson.dumps(columns), geometry.encode()))
        file.write(b"\n]}\n")


def _write_geopackage(path: Path, layers: dict[str, list[tuple[dict[str, Any], bytes]]]) -> None:
    path.unlink(missing_ok=True)  # GDAL would add to what is there
    columns = {
        level: {name: [values[name] for values, _wkb in areas] for name in COLUMNS} for level, areas in layers.items()
    }
    shapes = {
        level: shapely.from_wkb(np.array([wkb for _c, wkb in areas], dtype=object)) for level, areas in layers.items()
    }
    request = {"path": str(path.absolute()), "driver": "GPKG", "layers": columns}
    if layers:
        confined("writing", request, shapes)
