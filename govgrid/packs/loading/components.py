"""Writing the components that a pack brings, each in the cell of today; a census is imported beside them.

A pack adds and changes what it names and ends nothing: the census that ends things is departments.census. The same
sheet loaded again does nothing, so that no census is taken back because another file of the pack has changed.
"""

from datetime import date

from departments.census.taking import write
from govgrid.lib.geo import Point
from govgrid.packs.loading.upsert import Changes
from govgrid.packs.pack import Pack
from grids.locate import locate_many
from grids.models import City

KEPT = ("code", "name_en", "name_zh", "lon", "lat", "accuracy_m", "address", "state", "source", "surveyed_on",
        "changed_on", "note")  # fmt: skip


def write_components(
    pack: Pack, categories: dict[str, int], departments: dict[str, int], *, on: date, changes: Changes
) -> None:
    """Make the components what the pack's sheet says, unless it is the one that was loaded last."""
    changes.add("components", 0)
    if pack.components_digest == City.objects.get().components_digest:
        return
    found = pack.rows("components")
    cells = locate_many([Point(row["lon"], row["lat"]) for row in found], on=on)
    wanted = [
        {
            **{name: row[name] for name in KEPT},
            "category_id": categories[row["category"]],
            **{f"{who}_id": departments.get(row[who]) for who in ("authority", "owner", "keeper")},
            "cell_id": cell.id if cell else None,
            "valid_to": None,
        }
        for row, cell in zip(found, cells, strict=True)
    ]
    changes.add("components", sum(write(wanted)))
    if pack.components_digest:
        City.objects.update(components_digest=pack.components_digest)
