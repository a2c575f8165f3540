"""Versions of filing standards: a change is a new version from a day on; a case keeps the one it was filed under."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from departments import config_log
from departments.config_log import Action
from departments.models import Category, FilingStandard, User
from govgrid.lib.refusals import Refusal
from govgrid.lib.remembered import forget_all
from grids.models import in_force

# What a new version may say differently; category, condition and zone make it the same standard.
COLUMNS = (
    "condition_en", "condition_zh", "limit_value", "limit_unit", "closing_en", "closing_zh", "close_kind",
    "automatic", "law", "capture_rule", "source", "verified",
)  # fmt: skip
KEY = ("category_id", "condition_no", "zone")


class NotThisStandard(Refusal):
    """The standard cannot be written like this beside the others of its category."""

    code = "standard_not_possible"
    status = 422


def standards_on(day: date) -> QuerySet[FilingStandard]:
    """Return the standards that hold on `day`: of each its version of that day."""
    return FilingStandard.objects.filter(in_force(day))


def versions_of(standard: FilingStandard) -> QuerySet[FilingStandard]:
    """Return every version of a standard, the newest first."""
    return FilingStandard.objects.filter(**_key(standard)).order_by("-version")


def key_words(standard: FilingStandard) -> str:
    """Return how the log names a standard: its category, condition and zone."""
    zone = f" {standard.zone}" if standard.zone else ""
    return f"{standard.category.code} · {standard.condition_no}{zone}"


@transaction.atomic
def add(standard: FilingStandard, *, by: User, at: datetime) -> FilingStandard:
    """Write the first version of a standard. Raises NotThisStandard where the category has that condition already."""
    _hold(standard.category)
    if FilingStandard.objects.filter(**_key(standard)).exists():
        raise NotThisStandard(
            _("Condition %(number)s of this category and zone is there already. Give it another number.")
            % {"number": standard.condition_no}
        )
    _need_one_automatic(standard)
    standard.version = 1
    standard.save()
    _note(standard, {}, by=by, at=at)
    return standard


@transaction.atomic
def change(old: FilingStandard, values: dict[str, Any], *, on: date, by: User, at: datetime) -> FilingStandard:
    """Write a new version of `old` with `values` (COLUMNS) that holds from `on`; what held ends there.

    Raises Overtaken where `old` is no longer the newest version or has ended, NotThisStandard.
    """
    _hold(old.category)
    newest = versions_of(old).select_related("category")[0]
    if newest.pk != old.pk:
        raise config_log.Overtaken(
            _("Somebody else has made version %(version)s meanwhile. Compare it with your words, then save again.")
            % {"version": newest.version}
        )
    if newest.valid_to is not None:
        raise config_log.Overtaken(_("Somebody else has ended this standard meanwhile. Cases filed by it keep it."))
    made = FilingStandard(**_key(old), version=old.version + 1, valid_from=on, **values)
    _need_one_automatic(made)
    _end(versions_of(old), on)
    made.save()
    _note(made, config_log.facts_of(old, ("version", *COLUMNS)), by=by, at=at)
    return made


@transaction.atomic
def end(standard: FilingStandard, *, on: date, by: User, at: datetime) -> None:
    """Let a standard end on `on`: no case is filed by it any more."""
    _hold(standard.category)
    _end(versions_of(standard), on)
    after = {"valid_to": on.isoformat()}
    config_log.note(
        "standard", key_words(standard), before={"valid_to": None}, after=after, by=by, at=at, action=Action.ENDED
    )
    transaction.on_commit(forget_all)


def _key(standard: FilingStandard) -> dict[str, Any]:
    return {name: getattr(standard, name) for name in KEY}


def _hold(category: Category) -> None:
    # Two people at once make two versions of it, and never the same one.
    Category.objects.select_for_update().get(pk=category.pk)


def _end(versions: QuerySet[FilingStandard], on: date) -> None:
    # A version that was to begin later never holds: it ends on the day it begins.
    later = versions.filter(Q(valid_to=None) | Q(valid_to__gt=on))
    later.order_by().update(valid_to=Greatest("valid_from", on))


def _need_one_automatic(standard: FilingStandard) -> None:
    if not standard.automatic:
        return
    beside = FilingStandard.objects.filter(category=standard.category_id, zone=standard.zone, automatic=True)
    rival = beside.filter(valid_to=None).exclude(condition_no=standard.condition_no).first()
    if rival:
        raise NotThisStandard(
            _("Condition %(number)s files without a person already; one of a category and zone may.")
            % {"number": rival.condition_no}
        )


def _note(made: FilingStandard, before: dict[str, Any], *, by: User, at: datetime) -> None:
    after = config_log.facts_of(made, ("version", "valid_from", *COLUMNS))
    config_log.note("standard", key_words(made), before=before, after=after, by=by, at=at)
    transaction.on_commit(forget_all)
