"""What kind of file it is, by its own first bytes; and a zipped Shapefile unpacked, after it was looked at closely."""

import zipfile
import zlib
from collections import defaultdict
from pathlib import Path, PurePosixPath

from grids.importing.confined.findings import Broken

GEOJSON, GPKG, SHAPEFILE = "GeoJSON", "GPKG", "ESRI Shapefile"
PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
NEEDED = (".shp", ".shx", ".dbf")
DAMAGED = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, NotImplementedError, RuntimeError, ValueError, EOFError,
    OSError,
)  # fmt: skip
MOST_ENTRIES = 100
# Outlines of a fishnet and columns full of blanks shrink a great deal; a bomb shrinks a thousandfold.
MOST_RATIO, SMALL = 200, 16 * 2**20


def kind_of(path: Path) -> str:
    """Return GEOJSON, GPKG or SHAPEFILE (zipped). Raises Broken for an empty file or one of another kind."""
    with path.open("rb") as file:
        begin = file.read(1024)
    if not begin:
        raise Broken("empty_file")
    if begin.startswith(b"SQLite format 3\0"):
        return GPKG
    if begin.startswith(b"PK"):
        return SHAPEFILE
    if begin.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        return GEOJSON
    raise Broken("unknown_kind")


def unpack(path: Path, folder: Path, *, layer: str, most_bytes: int) -> Path:
    """Write the parts of one Shapefile (of `layer`, if named) into `folder` under names of our own; return its path.

    Raises Broken for a zip that is damaged, too large when unpacked, or names a path outside of itself.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _refuse_bomb(archive.infolist(), most_bytes)
            parts = _one_shapefile(archive.infolist(), layer)
            for suffix, entry in parts.items():
                (folder / f"layer{suffix}").write_bytes(archive.read(entry))
    except DAMAGED as fault:
        raise Broken("zip_broken") from fault
    return folder / "layer.shp"


def _refuse_bomb(entries: list[zipfile.ZipInfo], most_bytes: int) -> None:
    if len(entries) > MOST_ENTRIES:
        raise Broken("zip_entries", entries=len(entries), most=MOST_ENTRIES)
    for entry in entries:
        path = PurePosixPath(entry.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in path.parts[:1]:
            raise Broken("zip_path", name=_name(entry))
        if entry.file_size > SMALL and entry.file_size > MOST_RATIO * max(entry.compress_size, 1):
            raise Broken("zip_bomb", name=_name(entry), ratio=entry.file_size // max(entry.compress_size, 1))
    total = sum(entry.file_size for entry in entries)
    if total > most_bytes:
        raise Broken("zip_size", megabytes=total // 2**20, most=most_bytes // 2**20)


def _one_shapefile(entries: list[zipfile.ZipInfo], layer: str) -> dict[str, zipfile.ZipInfo]:
    """Return the entries of the Shapefile (of `layer`, if it is named) by suffix."""
    found: dict[str, dict[str, zipfile.ZipInfo]] = defaultdict(dict)
    for entry in entries:
        path = PurePosixPath(_name(entry).replace("\\", "/"))
        if path.suffix.lower() in PARTS and not path.name.startswith(".") and "__MACOSX" not in path.parts:
            found[str(path.with_suffix(""))].setdefault(path.suffix.lower(), entry)
    shapefiles = {name: parts for name, parts in found.items() if ".shp" in parts}
    chosen = [name for name in shapefiles if not layer or PurePosixPath(name).name == layer]
    if not shapefiles:
        raise Broken("zip_without_shapefile")
    if len(chosen) != 1:
        raise Broken("choose_layer", layers=[PurePosixPath(name).name for name in shapefiles])
    missing = [suffix for suffix in NEEDED if suffix not in shapefiles[chosen[0]]]
    if missing:
        raise Broken("zip_parts", missing=", ".join(missing))
    return shapefiles[chosen[0]]


def _name(entry: zipfile.ZipInfo) -> str:
    """Return the entry's name; where the archive does not say UTF-8, a Chinese system wrote GBK."""
    if entry.flag_bits & 0x800:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return entry.filename
