"""The tree of areas: one city at the top, parents above their children, codes of the right width."""

from django.utils.translation import gettext as _

from govgrid.packs.faults import Findings
from govgrid.packs.pack import Pack, Row
from grids.codes import faults_of
from grids.models import Level

DEPTH = {level: depth for depth, level in enumerate(Level.values)}


def check(pack: Pack, findings: Findings) -> None:
    _check_roots(pack, findings)
    widths = pack.city.get("code_widths", {})
    for row in pack.rows("areas"):
        _check_parent(row, pack, findings)
        _check_code(row, pack, widths, findings)


def _check_roots(pack: Pack, findings: Findings) -> None:
    roots = [row for row in pack.rows("areas") if row["level"] == Level.CITY]
    if not roots:
        findings.fault("areas.csv", 1, _("No area is of level city; the tree needs one at its top."))
    for row in roots[1:]:
        findings.fault(row.file, row.line, _("%(code)s is a second city; a pack holds one.") % {"code": row["code"]})


def _check_parent(row: Row, pack: Pack, findings: Findings) -> None:
    code, parent = row["code"], pack.areas.get(row["parent"])
    if row["level"] == Level.CITY:
        if row["parent"]:
            findings.fault(row.file, row.line, _("%(code)s is the city and can have no parent.") % {"code": code})
    elif pack.lacks("areas", row["parent"]):
        findings.fault(
            row.file,
            row.line,
            _("The parent %(parent)s of %(code)s is no area of this pack.")
            % {"parent": repr(row["parent"]), "code": code},
        )
    elif parent and DEPTH[parent["level"]] >= DEPTH[row["level"]]:
        sentence = _("%(code)s, a %(level)s, cannot lie in %(parent)s, a %(parent_level)s.") % {
            "code": code,
            "level": row["level"],
            "parent": row["parent"],
            "parent_level": parent["level"],
        }
        findings.fault(row.file, row.line, sentence)


def _check_code(row: Row, pack: Pack, widths: dict[str, int], findings: Findings) -> None:
    for sentence in faults_of(row["code"], row["level"], _continued(row, pack), widths=widths):
        findings.fault(row.file, row.line, sentence)


def _continued(row: Row, pack: Pack) -> str:
    """Return the code that this one goes on from: that of the parent, or of the community of a responsibility grid."""
    parent = pack.areas.get(row["parent"])
    if parent is not None and parent["level"] == Level.RESPONSIBILITY:
        return str(parent["parent"])
    return str(row["parent"])
