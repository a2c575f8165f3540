"""Editing one row of the configuration: only over what the person read, and with its entry in the log."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from departments import config_log
from departments.models import User
from govgrid.lib.remembered import forget_all


def seen_mark(row: Model, names: Iterable[str]) -> str:
    """Return the mark of a row as a person reads it now; that of nothing for one that is not written yet."""
    return config_log.mark_of(config_log.facts_of(row, names) if row.pk else {})


@transaction.atomic
def save(row: Model, names: Iterable[str], *, subject: str, key: str, seen: str, by: User, at: datetime) -> None:
    """Write the columns `names` of `row`, which is new or was read under the mark `seen`. Raises Overtaken."""
    columns, before = list(names), facts_before(row, names, seen)
    if row.pk:
        row.save(update_fields=columns)
    else:
        row.save()
    config_log.note(subject, key, before=before, after=config_log.facts_of(row, columns), by=by, at=at)
    transaction.on_commit(forget_all)


def facts_before(row: Model, names: Iterable[str], seen: str) -> dict[str, Any]:
    """Return what stands in the table, held until the end of the transaction. Raises Overtaken if it was not `seen`."""
    if not row.pk:
        return {}
    held = type(row)._default_manager.select_for_update().get(pk=row.pk)
    before = config_log.facts_of(held, names)
    config_log.need_unchanged(seen, before)
    if getattr(held, "valid_to", None):
        raise config_log.Overtaken(_("Somebody else has ended this meanwhile. It stays as it was."))
    return before


@transaction.atomic
def remove(row: Model, names: Iterable[str], *, subject: str, key: str, by: User, at: datetime) -> None:
    """Delete a row to which nothing refers, and write down what it said."""
    before = config_log.facts_of(row, names)
    row.delete()
    config_log.note(subject, key, before=before, after={}, by=by, at=at, action=config_log.Action.REMOVED)
    transaction.on_commit(forget_all)
