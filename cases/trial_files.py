"""Cases in a file, to try a duty set on: the columns category, at, lon and lat or area, and reference.

A line that cannot be asked about is refused by its number and the reason; the others are tried.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from departments.models import Category
from govgrid.lib.geo import Point
from govgrid.lib.refusals import Refusal
from grids.city import this_city
from grids.locate import How, place_many
from grids.models import Area

NEEDED = ("category", "at")
PLACES = ({"lon", "lat"}, {"area"})
LOCATED_AT_ONCE = 2_000
FAULTS: dict[str, Promise] = {
    "category": _("“%(given)s” is no category of the dictionary."),
    "area": _("“%(given)s” is no area of this city."),
    "nowhere": _("Neither a point nor an area says where it is; give lon and lat, or area."),
    "point": _("“%(given)s” is no point; write lon and lat in degrees, as 102.71 and 25.04."),
    "outside": _("No cell holds the point %(given)s, and none is near enough."),
    "default_point": _("%(given)s is the point that is written when nobody knows the place."),
    "when": _("“%(given)s” is no time; write it as 2026-09-16T12:00."),
    "broken": _("From here on this cannot be read as CSV; is a quotation mark missing?"),
}
NO_CELL = {How.OUTSIDE: "outside", How.DEFAULT_POINT: "default_point"}


class BadFile(Refusal):
    code = "bad_file"
    status = 422


@dataclass(frozen=True, slots=True)
class Past:
    """A case of the past: what it was about, the areas it lay in from the city down, and when it was sent.

    `case_id` is None for a line of a file, which has a `reference` of its own.
    """

    case_id: int | None
    reference: str
    category_id: int
    area_ids: tuple[int, ...]
    at: datetime
    component_id: int | None = None


@dataclass
class FileOfCases:
    """What could be read of a file, and each refused line: its number, a key of FAULTS, and what stood there."""

    cases: list[Past] = field(default_factory=list)
    refused: list[tuple[int, str, str]] = field(default_factory=list)


class Unfit(Exception):
    """A line cannot be asked about: a key of FAULTS and what stood there."""


@dataclass(frozen=True)
class Line:
    """A line whose category and time are known, and whose place is a point or an area's path."""

    number: int
    reference: str
    category_id: int
    at: datetime
    point: Point | None
    path: str


def read_cases(data: bytes, *, at: datetime) -> FileOfCases:
    """Return the cases of a CSV file; points are located by the boundaries of the day of `at`. Raises BadFile.

    A time without a zone is the city's own.
    """
    found = FileOfCases()
    reader = _reader(data)
    lines = list(_lines(reader, found))
    for start in range(0, len(lines), LOCATED_AT_ONCE):
        _locate(lines[start : start + LOCATED_AT_ONCE], found, at)
    found.refused.sort()
    return found


def sentence(fault: str, given: str) -> str:
    """Return in words why a line was refused."""
    return str(FAULTS[fault]) % {"given": given}


def _reader(data: bytes) -> "csv.DictReader[str]":
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadFile(_("This is not UTF-8; save the file as UTF-8.")) from None
    reader = csv.DictReader(io.StringIO(text.replace("\0", ""), newline=""))
    named = set(reader.fieldnames or [])
    missing = [name for name in NEEDED if name not in named]
    if not any(place <= named for place in PLACES):
        missing.append("lon, lat / area")
    if missing:
        raise BadFile(
            _(
                "The column %(missing)s is missing; the first line names the columns category, at, lon, lat, area, "
                "reference."
            )
            % {"missing": missing[0]}
        )
    return reader


def _lines(reader: "csv.DictReader[str]", found: FileOfCases) -> Iterator[Line]:
    read = _Reading()
    try:
        for cells in reader:
            try:
                yield read.line(reader.line_num, {name: (cells.get(name) or "").strip() for name in cells if name})
            except Unfit as unfit:
                fault, given = unfit.args
                found.refused.append((reader.line_num, fault, given[:80]))
    except csv.Error:
        found.refused.append((reader.line_num + 1, "broken", ""))


class _Reading:
    """The city's categories, areas and zone, by which lines are read."""

    def __init__(self) -> None:
        self._categories = dict(Category.objects.values_list("code", "pk"))
        self._areas = dict(Area.objects.values_list("code", "path"))
        self._zone = ZoneInfo(this_city().time_zone)

    def line(self, number: int, cells: dict[str, str]) -> Line:
        """Return the line's meaning. Raises Unfit."""
        category = self._categories.get(cells["category"])
        if category is None:
            raise Unfit("category", cells["category"])
        point, path = self._place(cells)
        return Line(number, cells.get("reference", "")[:80], category, self._instant(cells["at"]), point, path)

    def _place(self, cells: dict[str, str]) -> tuple[Point | None, str]:
        lon, lat, area = (cells.get(name, "") for name in ("lon", "lat", "area"))
        if lon or lat:
            return _point(lon, lat), ""
        if not area:
            raise Unfit("nowhere", "")
        if area not in self._areas:
            raise Unfit("area", area)
        return None, self._areas[area]

    def _instant(self, text: str) -> datetime:
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            raise Unfit("when", text) from None
        if not 1970 < found.year < 2200:
            raise Unfit("when", text)
        return found if found.tzinfo else found.replace(tzinfo=self._zone)


def _point(lon: str, lat: str) -> Point:
    try:
        x, y = float(lon), float(lat)
    except ValueError:
        raise Unfit("point", f"{lon}, {lat}") from None
    if not (-180 <= x <= 180 and -90 <= y <= 90):
        raise Unfit("point", f"{lon}, {lat}")
    return Point(x, y)


def _locate(lines: list[Line], found: FileOfCases, at: datetime) -> None:
    today = at.astimezone(ZoneInfo(this_city().time_zone)).date()
    places = place_many([line.point for line in lines], on=today)
    for line, located in zip(lines, places, strict=True):
        if line.point and located and located.cell is None:
            found.refused.append((line.number, NO_CELL[located.how], f"{line.point.lon}, {line.point.lat}"))
            continue
        path = located.cell.path if located and located.cell else line.path
        ids = tuple(int(part) for part in path.strip("/").split("/"))
        reference = line.reference or f"#{line.number}"
        found.cases.append(Past(None, reference, line.category_id, ids, line.at))
