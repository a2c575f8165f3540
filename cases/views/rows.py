"""Cases as lists show them: a row, its pin on the map beside, and what a page of rows needs to be read at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cases import history, queries, words
from cases.models import Case, HistoryEntry, Leg, Status
from cases.views.maps import background_url
from cases.whereabouts import area_names
from grids.city import this_city

PAGE = 50


@dataclass(frozen=True)
class Row:
    """A case as a list shows it; `n` numbers its pin on the map beside."""

    n: int
    case: Case
    area: str
    due: words.Due | None
    person: str = ""
    state: str = ""
    state_label: str = ""
    waits: Any = ""

    @cached_property
    def url(self) -> str:
        return reverse("desk-case", args=[self.case.number])

    def pin(self) -> dict[str, Any]:
        where = {"n": self.n, "lon": self.case.lon, "lat": self.case.lat}
        return {**where, "title": self.case.title, "url": self.url, "state": self.due.state if self.due else "ok"}


def map_around(rows: Iterable[Row]) -> dict[str, Any]:
    """Return what `_case_map.html` needs to show the rows of a list."""
    city = this_city()
    return {
        "points": [row.pin() for row in rows if row.case.lon is not None],
        "map_url": background_url(),
        "centre": f"{city.centre_lon},{city.centre_lat}",
    }


def case_rows(cases: Iterable[Case], *, at: datetime) -> list[Row]:
    """Return rows of cases; areas, due instants and reasons for waiting are read for all of them at once."""
    found = list(cases)
    areas, due = area_names(found), queries.due_of(found)
    returned = history.newest_of([case for case in found if case.status == Status.FILED and case.returns], "return")
    return [
        Row(
            n, case, areas.get(case.pk, ""), words.due(due.get(case.pk), at=at, status=case.status),
            person=case.host.name if case.host else "",
            state=case.status, state_label=case.get_status_display(),
            waits=_why_waiting(case, returned.get(case.pk)),
        )
        for n, case in enumerate(found, 1)
    ]  # fmt: skip


def _why_waiting(case: Case, returned: HistoryEntry | None) -> Any:
    if returned:
        return _("Returned: %(note)s") % {"note": returned.note}
    return words.WAITING.get((case.suggestion or {}).get("waits_for", ""), "")


def leg_rows(legs: Iterable[Leg], *, at: datetime, show_department: bool = False) -> list[Row]:
    """Return rows of departments' parts; the person is who works on it, or the department."""
    found = list(legs)
    areas = area_names([leg.case for leg in found])
    return [
        Row(
            n, leg.case, areas.get(leg.case_id, ""), words.due(leg.due_at, at=at),
            leg.department.name if show_department else str(leg.assignee or ""),
            leg.state, leg.get_state_display(),
        )
        for n, leg in enumerate(found, 1)
    ]  # fmt: skip
