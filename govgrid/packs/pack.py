"""A pack in memory: what reading gives to checking and loading."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from shapely.geometry.base import BaseGeometry

from govgrid.packs.columns import SHEETS

# Stands among the unread names of a sheet that could not be read at all.
ALL_OF_IT = "*"


@dataclass(frozen=True)
class Row:
    """One line of a sheet, its cells already values."""

    file: str
    line: int
    values: dict[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    def __contains__(self, name: str) -> bool:
        return name in self.values


@dataclass(frozen=True)
class Outline:
    """The published outline of an area, WGS 84 degrees."""

    line: int
    code: str
    shape: BaseGeometry


@dataclass(frozen=True)
class Drawing:
    """A shape of the map's background."""

    kind: str
    rank: int
    name_en: str
    name_zh: str
    geometry: dict[str, Any]


@dataclass
class Pack:
    """Every file of a pack. `lines` are the lines of city.toml on which its keys stand."""

    city: dict[str, Any] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    sheets: dict[str, list[Row]] = field(default_factory=dict)
    outlines: list[Outline] = field(default_factory=list)
    drawings: list[Drawing] = field(default_factory=list)
    digest: str = ""
    # Of areas.csv and boundaries.geojson alone.
    land_digest: str = ""
    # Of components.csv; "" for a pack without it.
    components_digest: str = ""
    # What the lines that could not be read are called, by sheet: no reference to them is a second fault.
    unread: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def rows(self, sheet: str) -> list[Row]:
        return self.sheets.get(sheet, [])

    def lacks(self, sheet: str, name: str) -> bool:
        """Return whether no line of `sheet`, readable or not, is called `name` in its first key column."""
        return name not in self._names(sheet) and self.unread[sheet].isdisjoint({name, ALL_OF_IT})

    def _names(self, sheet: str) -> set[str]:
        if sheet not in self._kept_names:
            self._kept_names[sheet] = {row[SHEETS[sheet].key[0]] for row in self.rows(sheet)}
        return self._kept_names[sheet]

    @cached_property
    def _kept_names(self) -> dict[str, set[str]]:
        return {}

    def by(self, sheet: str, column: str = "code") -> dict[str, Row]:
        return {row[column]: row for row in self.rows(sheet)}

    @cached_property
    def areas(self) -> dict[str, Row]:
        return self.by("areas")

    @cached_property
    def categories(self) -> dict[str, Row]:
        return self.by("categories")

    @cached_property
    def departments(self) -> dict[str, Row]:
        return self.by("departments")

    @cached_property
    def calendars(self) -> dict[str, Row]:
        return self.by("calendars")
