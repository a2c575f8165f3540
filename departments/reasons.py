"""The city's lists of reasons: few, offered by many forms, kept in memory for a short while."""

from collections import defaultdict

from departments.models import Reason
from govgrid.lib.remembered import remembered


@remembered(seconds=30)
def reasons_in_force() -> dict[str, list[Reason]]:
    """Return the reasons in force by the kind of move that they are for, each kind in the city's order."""
    found: dict[str, list[Reason]] = defaultdict(list)
    for reason in Reason.objects.filter(valid_to=None):
        found[reason.kind].append(reason)
    return dict(found)
