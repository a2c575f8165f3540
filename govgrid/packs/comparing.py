"""What loading a pack would change here: each table of the pack beside the same table of today, line by line.

Nothing is written and nothing is locked. The loader has the last word: it writes what differs from what it finds then.
"""

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import shapely

from govgrid.packs.checking import check_pack
from govgrid.packs.city_of_today import ROWS, city_of_today, newest_standards, rows_of_today
from govgrid.packs.columns import SHEETS
from govgrid.packs.faults import Findings
from govgrid.packs.land_of_today import area_line, areas_of_today
from govgrid.packs.pack import Pack, Row
from govgrid.packs.reading import read_pack, sheet_rows
from grids.city import this_city
from grids.importing.land import land_on
from grids.models import Area, in_force

# Lines of a table that are kept to be read; all are counted.
LINES = 50
# What a pack does not name there stays: its calendars and components are never ended by it.
ENDS_NOTHING = frozenset({"calendars", "components"})
# A pack without any line of these says nothing of them.
MAY_BE_SILENT = frozenset({"stages", "reasons", "questions", "stoppers", "templates", "macros", "components"})

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Line:
    """A row that would be added, changed or ended: its key, and of a changed one each column before and after."""

    kind: str
    key: str
    columns: tuple[tuple[str, Any, Any], ...] = ()


@dataclass
class Table:
    """What would change in a table; `lines` are the first LINES of it."""

    name: str
    counts: dict[str, int] = field(default_factory=lambda: {"added": 0, "changed": 0, "ended": 0})
    lines: list[Line] = field(default_factory=list)

    def add(self, line: Line) -> None:
        self.counts[line.kind] += 1
        if len(self.lines) < LINES:
            self.lines.append(line)

    @property
    def more(self) -> int:
        """How many lines are counted and not kept."""
        return sum(self.counts.values()) - len(self.lines)

    def __bool__(self) -> bool:
        return any(self.counts.values())


@dataclass(frozen=True)
class Plan:
    """A pack that was read: what is wrong with it, and, where nothing is, what loading it would change."""

    pack: Pack
    findings: Findings
    tables: list[Table]

    @property
    def mark(self) -> str:
        """A digest of the pack and of what it would change: what a person read is what is loaded."""
        told = [self.pack.digest, *(repr(table) for table in self.tables)]
        return hashlib.sha256("\n".join(told).encode()).hexdigest()


def plan_of(folder: Path, *, on: date) -> Plan:
    """Read and check the pack in `folder` whole, and compare it with the city on day `on`."""
    findings = Findings()
    pack = read_pack(folder, findings)
    check_pack(pack, findings)
    tables = [] if findings.faults else [table for table in _tables(pack, on) if table]
    return Plan(pack, findings, tables)


def _tables(pack: Pack, on: date) -> Iterator[Table]:
    yield _city(pack)
    if pack.land_digest != this_city().land_digest:
        yield _compared("areas", pack.rows("areas"), _read("areas", (area_line(one) for one in areas_of_today(on))))
        yield _outlines(pack, on)
    for name in ROWS:
        if name == "components" and pack.components_digest == this_city().components_digest:
            continue
        if pack.rows(name) or name not in MAY_BE_SILENT:
            yield _compared(name, pack.rows(name), _today(name, pack))


def _city(pack: Pack) -> Table:
    table, today = Table("city"), city_of_today()
    # The calendar of departments that name none is no setting of the city: departments have theirs.
    names = [name for name in pack.city if name != "calendar"]
    differ = [(name, today.get(name), pack.city[name]) for name in names if today.get(name) != pack.city[name]]
    if differ:
        table.add(Line("changed", pack.city["slug"], tuple(differ)))
    return table


def _today(name: str, pack: Pack) -> list[Row]:
    rows = _read(name, rows_of_today(name))
    if name == "calendar_days":
        return [row for row in rows if row["calendar"] in pack.calendars]
    if name == "standards":
        return _with_days_of(rows, pack)
    return rows


def _with_days_of(rows: list[Row], pack: Pack) -> list[Row]:
    """Let later versions begin when the pack says: the loader does not compare the first day of those either."""
    keys = SHEETS["standards"].key
    days = {tuple(row[key] for key in keys): row["valid_from"] for row in pack.rows("standards")}
    later = {(one.category.code, one.condition_no, one.zone) for one in newest_standards() if one.version > 1}
    return [
        Row(row.file, row.line, {**row.values, "valid_from": days[key]}) if key in later & days.keys() else row
        for row in rows
        for key in [tuple(row[name] for name in keys)]
    ]


def _read(name: str, lines: Iterator[list[object]]) -> list[Row]:
    """Return the lines of a sheet of today as values, as they would be read from a pack."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([column.name for column in SHEETS[name].columns])
    writer.writerows(lines)
    return list(sheet_rows(f"{name}.csv", text.getvalue(), SHEETS[name], Findings(), set()))


def _compared(name: str, wanted: list[Row], today: list[Row]) -> Table:
    table, keys = Table(name), SHEETS[name].key
    present = {tuple(row[key] for key in keys): row for row in today}
    for row in wanted:
        key = tuple(row[name] for name in keys)
        old = present.pop(key, None)
        if old is None:
            table.add(Line("added", _words(key)))
        elif differ := _differing(old.values, row.values):
            table.add(Line("changed", _words(key), differ))
    for key in [] if name in ENDS_NOTHING else present:
        table.add(Line("ended", _words(key)))
    return table


def _differing(old: Values, new: Values) -> tuple[tuple[str, Any, Any], ...]:
    return tuple((name, old.get(name), value) for name, value in new.items() if _same(old.get(name)) != _same(value))


def _same(value: Any) -> Any:
    return "" if value is None else value


def _words(key: tuple[Any, ...]) -> str:
    return " · ".join(str(part) for part in key if part not in ("", None))


def _outlines(pack: Pack, on: date) -> Table:
    """Return the outlines of the pack that are others here, or not there."""
    table = Table("boundaries")
    ids = dict(Area.objects.filter(in_force(on)).values_list("code", "pk"))
    shapes = land_on(on).outlines(ids.values())
    for outline in pack.outlines:
        old = shapes.get(ids.get(outline.code, 0))
        if old is None:
            table.add(Line("added", outline.code))
        elif not shapely.normalize(old).equals_exact(shapely.normalize(outline.shape), 1e-9):
            table.add(Line("changed", outline.code))
    return table
