"""A pack as one zip file: written whole, and opened with bounds, for it may come from anywhere.

Only the files of a pack are taken out, each under its own name into a folder of ours: a path in the zip is never
followed. What is counted is what really comes out of the zip, not what its table of contents says.
"""

import io
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from govgrid.lib.refusals import Refusal
from govgrid.packs.columns import SHEETS

FILES = frozenset({"city.toml", "boundaries.geojson", "map.geojson", *(f"{name}.csv" for name in SHEETS)})
# What systems put beside files unasked, and what a person may lay beside them to read.
LEFT_OUT = frozenset({".DS_Store", "Thumbs.db", "desktop.ini", "README.md", "LICENSE", "NOTICE"})
# A million components are about 200 MB of text; what unpacks to more is loaded by command.
MOST_BYTES = 256 * 2**20
MOST_ENTRIES = 100
CHUNK = 2**16
# One moment for every file of every zip: the same city makes the same bytes.
MOMENT = (1980, 1, 1, 0, 0, 0)


class NoPack(Refusal):
    """The file is no zip file of a pack; the sentence says why."""

    code = "no_pack"
    status = 422


def zip_of(folder: Path) -> bytes:
    """Return the files of the pack in `folder` as a zip, the same bytes for the same files."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(folder.iterdir()):
            packed.writestr(zipfile.ZipInfo(path.name, MOMENT), path.read_bytes(), zipfile.ZIP_DEFLATED)
    return data.getvalue()


def unpack(path: Path, into: Path) -> None:
    """Write the files of the pack in the zip at `path` into the empty folder `into`. Raises NoPack."""
    try:
        with zipfile.ZipFile(path) as packed:
            _take_out(packed, into)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, UnicodeError) as broken:
        raise NoPack(_("This is no zip file, or it is damaged. Send the zip of a pack.")) from broken


def _take_out(packed: zipfile.ZipFile, into: Path) -> None:
    entries = [entry for entry in packed.infolist() if not entry.is_dir() and not _is_left_out(entry)]
    if len(entries) > MOST_ENTRIES:
        raise NoPack(_("This zip holds %(count)s files; a pack has at most twenty.") % {"count": len(entries)})
    _need_one_folder(entries)
    room = MOST_BYTES
    for entry in entries:
        room -= _write(packed, entry, into / PurePosixPath(entry.filename).name, room)


def _is_left_out(entry: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(entry.filename)
    return "__MACOSX" in path.parts or path.name in LEFT_OUT


def _need_one_folder(entries: list[zipfile.ZipInfo]) -> None:
    """Refuse all but the files of one pack, at the top or in one folder, each once."""
    paths = [PurePosixPath(entry.filename) for entry in entries]
    for entry, path in zip(entries, paths, strict=True):
        if path.name not in FILES or len(path.parts) > 2:
            raise NoPack(_("“%(name)s” is no file of a pack. Take it out of the zip.") % {"name": str(path)[:80]})
        if entry.flag_bits & 0x1:
            raise NoPack(_("This zip is locked with a password. Send it without one."))
    if len({path.name for path in paths}) < len(paths) or len({path.parent for path in paths}) > 1:
        raise NoPack(_("This zip holds more than one pack. Send one."))
    if "city.toml" not in {path.name for path in paths}:
        raise NoPack(_("city.toml is missing: this is no pack, or half of one."))


def _write(packed: zipfile.ZipFile, entry: zipfile.ZipInfo, to: Path, room: int) -> int:
    """Write one file; return how many bytes it has. Raises NoPack as soon as it is larger than `room`."""
    written = 0
    with packed.open(entry) as source, to.open("wb") as file:
        while chunk := source.read(CHUNK):
            written += len(chunk)
            if written > room:
                facts = {"limit": filesizeformat(MOST_BYTES)}
                raise NoPack(_("Unpacked, this file is larger than %(limit)s. Load it by command.") % facts)
            file.write(chunk)
    return written
