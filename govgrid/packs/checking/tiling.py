"""The outlines: each valid, of a known area, and together without overlap or gap."""

from collections import defaultdict

import shapely
from django.utils.translation import gettext as _

from govgrid.packs.faults import Findings
from govgrid.packs.pack import Outline, Pack
from grids.coverage import OVERLAP_SQUARE_METRES, clashes, holes, square_metres
from grids.models import Level

FILE = "boundaries.geojson"


def check(pack: Pack, findings: Findings) -> None:
    by_level: dict[str, dict[str, Outline]] = defaultdict(dict)
    for outline in pack.outlines:
        area = pack.areas.get(outline.code)
        if pack.lacks("areas", outline.code):
            findings.fault(FILE, outline.line, _("%(code)s is no area of this pack.") % {"code": outline.code})
        elif area is None:
            continue
        elif outline.code in by_level[area["level"]]:
            findings.fault(FILE, outline.line, _("%(code)s has a second outline.") % {"code": outline.code})
        elif _is_sound(outline, findings):
            by_level[area["level"]][outline.code] = outline
    for outlines in by_level.values():
        _check_tiles(outlines, findings)
    _check_within({code: outline for level in by_level.values() for code, outline in level.items()}, pack, findings)
    _check_missing(pack, findings)


def _is_sound(outline: Outline, findings: Findings) -> bool:
    west, south, east, north = outline.shape.bounds
    if west < -180 or east > 180 or south < -90 or north > 90:
        findings.fault(
            FILE, outline.line, _("The outline of %(code)s is not in degrees of WGS 84.") % {"code": outline.code}
        )
        return False
    if not outline.shape.is_valid:
        reason = shapely.is_valid_reason(outline.shape)
        findings.fault(
            FILE,
            outline.line,
            _("The outline of %(code)s is not valid: %(reason)s.") % {"code": outline.code, "reason": reason},
        )
        return False
    return True


def _check_tiles(outlines: dict[str, Outline], findings: Findings) -> None:
    shapes = {code: outline.shape for code, outline in outlines.items()}
    for clash in clashes(shapes):
        line = outlines[clash.code].line
        if clash.square_metres > OVERLAP_SQUARE_METRES:
            sentence = _("%(one)s and %(other)s overlap by %(square_metres)s m².") % {
                "one": clash.code,
                "other": clash.other,
                "square_metres": f"{clash.square_metres:,.0f}",
            }
        else:
            sentence = _("The common border of %(one)s and %(other)s has not the same corners in both outlines.") % {
                "one": clash.code,
                "other": clash.other,
            }
        findings.fault(FILE, line, sentence)
    found = holes(shapes)
    for hole in found:
        if hole.narrow:
            line = min((outlines[code].line for code in hole.beside), default=1)
            findings.fault(
                FILE,
                line,
                _("A gap less than a metre wide lies between %(areas)s.") % {"areas": " and ".join(hole.beside)},
            )
    wide = [hole for hole in found if not hole.narrow]
    if wide:
        sentence = _("The outlines leave %(holes)s holes, the largest of %(largest)s m²; is it all water?") % {
            "holes": len(wide),
            "largest": f"{wide[0].square_metres:,.0f}",
        }
        findings.warn(FILE, 1, sentence)


def _check_within(outlines: dict[str, Outline], pack: Pack, findings: Findings) -> None:
    for code, outline in outlines.items():
        around = outlines.get(pack.areas[code]["parent"])
        if around and not around.shape.covers(outline.shape):
            outside = square_metres(outline.shape.difference(around.shape))
            if outside > OVERLAP_SQUARE_METRES:
                sentence = _("%(code)s lies with %(outside)s m² outside of %(around)s, of which it is a part.") % {
                    "code": code,
                    "outside": f"{outside:,.0f}",
                    "around": around.code,
                }
                findings.fault(FILE, outline.line, sentence)


def _check_missing(pack: Pack, findings: Findings) -> None:
    having = {outline.code for outline in pack.outlines}
    cells = [row for row in pack.rows("areas") if row["level"] == Level.CELL]
    # A pack may do without outlines altogether; then people place reports by the list of areas.
    if any(row["code"] in having for row in cells):
        for row in cells:
            if row["code"] not in having:
                sentence = _("The cell %(code)s has no outline; no report could be placed in it.") % {
                    "code": row["code"]
                }
                findings.fault(row.file, row.line, sentence)
