"""Cases that wait at a desk: since when, through which channel they came, and why they wait."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from cases import history, presence, words
from cases.models import Case, Channel, Report, Status
from cases.presence import Presence
from cases.views.rows import Row
from cases.whereabouts import area_names
from departments.models import User


@dataclass(frozen=True)
class Waiting:
    """A row of a desk: the case with its pin, how long it waits, and its channels where they were asked for."""

    row: Row
    since: str
    channels: list[str]
    opened: bool = False
    # Who else has it open.
    here: tuple[Presence, ...] = ()
    # What a desk puts beside it: the router's proposal.
    beside: Any = None


def waiting_rows(
    cases: Iterable[Case], *, to: User, at: datetime, opened: str = "", channels: bool = False
) -> list[Waiting]:
    """Return the rows of cases, which `to` sees; areas, channels and reasons are read for all of them at once."""
    found = list(cases)
    areas = area_names(found)
    returned = history.newest_of([case for case in found if case.status == Status.FILED and case.returns], "return")
    came = _channels(found) if channels else {}
    here = presence.viewing([case.number for case in found], to=to)
    return [
        Waiting(
            Row(n, case, areas.get(case.pk, ""), None, waits=_why(case, returned)), words.about(at - _since(case)),
            came.get(case.pk, []), case.number == opened, tuple(here.get(case.number, [])),
        )
        for n, case in enumerate(found, 1)
    ]  # fmt: skip


def _since(case: Case) -> datetime:
    return case.filed_at if case.status == Status.FILED and case.filed_at else case.reported_at


def _channels(cases: list[Case]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for case_id, channel in Report.objects.filter(case__in=[case.pk for case in cases]).values_list("case", "channel"):
        label = str(Channel(channel).label)
        if label not in found.setdefault(case_id, []):
            found[case_id].append(label)
    return found


def _why(case: Case, returned: dict[int, Any]) -> Any:
    if entry := returned.get(case.pk):
        return _("Returned: %(note)s") % {"note": entry.note}
    return words.WAITING.get((case.suggestion or {}).get("waits_for", ""), "")
