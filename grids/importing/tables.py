"""A stranger's geo file as a table of text with points, read in the child; for imports of things, not of areas."""

from dataclasses import dataclass
from pathlib import Path

from govgrid.lib.refusals import Refusal
from grids.importing.confining import BOUNDS, Bounds, ChildStopped, confined
from grids.importing.reporting import Finding


class UnreadableFile(Refusal):
    """The file as a whole cannot be read; the sentence says what to do."""

    code = "unreadable_file"
    status = 422


@dataclass(frozen=True)
class GeoTable:
    """Rows of text under named columns, a point for each as (x, y) in `system` (None: it has no geometry)."""

    fields: list[str]
    rows: list[list[str]]
    points: list[tuple[float, float] | None]
    system: str


def table_of(path: Path, *, bounds: Bounds = BOUNDS) -> GeoTable:
    """Return the features of a GeoJSON file, a GeoPackage or a zipped Shapefile. Raises UnreadableFile."""
    try:
        answer, shapes = confined("table", {"path": str(path.absolute()), "layer": ""}, bounds=bounds)
    except ChildStopped as stopped:
        raise UnreadableFile(str(Finding(stopped.kind))) from None
    if "broken" in answer:
        kind, facts = answer["broken"]
        raise UnreadableFile(str(Finding(kind, facts=facts)))
    rows = [list(cells) for cells in zip(*answer["columns"], strict=True)]
    points = [None if point is None or point.is_empty else (point.x, point.y) for point in shapes["points"]]
    return GeoTable(answer["fields"], rows or [[] for _point in points], points, answer["system"])
