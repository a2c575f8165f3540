"""The facts of a case that a template's places are filled with, in the language of whoever writes."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from cases import whereabouts
from cases.models import Case, Leg
from departments import phrasing
from departments.models import Department, Template, User


def facts_of(case: Case, *, by: User, department_id: int | None) -> dict[str, str]:
    """Return what the places of departments.phrasing.PLACES stand for, seen from the writer's department."""
    mine = _part(case, department_id)
    department = mine.department if mine else case.host
    return {
        "number": case.number,
        "place": case.address or whereabouts.area_names([case])[case.pk],
        "category": case.category.name if case.category else gettext("not sorted yet"),
        "status": case.get_status_display(),
        "due": _day_and_time(mine),
        "department": _name(department),
        "name": by.name,
    }


def filled(template: Template, facts: dict[str, str]) -> str:
    return phrasing.fill(template.words, facts)


def names_the_past(template: Template, case: Case, *, department_id: int | None, at: datetime) -> bool:
    """Whether the words name when the part is due, and that has passed: nobody should promise it any more."""
    mine = _part(case, department_id)
    return "{due}" in template.words and mine is not None and mine.due_at is not None and mine.due_at < at


def _part(case: Case, department_id: int | None) -> Leg | None:
    """Return the newest part of the writer's department; for the grid centre that of the host."""
    wanted = department_id or case.host_id
    return max((leg for leg in case.legs.all() if leg.department_id == wanted), key=lambda leg: leg.pk, default=None)


def _day_and_time(leg: Leg | None) -> str:
    due_at = leg.due_at if leg else None
    return date_format(timezone.localtime(due_at), "SHORT_DATETIME_FORMAT") if due_at else ""


def _name(department: Department | None) -> str:
    return department.name if department else ""
