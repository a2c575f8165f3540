"""Reading a file of areas: its layer, columns, and outlines in WGS 84."""

import sqlite3
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyogrio
import shapely

from grids.importing.confined import drivers, shaping, systems, unpacking
from grids.importing.confined.exchange import write_shapes
from grids.importing.confined.findings import Broken, Findings

# What the column of codes is called in files that we and others write; the first that is there is taken.
GUESSES = {
    "code": ("code", "dywgcode", "bgid", "bgcode", "gridcode", "grid_code", "网格编码", "单元网格编码", "编码", "代码"),
    "parent": ("parent", "parent_code", "上级编码"),
    "name_zh": ("name_zh",),
    "name_en": ("name_en",),
}
BYTES_A_CORNER = 16


class Source(NamedTuple):
    """Where GDAL reads: a path, a layer and the encoding of its texts (None: GDAL knows)."""

    path: Path
    layer: str | None
    encoding: str | None


def run(request: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Read what `request` names; the answer holds the columns asked for, and the outlines lie in answer.npz."""
    drivers.leave_only_ours()
    source, findings = source_of(request, folder), Findings()
    info = info_of(source, request)
    fields = [str(name) for name in info["fields"]]
    columns = _columns(request["columns"], fields)
    geometry, values = _read(source, info, columns, request)
    crs = systems.system_of(info["crs"], request["crs"])
    shapes = systems.placed(shaping.parsed(geometry, findings), crs, request["city_box"], findings)
    shapes, repaired = shaping.checked(shapes, findings, repair=request["repair"])
    write_shapes(folder / "answer.npz", {"shapes": shapes, "inner": shapely.point_on_surface(shapes)})
    return {
        **findings.as_dict(), "features": len(shapes), "repaired": repaired, "fields": fields, "columns": columns,
        "system": systems.called(crs), "values": values,
    }  # fmt: skip


def source_of(request: dict[str, Any], folder: Path) -> Source:
    """Return where the file's layer is read from, unpacked into `folder` where it is zipped. Raises Broken."""
    path, layer = Path(request["path"]), request["layer"]
    kind = unpacking.kind_of(path)
    if kind == unpacking.SHAPEFILE:
        shapefile = unpacking.unpack(path, folder, layer=layer, most_bytes=request["disk_mb"] * 2**20)
        return Source(shapefile, None, _encoding(shapefile))
    if kind == unpacking.GPKG:
        _refuse_damaged(path)
    return Source(path, _layer(path, layer), None)


def _encoding(shapefile: Path) -> str | None:
    """Return how the texts of a Shapefile that does not say it are written: UTF-8, or else as Chinese systems do."""
    if shapefile.with_suffix(".cpg").exists():
        return None
    try:
        shapefile.with_suffix(".dbf").read_bytes()[32:].decode()
    except UnicodeDecodeError:
        return "GB18030"
    return "UTF-8"


def _refuse_damaged(path: Path) -> None:
    # GDAL would read a cut-off GeoPackage as far as it goes and say nothing.
    try:
        database = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
        found = database.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as fault:
        raise unreadable(fault) from fault
    if found != ("ok",):
        raise Broken("unreadable")


def unreadable(fault: Exception) -> Broken:
    """Return what a fault of the reader means for whoever sent the file."""
    memory = isinstance(fault, MemoryError) or "memory" in str(fault).lower()
    return Broken("too_much_memory" if memory else "unreadable")


def _layer(path: Path, wanted: str) -> str:
    try:
        layers = [str(name) for name, kind in pyogrio.list_layers(path) if kind is not None]
    except Exception as fault:
        raise unreadable(fault) from fault
    if not layers:
        raise Broken("no_features")
    if (wanted and wanted not in layers) or (not wanted and len(layers) > 1):
        raise Broken("choose_layer", layers=layers)
    return wanted or layers[0]


def info_of(source: Source, request: dict[str, Any]) -> dict[str, Any]:
    """Return what GDAL says of the layer: its fields, system and number of features. Raises Broken."""
    try:
        info = pyogrio.read_info(source.path, layer=source.layer, encoding=source.encoding, force_feature_count=True)
    except Exception as fault:
        raise unreadable(fault) from fault
    if info["features"] > request["most_features"]:
        raise Broken("too_many_features", features=info["features"], most=request["most_features"])
    if not info["features"]:
        raise Broken("no_features")
    return info


def _columns(wanted: dict[str, str], fields: list[str]) -> dict[str, str]:
    """Return the column of each role ("" for none): the one that was named, or the first of GUESSES that is there."""
    known = {name.lower(): name for name in reversed(fields)}
    found = {}
    for role, guesses in GUESSES.items():
        name = wanted.get(role, "")
        if name and name not in fields:
            raise Broken("no_such_column", column=name, columns=fields)
        found[role] = name or next((known[guess] for guess in guesses if guess in known), "")
    if not found["code"]:
        raise Broken("no_code_column", columns=fields)
    return found


def _read(
    source: Source, info: dict[str, Any], columns: dict[str, str], request: dict[str, Any]
) -> tuple[np.ndarray, dict[str, list[str]]]:
    """Return the outlines as WKB and the texts of each role's column."""
    names = sorted({name for name in columns.values() if name})
    try:
        meta, _fids, geometry, fields = pyogrio.raw.read(
            source.path, layer=source.layer, encoding=source.encoding, columns=names
        )
    except Exception as fault:
        raise unreadable(fault) from fault
    if len(geometry) != info["features"]:
        raise Broken("unreadable")
    corners = sum(len(wkb) for wkb in geometry if wkb is not None) // BYTES_A_CORNER
    if corners > request["most_corners"]:
        raise Broken("too_many_corners", corners=corners, most=request["most_corners"])
    by_name = {
        str(name): [_text(value) for value in column] for name, column in zip(meta["fields"], fields, strict=True)
    }
    return geometry, {role: by_name[name] for role, name in columns.items() if name}


def _text(value: object) -> str:
    """Return a value of a column as a code or name is written: a whole number without a point; "" for none."""
    if value is None or value != value:
        return ""
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return str(int(value))
    return str(value).strip()[:200]
