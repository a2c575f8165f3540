"""Districts and sub-districts by code: few, asked for by every list, kept in memory for a short while."""

from govgrid.lib.remembered import remembered
from grids.city import city_today
from grids.models import Area, Level, in_force


@remembered(seconds=30)
def wide_areas() -> dict[str, Area]:
    """Return the districts and sub-districts in force today, each district before its sub-districts."""
    today = in_force(city_today())
    found = Area.objects.filter(today, level__in=[Level.DISTRICT, Level.STREET])
    return {area.code: area for area in found.order_by("code")}
