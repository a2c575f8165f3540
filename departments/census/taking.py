"""Taking a census in: all of it or nothing.

What it says again changes nothing, and what is missing from a whole one has ended; nothing is ever deleted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from departments import components
from departments.census.codes import SCHEMES
from departments.census.columns import places_of
from departments.census.files import Table
from departments.census.findings import Findings
from departments.census.lines import Line, Lines
from departments.census.places import as_wgs84, cells_of
from departments.models import Component
from govgrid.lib import rows
from grids.city import city_day

AT_ONCE = 5_000


@dataclass(frozen=True)
class Wish:
    """How a file is to be read: `columns` are ours to the file's names, `system` is of lon and lat in a CSV file.

    `complete`: the file holds every component of the city, so that what is missing from it has ended.
    """

    complete: bool = False
    columns: Mapping[str, str] = field(default_factory=dict)
    system: str = "wgs84"
    scheme: str = SCHEMES[0]


@dataclass(frozen=True)
class Outcome:
    """What an import did, or would do where `written` is False."""

    rows: int
    findings: Findings
    new: int = 0
    changed: int = 0
    ended: int = 0
    written: bool = False

    @property
    def same(self) -> int:
        return self.rows - self.new - self.changed if not self.findings.fault_count else 0


def take(table: Table, wish: Wish, *, at: datetime, dry_run: bool = False) -> Outcome:
    """Check the census and write it, if it has no fault and this is no dry run. Raises BadCensus."""
    on, findings = city_day(at), Findings()
    wanted = _read(table, wish, on=on, findings=findings)
    if findings.fault_count:
        return Outcome(len(table.rows), findings)
    with transaction.atomic():
        new, changed = write(wanted)
        ended = _end_missing({row["code"] for row in wanted}, on) if wish.complete else 0
        # A dry run is the very import, taken back: what it tells cannot differ from what would be.
        transaction.set_rollback(dry_run)
    return Outcome(len(wanted), findings, new, changed, ended, written=not dry_run)


def write(wanted: Sequence[dict[str, Any]]) -> tuple[int, int]:
    """Insert or change components until they are as `wanted` by code; return how many were new and changed."""
    new = changed = 0
    for start in range(0, len(wanted), AT_ONCE):
        found = rows.upsert(Component, wanted[start : start + AT_ONCE], key="code")
        new, changed = new + sum(found), changed + len(found) - sum(found)
    return new, changed


def _read(table: Table, wish: Wish, *, on: date, findings: Findings) -> list[dict[str, Any]]:
    """Return the rows to write; whatever is at fault is in the findings."""
    places = places_of(table.header, wish.columns, with_points=bool(table.points))
    reader = Lines(places, scheme=wish.scheme, on=on, findings=findings)
    points = table.points or [None] * len(table.rows)
    read = (
        reader.read(number, cells, point) for number, cells, point in zip(table.lines, table.rows, points, strict=True)
    )
    lines = [line for line in read if line]
    return _located(lines, table.system or wish.system, on=on, findings=findings) if lines else []


def _located(lines: list[Line], system: str, *, on: date, findings: Findings) -> list[dict[str, Any]]:
    points = as_wgs84([line.place for line in lines], system)
    cells = cells_of(lines, points, on=on, findings=findings)
    return [
        {**line.values, "lon": point.lon, "lat": point.lat, "cell_id": cell.id if cell else None}
        for line, point, cell in zip(lines, points, cells, strict=True)
    ]


def _end_missing(codes: set[str], on: date) -> int:
    """End what stands and is not among `codes`; return how many."""
    standing = Component.objects.filter(components.standing(on)).values_list("pk", "code")
    gone = [pk for pk, code in standing if code not in codes]
    for start in range(0, len(gone), AT_ONCE):
        Component.objects.filter(pk__in=gone[start : start + AT_ONCE]).update(valid_to=on)
    return len(gone)
