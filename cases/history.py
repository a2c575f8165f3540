"""A case's history: entries are numbered within the case, written with what they tell, and never changed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from cases.models import Case, HistoryEntry
from departments.models import User
from govgrid.lib import rows


def write(
    cases: Sequence[Case],
    action: str,
    *,
    by: User | None,
    at: datetime,
    note: str = "",
    data: Mapping[int, Mapping[str, Any]] | None = None,
    department_id: int | None = None,
    reporter: bool = False,
) -> None:
    """Write one entry a case under its newest number, which the caller has just counted up (`case.entries`)."""
    data = data or {}
    rows.insert(
        HistoryEntry,
        [
            {
                "case_id": case.pk,
                "number": case.entries,
                "action": action,
                "status": str(case.status),
                "at": at,
                "by_id": by.pk if by else None,
                "by_name": (by.name_zh or by.name) if by else "",
                "department_id": department_id,
                "note": note,
                "data": {**data.get(case.pk, {}), **({"reporter": True} if reporter else {})},
            }
            for case in cases
        ],
    )


@transaction.atomic
def note_down(
    cases: Sequence[Case], action: str, *, by: User | None, at: datetime, changes: Sequence[str] = (), **entry: Any
) -> None:
    """Write an entry that is no move: the step stays, so nobody's open page grows stale.

    `changes` names attributes of the cases that are saved with it; never the status.
    """
    counted = rows.update(
        Case,
        [{"id": case.pk, **{name: getattr(case, name) for name in changes}} for case in cases],
        plus={"entries": 1},
        keys=("id", "entries"),
    )
    entries = dict(counted)
    for case in cases:
        case.entries = entries[case.pk]
    write(cases, action, by=by, at=at, **entry)


def newest(case_id: int, *, among: Iterable[str]) -> HistoryEntry:
    """Return the newest entry of one of these actions; the report itself where there is none."""
    wanted = {"report", *among}
    return HistoryEntry.objects.filter(case=case_id, action__in=wanted).select_related("by").latest("number")


def newest_of(cases: Iterable[Case], action: str) -> dict[int, HistoryEntry]:
    """Return by case id the newest entry of `action`; cases without one are left out."""
    entries = HistoryEntry.objects.filter(case__in=[case.pk for case in cases], action=action)
    return {entry.case_id: entry for entry in entries.order_by("case_id", "-number").distinct("case_id")}


def made_by(cases: Iterable[Case], actions: Iterable[str], person: User) -> bool:
    """Return whether `person` made one of `actions` on any of `cases`."""
    return HistoryEntry.objects.filter(
        case__in=[case.pk for case in cases], action__in=list(actions), by=person
    ).exists()


def cases_with(cases: Iterable[Case], actions: Iterable[str], person: User) -> set[int]:
    """Return the ids of those cases on which `person` made one of `actions`."""
    made = HistoryEntry.objects.filter(case__in=[case.pk for case in cases], action__in=list(actions), by=person)
    return set(made.values_list("case", flat=True))


def actions_by(case: Case, person: User) -> set[str]:
    """Return what `person` has done with the case; nothing is asked where its history has been read already."""
    return {entry.action for entry in case.history.all() if entry.by_id == person.pk}
