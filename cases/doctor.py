"""The doctor: every check of the platform by its code, asked in full by a person or in part by the ticker each hour.

Codes are those of engine.md §3.4 and §3.5; I10 is R10.
"""

import logging
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from cases import invariants, symptoms
from cases.checkups import Check, Found, Round
from cases.models import Checkup

log = logging.getLogger(__name__)

EVERY = timedelta(hours=1)

CHECKS: tuple[Check, ...] = (
    Check("R1", _("An open case is on nobody's desk."), symptoms.on_no_desk),
    Check("R2", _("A department's part has no clock, or runs while it is suspended."), symptoms.part_without_clock),
    Check("R3", _("A clock runs, but its next rung is overdue or not set."), symptoms.clock_that_will_not_fire),
    Check("R4", _("A clock is due at another instant than its calendar gives."), symptoms.wrongly_due),
    Check("R5", _("A notice has been waiting for more than two minutes."), symptoms.late_notice),
    Check("DEAD", _("A letter or work order was given up; see the dead letters."), symptoms.dead_letter, warning=True),
    Check("R6", _("A claim or lease has run out and still holds."), symptoms.expired_claim),
    Check("R7", _("A case says something else than its history."), symptoms.unlike_its_history),
    Check("R8", _("A letter is not being sent."), symptoms.letter_not_sent),
    Check(
        "R9", _("A rung within 24 hours would reach nobody: a posting is missing."), symptoms.nobody_on_the_rung, True
    ),
    Check("R10", _("The history was changed after it was written."), symptoms.broken_chain),
    Check("R11", _("A case and its parts disagree on whether there is work left."), symptoms.parts_and_case_at_odds),
    Check("KEPT", _("A report that was never sent is kept for longer than a day."), symptoms.draft_too_old),
    Check("I2", _("The history of a case has a hole."), invariants.hole_in_history),
    Check("I3a", _("A rung fired twice."), invariants.rung_fired_twice, hourly=False),
    Check("I3b", _("A rung was passed over without a word."), invariants.rung_never_fired),
    Check("I4", _("A rung fired before its time."), invariants.rung_fired_early, hourly=False),
    Check("I5", _("A move was made and nobody was told."), invariants.move_that_told_nobody),
    Check("I6", _("Two open parts are the same work."), invariants.part_in_two_hands),
    Check("I7", _("A letter was written twice."), invariants.letter_written_twice, hourly=False),
    Check(
        "I9",
        _("A rung fired while the case had ended or its clock stood still."),
        invariants.rung_fired_at_rest,
        hourly=False,
    ),
)


@dataclass(frozen=True)
class Result:
    """What a check found."""

    check: Check
    found: Found

    @property
    def breach(self) -> bool:
        return bool(self.found.count) and not self.check.warning


def examine(*, at: datetime, full: bool = False) -> Iterator[Result]:
    """Ask each check in turn; without `full` only what an hour can have changed."""
    turn = Round(at, full)
    for check in CHECKS:
        if full or check.hourly:
            yield Result(check, check.look(turn))


def hourly_round(*, at: datetime) -> None:
    """Examine in part and keep the results, unless it was done within the hour; a finding is said in the log."""
    last = Checkup.objects.aggregate(last=Max("at"))["last"]
    if last is None or at - last >= EVERY:
        keep(list(examine(at=at)), at=at)


def findings(*, without: Collection[str] = ()) -> list[dict[str, Any]]:
    """Return what was found at the last look, the breaches first: code, what it means, and how often."""
    means = {check.code: check.means for check in CHECKS if check.code not in without}
    kept = Checkup.objects.filter(found__gt=0, code__in=means).order_by("-breach", "code")
    return [{"code": row.code, "means": means[row.code], "found": row.found} for row in kept]


def keep(results: list[Result], *, at: datetime) -> None:
    """Keep what was found of each check, in place of what was known of it."""
    for result in results:
        if result.found.count:
            log.warning("%s: %s (%s)", result.check.code, result.found.count, ", ".join(result.found.examples))
    rows = [
        Checkup(code=r.check.code, at=at, found=r.found.count, breach=r.breach, examples=list(r.found.examples))
        for r in results
    ]
    with transaction.atomic():
        Checkup.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["code"], update_fields=["at", "found", "breach", "examples"]
        )
