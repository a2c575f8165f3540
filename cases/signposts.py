"""Names that boards show on every row, kept in the process: departments and districts change a few times a year."""

from departments.models import Department
from govgrid.lib.remembered import remembered
from grids.models import Area, Level


@remembered(seconds=30)
def departments() -> dict[int, Department]:
    """Return all departments by id, those of old too: a case of theirs may still be open."""
    return {one.pk: one for one in Department.objects.order_by("kind", "code")}


@remembered(seconds=30)
def districts() -> dict[int, Area]:
    """Return all districts by id, in the order of their codes."""
    return {one.pk: one for one in Area.objects.filter(level=Level.DISTRICT).order_by("code")}
