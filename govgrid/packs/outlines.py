"""Reading the two GeoJSON files of a pack."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import shapely
from django.utils.translation import gettext as _
from shapely.geometry import shape as shape_of
from shapely.geometry.base import BaseGeometry

from govgrid.packs.faults import Findings
from govgrid.packs.pack import Drawing, Outline

DRAWN = ("water", "park", "road")


def read_outlines(path: Path, findings: Findings) -> list[Outline]:
    outlines: list[Outline] = []
    for line, feature in _features(path, findings):
        code = str((feature.get("properties") or {}).get("code") or "")
        shape = _shape(feature)
        if not code:
            findings.fault(path.name, line, _("This outline has no property code; which area is it of?"))
        elif shape is None or shape.geom_type not in ("Polygon", "MultiPolygon") or shape.is_empty:
            findings.fault(
                path.name, line, _("The outline of %(code)s is no Polygon or MultiPolygon.") % {"code": code}
            )
        else:
            outlines.append(Outline(line, code, shape))
    return outlines


def read_drawings(path: Path, findings: Findings) -> list[Drawing]:
    drawings = []
    for line, feature in _features(path, findings):
        about = feature.get("properties") or {}
        kind, rank = about.get("k"), about.get("r", 0)
        names = about.get("name_en") or "", about.get("name_zh") or ""
        if kind not in DRAWN or rank not in (0, 1, 2):
            findings.fault(
                path.name, line, _("k must be one of %(known)s, and r 0, 1 or 2.") % {"known": ", ".join(DRAWN)}
            )
        elif not all(isinstance(name, str) and len(name) <= 120 and "\0" not in name for name in names):
            findings.fault(path.name, line, _("name_en and name_zh must be texts of at most 120 letters."))
        elif _shape(feature) is None:
            findings.fault(path.name, line, _("This feature has no geometry that can be drawn."))
        else:
            drawings.append(Drawing(kind, rank, *names, feature["geometry"]))
    return drawings


def _features(path: Path, findings: Findings) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the features of a file with the line each begins on. A pack may do without the file."""
    if not path.exists():
        return
    text = path.read_bytes()
    try:
        document = orjson.loads(text)
    except orjson.JSONDecodeError as wrong:
        findings.fault(path.name, wrong.lineno, _("This is no JSON: %(fault)s.") % {"fault": wrong.msg})
        return
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list):
        findings.fault(path.name, 1, _("This is no GeoJSON FeatureCollection."))
        return
    starts = [match.start() for match in re.finditer(rb'"Feature"', text)]
    lines, line, before = [], 1, 0
    for start in starts:
        line += text.count(b"\n", before, start)
        before = start
        lines.append(line)
    for number, feature in enumerate(features):
        line = lines[number] if number < len(lines) else 1
        if isinstance(feature, dict) and isinstance(feature.get("properties") or {}, dict):
            yield line, feature
        else:
            findings.fault(
                path.name, line, _("Number %(number)s of the features is no GeoJSON feature.") % {"number": number + 1}
            )


def _shape(feature: dict[str, Any]) -> BaseGeometry | None:
    try:
        return shapely.force_2d(shape_of(feature["geometry"]))
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, shapely.errors.ShapelyError):
        return None
