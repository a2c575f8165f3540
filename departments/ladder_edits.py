"""Changing a ladder: a new version takes the place of the one in force; clocks that run keep theirs."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from departments import config_log
from departments.models import Ladder, Rung, User
from govgrid.lib.remembered import forget_all

SETTINGS = ("quiet", "hold_minutes", "repeats", "repeat_minutes")
RUNG = ("offset", "unit", "action", "target")


def ladder_of(clock: str) -> Ladder | None:
    """Return the ladder in force for a kind of clock; None: nobody is told."""
    return Ladder.objects.filter(clock=clock, retired_at=None).prefetch_related("rungs").first()


def facts_of(ladder: Ladder | None) -> dict[str, Any]:
    """Return what the log keeps of a ladder: its settings, and each rung as one line."""
    if ladder is None:
        return {}
    rungs = [" ".join(str(getattr(rung, name)) for name in RUNG) for rung in ladder.rungs.all()]
    return {**config_log.facts_of(ladder, ("version", *SETTINGS)), "rungs": rungs}


@transaction.atomic
def replace(
    clock: str, settings: dict[str, Any], rungs: Sequence[Rung], *, seen: int, by: User, at: datetime
) -> Ladder:
    """Write a new version with `settings` and `rungs`, in order; `seen` is the id of the one read, 0: none was there.

    Raises Overtaken.
    """
    with connection.cursor() as cursor:
        # One at a time, also where no ladder is there yet whose row could be held.
        cursor.execute("LOCK TABLE departments_ladder IN SHARE ROW EXCLUSIVE MODE")
    old = ladder_of(clock)
    if (old.pk if old else 0) != seen:
        raise config_log.Overtaken(
            _("Somebody else has changed this ladder meanwhile. Compare it with yours, then save again.")
        )
    before, code = facts_of(old), old.code if old else clock
    Ladder.objects.filter(clock=clock, retired_at=None).update(retired_at=at)
    newest = Ladder.objects.filter(code=code).aggregate(newest=Max("version"))["newest"] or 0
    made = Ladder.objects.create(code=code, clock=clock, version=newest + 1, **settings)
    Rung.objects.bulk_create(
        Rung(ladder=made, position=position, **{name: getattr(rung, name) for name in RUNG})
        for position, rung in enumerate(rungs, start=1)
    )
    after = facts_of(Ladder.objects.prefetch_related("rungs").get(pk=made.pk))
    config_log.note("ladder", clock, before=before, after=after, by=by, at=at)
    transaction.on_commit(forget_all)
    return made
