"""The components: each of a kind that the dictionary knows, with departments of the pack, within the city."""

import shapely
from django.utils.translation import gettext as _

from departments.models import Category
from govgrid.packs.faults import Findings
from govgrid.packs.pack import Pack, Row

BODIES = ("authority", "owner", "keeper")


def check(pack: Pack, findings: Findings) -> None:
    for row in pack.rows("components"):
        _check_component(row, pack, findings)
    _check_places(pack, findings)


def _check_component(row: Row, pack: Pack, findings: Findings) -> None:
    kind = pack.categories.get(row["category"])
    if pack.lacks("categories", row["category"]):
        findings.fault(
            row.file,
            row.line,
            _("category %(name)s is no category of this pack.") % {"name": repr(row["category"])},
        )
    elif kind and (kind["kind"] != Category.Kind.COMPONENT or not kind["parent"]):
        findings.fault(
            row.file,
            row.line,
            _("%(category)s is no kind of component, below a major class.") % {"category": row["category"]},
        )
    for who in BODIES:
        if row[who] and pack.lacks("departments", row[who]):
            findings.fault(
                row.file,
                row.line,
                _("%(who)s %(name)s is no department of this pack.") % {"who": who, "name": repr(row[who])},
            )


def _check_places(pack: Pack, findings: Findings) -> None:
    """Find what stands outside of every outline; outlines that are at fault are said elsewhere."""
    found, sound = pack.rows("components"), [one.shape for one in pack.outlines if one.shape.is_valid]
    if not (found and sound):
        return
    points = shapely.points([(row["lon"], row["lat"]) for row in found])
    within = set(shapely.STRtree(sound).query(points, predicate="intersects")[0])
    for n, row in enumerate(found):
        if n not in within:
            findings.fault(
                row.file, row.line, _("%(code)s stands outside of every outline of the city.") % {"code": row["code"]}
            )
