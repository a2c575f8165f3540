"""Reading the files of a pack: text to values, every fault with its file and line."""

import csv
import hashlib
import io
import re
import tomllib
from collections.abc import Collection, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from govgrid.packs.columns import SHEETS, Column, Sheet
from govgrid.packs.faults import Findings
from govgrid.packs.outlines import read_drawings, read_outlines
from govgrid.packs.pack import ALL_OF_IT, Pack, Row
from govgrid.packs.values import EMPTY, PARSERS, zone_name
from grids.codes import OBJECT
from grids.models import City, Level

CITY_KEYS: dict[str, type] = {
    "slug": str, "name_en": str, "name_zh": str, "number_prefix": str, "time_zone": str, "centre": list,
    "catch_all": str, "calendar": str, "demo": bool,
}  # fmt: skip
# What a city may leave out: then it stays as it is, at first the default of the table.
CHOICES: dict[str, type] = {
    "reopen_days": int, "filing_needs_approval": bool, "review_percent": int, "tolerance_m": int,
    "confirm_reports": str,
    "summary_hour": int,
    "patrol_days": int,
}  # fmt: skip
HIGHEST = {"reopen_days": 3650, "review_percent": 100, "tolerance_m": 1000, "summary_hour": 23, "patrol_days": 3650}
LONGEST_CODE = 24
# The files that say how the city is divided.
LAND = ("areas.csv", "boundaries.geojson")
COMPONENTS = "components.csv"


def read_pack(folder: Path, findings: Findings) -> Pack:
    """Return all that could be read of the pack in `folder`; whatever could not is in `findings`."""
    pack = Pack(digest=digest_of(folder), land_digest=digest_of(folder, LAND))
    if (folder / COMPONENTS).exists():
        pack.components_digest = digest_of(folder, [COMPONENTS])
    _read_city(folder, pack, findings)
    for name, sheet in SHEETS.items():
        pack.sheets[name] = list(_read_sheet(folder / f"{name}.csv", sheet, findings, pack.unread[name]))
    pack.outlines = read_outlines(folder / "boundaries.geojson", findings)
    pack.drawings = read_drawings(folder / "map.geojson", findings)
    return pack


def text_of(path: Path, findings: Findings) -> str | None:
    """Return the text of a file, or None with a fault where it is missing or not UTF-8."""
    try:
        return decoded(path.name, path.read_bytes(), findings)
    except FileNotFoundError:
        findings.fault(path.name, 1, _("This file is missing."))
    return None


def decoded(file: str, data: bytes, findings: Findings) -> str | None:
    """Return the text in `data`, its lines ended by line feeds; None with a fault where it is not UTF-8."""
    try:
        # Spreadsheets put a mark before the first letter; utf-8-sig takes it away.
        text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as broken:
        line = data[: broken.start].count(b"\n") + 1
        findings.fault(file, line, _("This is not UTF-8; save the file as UTF-8."))
        return None
    if "\0" not in text:
        return text
    line = text[: text.index("\0")].count("\n") + 1
    findings.fault(file, line, _("This line holds a zero byte; the file is damaged."))
    return None


def digest_of(folder: Path, names: Collection[str] = ()) -> str:
    """Return a digest of all files of a pack, or of some by name; `City.pack_digest` is of the pack loaded last."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*")):
        if path.suffix in {".csv", ".toml", ".geojson"} and (not names or path.name in names):
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _read_city(folder: Path, pack: Pack, findings: Findings) -> None:
    text = text_of(folder / "city.toml", findings)
    if text is None:
        return
    try:
        pack.city = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        place = re.search(r"line (\d+)", str(wrong))
        findings.fault("city.toml", int(place[1]) if place else 1, _("This is no TOML: %(wrong)s.") % {"wrong": wrong})
        return
    for number, line in enumerate(text.splitlines(), start=1):
        pack.lines.setdefault(line.partition("=")[0].strip(" []"), number)
    _check_city(pack, findings)


def _check_city(pack: Pack, findings: Findings) -> None:
    for key, kind in CITY_KEYS.items():
        if key not in pack.city:
            findings.fault("city.toml", 1, _("%(key)s is missing.") % {"key": key})
        elif not isinstance(pack.city[key], kind):
            findings.fault(
                "city.toml",
                pack.lines.get(key, 1),
                _("%(key)s must be of type %(type)s.") % {"key": key, "type": kind.__name__},
            )
    for key, kind in CHOICES.items():
        if key in pack.city and type(pack.city[key]) is not kind:
            findings.fault(
                "city.toml",
                pack.lines.get(key, 1),
                _("%(key)s must be of type %(type)s.") % {"key": key, "type": kind.__name__},
            )
    for key, sentence in _city_faults(pack.city):
        findings.fault("city.toml", pack.lines.get(key, 1), sentence)
    if not _are_widths(pack.city.get("code_widths", {})):
        sentence = _("code_widths must be a table of levels and whole numbers, as cell = 15.")
        findings.fault("city.toml", pack.lines.get("code_widths", 1), sentence)
        del pack.city["code_widths"]
    for lower, upper in _widths_that_shrink(pack.city.get("code_widths", {})):
        sentence = _(
            "code_widths: the code of a %(lower)s goes on from that of its %(upper)s, so it must be longer."
        ) % {"lower": lower, "upper": upper}
        findings.fault("city.toml", pack.lines.get("code_widths", 1), sentence)


def _city_faults(city: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if not re.fullmatch(r"[a-z0-9-]{1,50}", str(city.get("slug", "x"))):
        yield "slug", _("slug may hold small letters, digits and hyphens only.")
    if not re.fullmatch(r"[A-Z]{2,4}", str(city.get("number_prefix", "XX"))):
        yield "number_prefix", _("number_prefix must be two to four capital letters.")
    for key in ("name_en", "name_zh"):
        if len(str(city.get(key, ""))) > 100:
            yield key, _("%(name)s is longer than %(limit)s letters.") % {"name": key, "limit": 100}
    if not _is_place(city.get("centre", [0, 0])):
        yield "centre", _("centre must be [longitude, latitude] in degrees.")
    yield from _confirm_faults(city)
    for key, highest in HIGHEST.items():
        if type(city.get(key)) is int and not 0 <= city[key] <= highest:
            yield key, _("%(key)s must be a whole number from 0 to %(highest)s.") % {"key": key, "highest": highest}
    try:
        zone_name(str(city.get("time_zone", "UTC")))
    except ValueError as wrong:
        yield "time_zone", _("%(name)s: %(wrong)s.") % {"name": "time_zone", "wrong": wrong}


def _confirm_faults(city: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if city.get("confirm_reports", "none") not in City.Confirm.values:
        known = ", ".join(City.Confirm.values)
        yield "confirm_reports", _("confirm_reports must be one of %(known)s.") % {"known": known}


def _is_place(given: object) -> bool:
    if not isinstance(given, list) or [type(part) in (int, float) for part in given] != [True, True]:
        return False
    return abs(given[0]) <= 180 and abs(given[1]) <= 90


def _are_widths(given: object) -> bool:
    names = [*Level.values, OBJECT]
    return isinstance(given, dict) and all(
        key in names and type(width) is int and 0 < width <= LONGEST_CODE for key, width in given.items()
    )


def _widths_that_shrink(widths: dict[str, int]) -> Iterator[tuple[str, str]]:
    """Yield each level with the one above it where its code is not longer; a responsibility grid has one of its own."""
    steps = [name for name in (OBJECT, *Level.values) if name in widths and name != Level.RESPONSIBILITY]
    yield from ((lower, upper) for upper, lower in pairwise(steps) if widths[lower] <= widths[upper])


def _read_sheet(path: Path, sheet: Sheet, findings: Findings, unread: set[str]) -> Iterator[Row]:
    if not path.exists() and not sheet.needed:
        return
    text = text_of(path, findings)
    if text is None:
        unread.add(ALL_OF_IT)
        return
    yield from sheet_rows(path.name, text, sheet, findings, unread)


def sheet_rows(file: str, text: str, sheet: Sheet, findings: Findings, unread: set[str]) -> Iterator[Row]:
    """Yield the sound rows of a sheet; what the others are called goes to `unread`, their faults to `findings`."""
    # Lines end at a line feed only: a separator of Unicode within a cell is a letter like any other.
    reader = csv.DictReader(io.StringIO(text, newline=""), restkey="too many")
    there = reader.fieldnames or []
    may_lack = [column.name for column in sheet.columns if column.added or column.newer]
    missing = [column.name for column in sheet.columns if column.name not in [*may_lack, *there]]
    if missing:
        sentence = _("The column %(name)s is missing; the first line names the columns.") % {"name": missing[0]}
        findings.fault(file, 1, sentence)
        unread.add(ALL_OF_IT)
        return
    seen: dict[tuple[Any, ...], int] = {}
    for cells in _lines(reader, file, findings):
        values = _values(file, reader.line_num, cells, sheet, findings)
        if values is None:
            unread.add((cells[sheet.key[0]] or "").strip())
            continue
        row = Row(file, reader.line_num, values)
        first = seen.setdefault(tuple(row[name] for name in sheet.key), row.line)
        if first != row.line:
            named = ", ".join(f"{name} {row[name]}" for name in sheet.key)
            sentence = _("%(named)s stands already in line %(line)s.") % {"named": named, "line": first}
            findings.fault(file, row.line, sentence)
        yield row


def _lines(reader: "csv.DictReader[str]", file: str, findings: Findings) -> Iterator[dict[str, Any]]:
    try:
        yield from reader
    except csv.Error:
        sentence = _("From here on this cannot be read as CSV; is a quotation mark missing?")
        findings.fault(file, reader.line_num + 1, sentence)


def _values(file: str, line: int, cells: dict[str, Any], sheet: Sheet, findings: Findings) -> dict[str, Any] | None:
    """Return the values of a line, or None where one of them is at fault."""
    if "too many" in cells or None in cells.values():
        sentence = _("This line has not as many cells as there are columns; is a quotation mark missing?")
        findings.fault(file, line, sentence)
        return None
    values, sound = {}, True
    for column in (column for column in sheet.columns if column.name in cells or column.newer):
        try:
            values[column.name] = _value(column, cells.get(column.name, "").strip())
        except ValueError as wrong:
            findings.fault(file, line, _("%(name)s: %(wrong)s.") % {"name": column.name, "wrong": wrong})
            sound = False
    return values if sound else None


def _value(column: Column, text: str) -> object:
    if text:
        return PARSERS[column.kind](text)
    if column.needed:
        raise ValueError(_("this may not be empty"))
    return EMPTY.get(column.kind, "")
