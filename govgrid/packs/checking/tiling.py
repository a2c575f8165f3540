"""The outlines: each valid, of a known area, and together without overlap or gap."""

from collections import defaultdict

import shapely

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
            findings.fault(FILE, outline.line, f"{outline.code} is no area of this pack.")
        elif area is None:
            continue
        elif outline.code in by_level[area["level"]]:
            findings.fault(FILE, outline.line, f"{outline.code} has a second outline.")
        elif _is_sound(outline, findings):
            by_level[area["level"]][outline.code] = outline
    for outlines in by_level.values():
        _check_tiles(outlines, findings)
    _check_within({code: outline for level in by_level.values() for code, outline in level.items()}, pack, findings)
    _check_missing(pack, findings)


def _is_sound(outline: Outline, findings: Findings) -> bool:
    west, south, east, north = outline.shape.bounds
    if west < -180 or east > 180 or south < -90 or north > 90:
        findings.fault(FILE, outline.line, f"The outline of {outline.code} is not in degrees of WGS 84.")
        return False
    if not outline.shape.is_valid:
        reason = shapely.is_valid_reason(outline.shape)
        findings.fault(FILE, outline.line, f"The outline of {outline.code} is not valid: {reason}.")
        return False
    return True


def _check_tiles(outlines: dict[str, Outline], findings: Findings) -> None:
    shapes = {code: outline.shape for code, outline in outlines.items()}
    for clash in clashes(shapes):
        line = outlines[clash.code].line
        if clash.square_metres > OVERLAP_SQUARE_METRES:
            sentence = f"{clash.code} and {clash.other} overlap by {clash.square_metres:,.0f} m²."
        else:
            sentence = f"The common border of {clash.code} and {clash.other} has not the same corners in both outlines."
        findings.fault(FILE, line, sentence)
    found = holes(shapes)
    for hole in found:
        if hole.narrow:
            line = min((outlines[code].line for code in hole.beside), default=1)
            findings.fault(FILE, line, f"A gap less than a metre wide lies between {' and '.join(hole.beside)}.")
    wide = [hole for hole in found if not hole.narrow]
    if wide:
        sentence = (
            f"The outlines leave {len(wide)} holes, the largest of {wide[0].square_metres:,.0f} m²; is it all water?"
        )
        findings.warn(FILE, 1, sentence)


def _check_within(outlines: dict[str, Outline], pack: Pack, findings: Findings) -> None:
    for code, outline in outlines.items():
        around = outlines.get(pack.areas[code]["parent"])
        if around and not around.shape.covers(outline.shape):
            outside = square_metres(outline.shape.difference(around.shape))
            if outside > OVERLAP_SQUARE_METRES:
                sentence = f"{code} lies with {outside:,.0f} m² outside of {around.code}, of which it is a part."
                findings.fault(FILE, outline.line, sentence)


def _check_missing(pack: Pack, findings: Findings) -> None:
    having = {outline.code for outline in pack.outlines}
    cells = [row for row in pack.rows("areas") if row["level"] == Level.CELL]
    # A pack may do without outlines altogether; then people place reports by the list of areas.
    if any(row["code"] in having for row in cells):
        for row in cells:
            if row["code"] not in having:
                sentence = f"The cell {row['code']} has no outline; no report could be placed in it."
                findings.fault(row.file, row.line, sentence)
