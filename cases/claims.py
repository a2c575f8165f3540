"""Claims: whoever has a part and does not touch the case for the department's hours gives it back to the queue.

A claim locks nobody out: it only ends. Anything that its person does with the case renews it, and whether something
was done is read from the history when the claim runs out, so no step can forget to say so.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max, Q, QuerySet

from cases import history
from cases.limits import limit_of_hours
from cases.models import OPEN_LEG, HistoryEntry, Leg, LegState
from departments.models import Department
from departments.work_calendars import WorkCalendars
from govgrid.lib import rows
from govgrid.lib.worktime import CalendarTooShort

BATCH = 100
AT_WORK = Q(state__in=[LegState.SENT, LegState.HANDLING])


def claim_until(department: Department, at: datetime, calendars: WorkCalendars | None = None) -> datetime | None:
    """Return when a claim begun or renewed at `at` runs out, in the department's working hours; None: it stays.

    A calendar that ends before the claim gives no end: a missing holiday list is no reason to take work away.
    """
    if department.claim_hours is None:
        return None
    limit = limit_of_hours(department.claim_hours, department.calendar_id, calendars or WorkCalendars())
    try:
        return limit.due_at(at)
    except CalendarTooShort:
        return None


def renew(leg: Leg, at: datetime) -> None:
    """Let the claim of a part run anew from `at`; a part that nobody has carries none."""
    leg.claim_until = claim_until(leg.department, at) if leg.assignee_id else None
    leg.save(update_fields=["claim_until"])


@transaction.atomic
def return_stale_claims(at: datetime, limit: int = BATCH) -> int:
    """Give up to `limit` parts back whose claim has run out by `at`, or renew it; return how many were looked at."""
    legs = list(_run_out(at)[:limit])
    if not legs:
        return 0
    calendars, acted = WorkCalendars(), _last_acts(legs)
    for leg in legs:
        last = acted.get((leg.case_id, leg.assignee_id))
        if last or leg.department.claim_hours is None:
            leg.claim_until = claim_until(leg.department, last or at, calendars)
    stale = [leg for leg in legs if leg.claim_until and leg.claim_until <= at]
    _give_back(stale, at)
    _renew([leg for leg in legs if leg not in stale])
    return len(legs)


def _run_out(at: datetime) -> QuerySet[Leg]:
    """Parts and their cases are locked together, so that no person's move is ever waited for."""
    found = Leg.objects.filter(OPEN_LEG, AT_WORK, claim_until__lte=at, assignee__isnull=False)
    locked = found.select_for_update(of=("self", "case"), skip_locked=True, no_key=True)
    return locked.select_related("case", "department", "assignee").order_by("claim_until", "id")


def _last_acts(legs: Sequence[Leg]) -> dict[tuple[int, int | None], datetime]:
    """Return by case and person when somebody who has one of these parts last did something with its case."""
    cases, people = {leg.case_id for leg in legs}, {leg.assignee_id for leg in legs}
    acts = HistoryEntry.objects.filter(case__in=cases, by__in=people).order_by()
    return {(case_id, by_id): last for case_id, by_id, last in acts.values_list("case", "by").annotate(Max("at"))}


def _give_back(legs: Iterable[Leg], at: datetime) -> None:
    by_department: dict[int, list[Leg]] = defaultdict(list)
    for leg in legs:
        by_department[leg.department_id].append(leg)
    for department_id, ours in by_department.items():
        rows.update(Leg, [{"id": leg.pk, "assignee_id": None, "claim_until": None} for leg in ours])
        told = {leg.case_id: {"to": str(leg.assignee), "to_id": leg.assignee_id, "leg": leg.pk} for leg in ours}
        history.note_down([leg.case for leg in ours], "unclaim", by=None, at=at, data=told, department_id=department_id)


def _renew(legs: Iterable[Leg]) -> None:
    rows.update(Leg, [{"id": leg.pk, "claim_until": leg.claim_until} for leg in legs])
