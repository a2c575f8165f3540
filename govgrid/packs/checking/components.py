"""The components: each of a kind that the dictionary knows, with departments of the pack, within the city."""

import shapely

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
        findings.fault(row.file, row.line, f"category {row['category']!r} is no category of this pack.")
    elif kind and (kind["kind"] != Category.Kind.COMPONENT or not kind["parent"]):
        findings.fault(row.file, row.line, f"{row['category']} is no kind of component, below a major class.")
    for who in BODIES:
        if row[who] and pack.lacks("departments", row[who]):
            findings.fault(row.file, row.line, f"{who} {row[who]!r} is no department of this pack.")


def _check_places(pack: Pack, findings: Findings) -> None:
    """Find what stands outside of every outline; outlines that are at fault are said elsewhere."""
    found, sound = pack.rows("components"), [one.shape for one in pack.outlines if one.shape.is_valid]
    if not (found and sound):
        return
    points = shapely.points([(row["lon"], row["lat"]) for row in found])
    within = set(shapely.STRtree(sound).query(points, predicate="intersects")[0])
    for n, row in enumerate(found):
        if n not in within:
            findings.fault(row.file, row.line, f"{row['code']} stands outside of every outline of the city.")
