"""Where a case is, in words that give no address away: its sub-district and community."""

from collections.abc import Iterable

from cases.models import Case
from grids.models import Area, Level


def area_names(cases: Iterable[Case]) -> dict[int, str]:
    """Return street and community of each case by its id, in the reader's language; '' where none is known yet."""
    ids = {case.pk: [int(part) for part in case.area_path.strip("/").split("/") if part] for case in cases}
    wanted = {pk for path in ids.values() for pk in path}
    areas = Area.objects.filter(pk__in=wanted, level__in=[Level.STREET, Level.COMMUNITY]).in_bulk()
    return {case: " · ".join(areas[pk].name for pk in path if pk in areas) for case, path in ids.items()}
