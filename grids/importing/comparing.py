"""From a file to a plan: what is wrong with it, and what it would begin, reshape, rename and end. Writes nothing."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from grids import editions
from grids.dissolving import with_grids_anew
from grids.editions import Change, NewArea
from grids.importing.checking import sound_rows
from grids.importing.confining import BOUNDS, Bounds, ChildStopped, confined
from grids.importing.land import Held, Land, land_on
from grids.importing.reporting import Report
from grids.importing.wishing import Row, Wish
from grids.models import Level

Placed = list[tuple[Row, Held | None]]


@dataclass
class Plan:
    """A file compared with the grid. `change` and `rename` (names by id) are empty while the report has faults."""

    wish: Wish
    report: Report
    change: Change = field(default_factory=Change)
    rename: dict[int, tuple[str, str]] = field(default_factory=dict)
    # The edition it was compared with; a later one may have moved the same borders.
    edition: int = 0

    @property
    def mark(self) -> str:
        """Return a digest of what would change: equal marks are the same change of the same grid."""
        begin = sorted(
            (area.code, area.name_zh, area.name_en, shapely.to_wkb(area.shape)) for area in self.change.begin
        )
        reshape = sorted((pk, shapely.to_wkb(shape)) for pk, shape in self.change.reshape.items())
        facts = (self.edition, self.wish, begin, reshape, sorted(self.change.end), sorted(self.rename.items()))
        return hashlib.sha256(repr(facts).encode()).hexdigest()


def plan_of(path: Path, wish: Wish, *, bounds: Bounds = BOUNDS) -> Plan:
    """Read `path`, check it, and compare it with the grid of the day `wish.on`."""
    plan = Plan(wish, Report(), edition=editions.newest_number())
    land = land_on(wish.on)
    if wish.within and wish.within not in land.by_code:
        plan.report.fault("unknown_scope", scope=wish.within)
        return plan
    try:
        rows = _rows(path, wish, land, plan.report, bounds)
        if rows is not None:
            _compare(rows, plan, land, bounds)
    except ChildStopped as stopped:
        plan.report.fault(stopped.kind)
    if not plan.report.faults and not plan.report.changes:
        plan.report.warn("no_change")
    return plan


def _rows(path: Path, wish: Wish, land: Land, report: Report, bounds: Bounds) -> list[Row] | None:
    """Return the features of the file; None where it cannot be read as a whole, which is then reported."""
    request = {
        "path": str(path.absolute()), "layer": wish.layer, "columns": wish.columns, "crs": wish.crs,
        "city_box": land.city_box(), "repair": wish.repair,
    }  # fmt: skip
    answer, shapes = confined("reading", request, bounds=bounds)
    if "broken" in answer:
        kind, facts = answer["broken"]
        report.fault(kind, **facts)
        report.layers, report.fields = facts.get("layers", []), facts.get("columns", [])
        return None
    values, count = answer["values"], answer["features"]
    texts = [values.get(role) or [""] * count for role in ("code", "parent", "name_zh", "name_en")]
    columns = zip(range(1, count + 1), *texts, shapes["shapes"], shapes["inner"], strict=True)
    rows = [Row(*column) for column in columns]
    report.features, report.repaired = count, answer["repaired"]
    report.fields, report.columns, report.system = answer["fields"], answer["columns"], answer["system"]
    _take_over(answer, report, lambda position: rows[position], lambda facts: facts)
    return rows


def _take_over(answer: dict[str, Any], report: Report, row_at: Any, named: Any) -> None:
    """Put the child's findings into the report: positions become features, and what facts refer to becomes codes."""
    for findings, into in ((answer["faults"], report.faults), (answer["warnings"], report.warnings)):
        for kind, position, facts in findings:
            row = row_at(position) if position is not None else None
            add = report.fault if into is report.faults else report.warn
            add(kind, row.number if row else None, row.code if row else "", **named(facts))
            report.counts[kind] -= 1
    report.counts.update(answer["counts"])


def _compare(rows: list[Row], plan: Plan, land: Land, bounds: Bounds) -> None:
    report, wish = plan.report, plan.wish
    placed = sound_rows(rows, wish, land, report)
    ending = _ending(rows, wish, land, report)
    shapes, same = _fit(placed, rows, ending, wish, land, report, bounds)
    held = [land.by_code.get(row.code) for row, _parent in placed]
    new = [
        _new_area(row, parent, wish, shape)
        for (row, parent), shape, area in zip(placed, shapes, held, strict=True)
        if area is None
    ]
    reshape = {area.pk: shapes[n] for n, area in enumerate(held) if area and n not in same}
    rename = _renames([row for row, _parent in placed], land)
    report.begin, report.reshape, report.end, report.rename = len(new), len(reshape), len(ending), len(rename)
    report.unchanged = sum(area is not None for area in held) - len(reshape)
    if not report.faults:
        plan.change = with_grids_anew(Change(begin=new, reshape=reshape, end=[area.pk for area in ending]))
        plan.rename = rename


def _ending(rows: Sequence[Row], wish: Wish, land: Land, report: Report) -> list[Held]:
    """Return the areas that end because a complete file lacks them; one with areas below it is a fault."""
    if not wish.complete:
        return []
    given, scope = {row.code for row in rows}, land.by_code.get(wish.within)
    ending = [
        area
        for area in land.of_level(wish.level)
        if area.code not in given and (scope is None or area.path.startswith(scope.path))
    ]
    gone = {area.pk: area for area in ending}
    below: dict[int, int] = {}
    for area in land.by_id.values():
        if area.parent_id in gone:
            below[area.parent_id] = below.get(area.parent_id, 0) + 1
    for pk, count in below.items():
        report.fault("end_has_areas", area=gone[pk].code, count=count)
    return ending


def _fit(
    placed: Placed, rows: Sequence[Row], ending: Sequence[Held], wish: Wish, land: Land, report: Report, bounds: Bounds
) -> tuple[np.ndarray, set[int]]:
    """Return the outlines with their corners on those of the grid, and the positions of those that do not change."""
    if not placed:
        return np.array([], dtype=object), set()
    fit = _Fit(placed, rows, ending, wish, land)
    answer, shapes = confined("fitting", fit.request, fit.shapes, bounds=bounds)
    if "broken" in answer:
        report.fault(answer["broken"][0])
        return fit.shapes["given"], set()
    _take_over(answer, report, lambda position: placed[position][0], fit.named)
    return shapes["given"], set(answer["same"])


class _Fit:
    """What the child needs to see how new outlines fit: arrays, and positions in them (-1 for none)."""

    def __init__(self, placed: Placed, rows: Sequence[Row], ending: Sequence[Held], wish: Wish, land: Land) -> None:
        self.rows = [row for row, _parent in placed]
        present = land.outlines(area.pk for area in land.of_level(wish.level))
        parents = land.outlines({holder.pk for _row, parent in placed if (holder := _holder(parent, land))})
        given = {area.pk: n for n, row in enumerate(self.rows) if (area := land.by_code.get(row.code))}
        below = land.outlines(area.pk for area in land.by_id.values() if area.parent_id in given)
        gone = {row.code for row in rows} | {area.code for area in ending}
        staying = [pk for pk in present if land.by_id[pk].code not in gone]
        self.stay, self.around, self.below = ([land.by_id[pk].code for pk in ids] for ids in (staying, parents, below))
        at, parent_at = {pk: n for n, pk in enumerate(present)}, {pk: n for n, pk in enumerate(parents)}
        own = {n: at[pk] for pk, n in given.items() if pk in at}
        self.request = {
            "own": [own.get(n, -1) for n in range(len(self.rows))],
            "stay": [at[pk] for pk in staying],
            "stay_inside": [
                _at(parent_at, _holder(land.by_id.get(land.by_id[pk].parent_id or 0), land)) for pk in staying
            ],
            "inside": [_at(parent_at, _holder(parent, land)) for _row, parent in placed],
            "holder": [given[land.by_id[pk].parent_id or 0] for pk in below],
        }
        outlines = {"present": present.values(), "around": parents.values(), "below": below.values()}
        self.shapes = {
            "given": _array([row.shape for row in self.rows]),
            **{name: _array(list(shapes)) for name, shapes in outlines.items()},
        }

    def named(self, facts: dict[str, Any]) -> dict[str, Any]:
        """Return the facts with codes for positions."""
        found = dict(facts)
        if "other" in found:
            found["other"] = self._code(found["other"])
        if "beside" in found:
            found["beside"] = ", ".join(self._code(one) for one in found["beside"])
        for name, codes in (("around", self.around), ("below", self.below)):
            if name in found:
                found[name] = codes[found[name]]
        return found

    def _code(self, one: list) -> str:
        kind, position = one
        return self.rows[position].code if kind == "given" else self.stay[position]


def _holder(parent: Held | None, land: Land) -> Held | None:
    """Return the area whose outline must hold what lies below `parent`: that of a responsibility grid follows."""
    while parent and parent.level == Level.RESPONSIBILITY:
        parent = land.by_id.get(parent.parent_id or 0)
    return parent


def _at(positions: dict[int, int], area: Held | None) -> int:
    return positions.get(area.pk, -1) if area else -1


def _array(shapes: Sequence[shapely.Geometry | None]) -> np.ndarray:
    found = np.empty(len(shapes), dtype=object)
    found[:] = shapes
    return found


def _new_area(row: Row, parent: Held | None, wish: Wish, shape: shapely.Geometry) -> NewArea:
    named = row.name_zh or row.name_en or row.code
    return NewArea(
        row.code, wish.level, parent_id=parent.pk if parent else None, name_en=row.name_en or named,
        name_zh=row.name_zh or named, zone=parent.zone if parent else "general", shape=shape,
    )  # fmt: skip


def _renames(rows: Sequence[Row], land: Land) -> dict[int, tuple[str, str]]:
    """Return the new Chinese and English names, by id, of areas for which the file gives another name."""
    found = {}
    for row in rows:
        if held := land.by_code.get(row.code):
            names = row.name_zh or held.name_zh, row.name_en or held.name_en
            if names != (held.name_zh, held.name_en):
                found[held.pk] = names
    return found
