"""Each row's code and place in the tree: what can be said without a look at the outlines beside it."""

from collections.abc import Iterator, Sequence

import numpy as np
import shapely

from grids.codes import faults_of, width_of
from grids.importing.land import LEVELS, Held, Land
from grids.importing.reporting import Report
from grids.importing.wishing import Row, Wish
from grids.models import Level

LONGEST_CODE, LONGEST_NAME = 24, 120


def sound_rows(rows: Sequence[Row], wish: Wish, land: Land, report: Report) -> list[tuple[Row, Held | None]]:
    """Return the rows that are sound with the area that each lies below (None: the city); report all others."""
    taken = land.taken(row.code for row in rows)
    located = _Located(rows, wish, land)
    seen: dict[str, int] = {}
    sound = []
    for row in rows:
        found = list(_code_faults(row, wish, land, taken, seen))
        parent = None
        if not found:
            parent, found = _parent(row, wish, land, located)
        seen.setdefault(row.code, row.number)
        for kind, facts in found:
            report.fault(kind, row.number, row.code, **facts)
        if not found and row.shape is not None:
            sound.append((row, parent))
    return sound


Fault = tuple[str, dict[str, object]]


def _code_faults(row: Row, wish: Wish, land: Land, taken: set[str], seen: dict[str, int]) -> Iterator[Fault]:
    held = land.by_code.get(row.code)
    if not row.code:
        yield "no_code", {}
    elif len(row.code) > LONGEST_CODE:
        yield "code_long", {}
    elif row.code in seen:
        yield "code_twice", {"first": seen[row.code]}
    elif row.code in taken:
        yield "code_ended", {}
    elif held and held.level != wish.level:
        yield "other_level", {"level": Level(held.level).label}
    if max(len(row.name_zh), len(row.name_en)) > LONGEST_NAME:
        yield "name_long", {}


def _parent(row: Row, wish: Wish, land: Land, located: "_Located") -> tuple[Held | None, list[Fault]]:
    """Return the area that `row` lies below: where it lies already, as its column says, by its code, by its place."""
    held = land.by_code.get(row.code)
    named = land.by_code.get(row.parent) if row.parent else None
    if row.parent and named is None:
        return None, [("unknown_parent", {"parent": row.parent})]
    if named and LEVELS.index(named.level) >= LEVELS.index(wish.level):
        return None, [("parent_level", {"parent": named.code, "level": Level(named.level).label})]
    if held:
        parent = land.by_id[held.parent_id] if held.parent_id else None
        if named and parent != named:
            return None, [("parent_differs", {"present": parent.code if parent else "–", "parent": named.code})]
        return parent, list(_scope_faults(held.path, wish, land))
    parent = named or _likely(_by_code(row.code, wish, land), located.parent_of(row))
    wrong: list[Fault] = [
        ("code_wrong", {"said": said}) for said in faults_of(row.code, wish.level, parent.code if parent else "")
    ]
    if parent is None:
        # Without an outline it can lie nowhere: that has been said.
        return None, wrong or ([("no_parent", {})] if row.shape is not None else [])
    return parent, [*wrong, *_scope_faults(parent.path, wish, land)]


def _likely(by_code: Held | None, by_place: Held | None) -> Held | None:
    """Return the area that the code names, or the one below it in which the outline lies: no code names a grid."""
    if by_code and by_place and not by_place.path.startswith(by_code.path):
        return by_code
    return by_place or by_code


def _by_code(code: str, wish: Wish, land: Land) -> Held | None:
    """Return the lowest area whose code begins `code` and has the width of its level."""
    for level in reversed(LEVELS[: LEVELS.index(wish.level)]):
        width = width_of(level)
        held = land.by_code.get(code[:width]) if width and width < len(code) else None
        if held and held.level == level:
            return held
    return None


def _scope_faults(path: str, wish: Wish, land: Land) -> Iterator[Fault]:
    scope = land.by_code.get(wish.within)
    if scope and not path.startswith(scope.path):
        yield "outside_scope", {"scope": scope.code}


class _Located:
    """The areas one level up, searched for the points within new outlines: only when something needs it."""

    def __init__(self, rows: Sequence[Row], wish: Wish, land: Land) -> None:
        self.rows, self.level, self.land = rows, land.above(wish.level), land
        self.found: dict[int, Held] | None = None

    def parent_of(self, row: Row) -> Held | None:
        if self.found is None:
            self.found = self._search()
        return self.found.get(row.number)

    def _search(self) -> dict[int, Held]:
        held = self.land.of_level(self.level) if self.level else []
        outlines = self.land.outlines(area.pk for area in held)
        rows = [row for row in self.rows if row.inner is not None]
        if not outlines or not rows:
            return {}
        ids, tree = list(outlines), shapely.STRtree(list(outlines.values()))
        hits = tree.query(np.array([row.inner for row in rows], dtype=object), predicate="within")
        return {rows[row].number: self.land.by_id[ids[area]] for row, area in hits.T.tolist()}
