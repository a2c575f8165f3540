"""A surveyor's file as a table of text: CSV in UTF-8 or GBK, GeoJSON, GeoPackage, or a zipped Shapefile."""

import csv
import io
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from tempfile import NamedTemporaryFile

from django.utils.translation import gettext as _

from govgrid.lib.refusals import Refusal
from grids.importing.tables import UnreadableFile, table_of

MOST_ROWS = 2_000_000
GEO = {".geojson", ".json", ".gpkg", ".zip"}


class BadCensus(Refusal):
    """The file as a whole cannot be read."""

    code = "bad_census"
    status = 422


@dataclass(frozen=True)
class Table:
    """Cells of text under named columns. `lines` are the lines, or numbers of features, that the rows came from.

    `points` are those of the geometries, in `system`; empty where the columns say the place.
    """

    header: list[str]
    rows: list[list[str]]
    lines: list[int]
    points: list[tuple[float, float] | None] = field(default_factory=list)
    system: str = ""


def read(data: bytes, name: str) -> Table:
    """Return the table in a file; its name's ending says of which kind it is. Raises BadCensus."""
    table = _geo(data, name) if PurePath(name).suffix.lower() in GEO else _csv(data)
    if not table.rows:
        raise BadCensus(_("This file has no row."))
    if len(table.rows) > MOST_ROWS:
        raise BadCensus(_("This file has more than %(most)s rows; divide it.") % {"most": MOST_ROWS})
    return table


def _csv(data: bytes) -> Table:
    # Lines end at a line feed only: a separator of Unicode within a cell is a letter like any other.
    reader = csv.reader(io.StringIO(_text(data), newline=""))
    try:
        header = [name.strip() for name in next(reader, [])]
        rows, lines = [], []
        for cells in reader:
            if len(cells) == len(header):
                rows.append(cells)
                lines.append(reader.line_num)
            elif any(cells):
                sentence = _("Line %(line)s has not as many cells as there are columns.")
                raise BadCensus(sentence % {"line": reader.line_num})
    except csv.Error:
        sentence = _("From line %(line)s on this cannot be read as CSV; is a quotation mark missing?")
        raise BadCensus(sentence % {"line": reader.line_num + 1}) from None
    return Table(header, rows, lines)


def _text(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):  # the latter reads GBK as well
        try:
            return data.decode(encoding).replace("\0", "")
        except UnicodeDecodeError:
            continue
    raise BadCensus(_("This is neither UTF-8 nor GBK; save the file as UTF-8."))


def _geo(data: bytes, name: str) -> Table:
    with NamedTemporaryFile(suffix=PurePath(name).suffix.lower()) as file:
        file.write(data)
        file.flush()
        try:
            found = table_of(Path(file.name))
        except UnreadableFile as refused:
            raise BadCensus(str(refused)) from None
    if not found.system:
        raise BadCensus(_("The file does not say its coordinate system."))
    return Table(found.fields, found.rows, list(range(1, len(found.rows) + 1)), found.points, found.system)
