"""Correction: a filed case lay elsewhere, was another kind of matter, or belongs under another standard.

Who has the case may change by it; what a department has used of its time does not.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cases import deadlines, filing, history, legs, notices, picking, requests, workflow
from cases.limits import limit_of
from cases.models import Case, Clock
from cases.workflow import CannotMove
from departments.dictionary import dictionary
from departments.models import Category, ClockKind, FilingStandard, User
from departments.work_calendars import WorkCalendars
from govgrid.lib.geo import Point


@transaction.atomic
def correct(
    case: Case,
    *,
    by: User,
    at: datetime,
    note: str,
    point: Point | None = None,
    category: Category | None = None,
    standard: FilingStandard | None = None,
) -> Case:
    """Say where a filed case truly lies or what it truly is; it is routed again, and time used stays used.

    Raises OutsideCity, NoteMissing, and CannotMove where nothing would change or no standard fits the category.
    """
    changes: dict[str, Any] = filing.at_point(point, at) if point else {}
    if category and category.pk != case.category_id:
        fitting = standard or _automatic(case, category)
        changes |= {"category_id": category.pk, "standard_id": fitting.pk, "urgent": category.urgent}
    if not changes:
        raise CannotMove(_("Nothing was changed: choose a point or a category."))
    changes |= picking.dropped(case, point=point, category=category)
    told = {"category": category.code} if category else {}
    parts = list(legs.open_legs(case))
    workflow.move(
        case, "correct", by=by, at=at, note=note, changes={**changes, "host_id": None, "disputed": False}, data=told
    )
    legs.withdraw(parts, at=at)
    requests.withdraw_all(case, at=at, legs=parts)
    notices.ask_to_route([case], at=at)
    return case


def _automatic(case: Case, category: Category) -> FilingStandard:
    found = dictionary().standard_for(category.pk, case.cell.zone if case.cell else "")
    if found is None:
        raise CannotMove(
            _("No standard files “%(category)s” by itself: choose the one that fits.") % {"category": category.name}
        )
    return found


@transaction.atomic
def change_standard(case: Case, *, standard: FilingStandard, by: User, at: datetime, note: str) -> Case:
    """Put a filed case under another standard of its category: running clocks get its limit and keep what they used.

    A part that is overdue by the new limit at once says so in the history. Raises CannotMove, NoteMissing.
    """
    if standard.category_id != case.category_id:
        raise CannotMove(_("This standard belongs to another category."))
    if standard.pk == case.standard_id:
        raise CannotMove(_("The case is under this standard already."))
    told = {"standard": standard.pk, "was": case.standard_id}
    workflow.move(case, "change_standard", by=by, at=at, note=note, changes={"standard_id": standard.pk}, data=told)
    calendars = WorkCalendars()
    clocks = deadlines.live(case, ClockKind.HANDLE)
    late = deadlines.change(clocks, lambda clock: limit_of(standard, _department(clock), calendars), at=at)
    for clock in late:
        entry = {"clock": clock.pk, "leg": clock.leg_id, "due_at": clock.due_at}
        history.note_down([case], "late_by_change", by=None, at=at, data={case.pk: entry})
    return case


def _department(clock: Clock) -> int:
    if clock.leg is None:
        raise AssertionError("a handling clock belongs to a part")
    return clock.leg.department_id
