"""Ending a department, a kind of case or a reason: it holds no more from a day on, and is never deleted."""

from datetime import date, datetime
from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from departments import config_log
from departments.config_log import Action
from departments.models import Category, Department, FilingStandard, Reason, Template, User
from govgrid.lib.refusals import Refusal
from govgrid.lib.remembered import forget_all

Ending = TypeVar("Ending", Department, Category, Reason, Template)


class StillNeeded(Refusal):
    """Something that holds hangs on it; the sentence says what."""

    code = "still_needed"


@transaction.atomic
def end_department(department: Department, *, open_parts: int, on: date, by: User, at: datetime) -> None:
    """End a department on `on`; `open_parts` is how many parts of cases it has. Raises StillNeeded."""
    held = Department.objects.select_for_update().get(pk=department.pk)
    if held.catch_all:
        raise StillNeeded(_("What no duty names goes to this department. Another one must do that first, by the pack."))
    if open_parts:
        raise StillNeeded(
            _("%(count)s open parts of cases are here. Let others take them first.") % {"count": open_parts}
        )
    below = held.children.filter(valid_to=None).count()
    if below:
        raise StillNeeded(_("%(count)s departments belong to it. Move or end them first.") % {"count": below})
    _end(held, "department", on=on, by=by, at=at)


@transaction.atomic
def end_category(category: Category, *, on: date, by: User, at: datetime) -> None:
    """End a kind of case on `on`, and the standards that file it. Raises StillNeeded."""
    held = Category.objects.select_for_update().get(pk=category.pk)
    below = held.children.filter(valid_to=None).count()
    if below:
        raise StillNeeded(_("%(count)s kinds of cases are below it. End them first.") % {"count": below})
    FilingStandard.objects.filter(category=held, valid_to=None, valid_from__lte=on).update(valid_to=on)
    _end(held, "category", on=on, by=by, at=at)


@transaction.atomic
def end_reason(reason: Reason, *, on: date, by: User, at: datetime) -> None:
    """Offer a reason no more from `on`; what was given with it keeps it."""
    _end(Reason.objects.select_for_update().get(pk=reason.pk), "reason", on=on, by=by, at=at)


@transaction.atomic
def end_template(template: Template, *, on: date, by: User, at: datetime) -> None:
    """Offer a template no more from `on`; a macro that uses its words goes on."""
    _end(Template.objects.select_for_update().get(pk=template.pk), "template", on=on, by=by, at=at)


def _end(row: Ending, subject: str, *, on: date, by: User, at: datetime) -> None:
    if row.valid_to is not None:
        return
    row.valid_to = on
    row.save(update_fields=["valid_to"])
    config_log.note(
        subject, row.code, before={"valid_to": None}, after={"valid_to": on.isoformat()}, by=by, at=at,
        action=Action.ENDED,
    )  # fmt: skip
    transaction.on_commit(forget_all)
