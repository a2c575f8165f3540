"""Closing (结案) and reopening: done by who neither dispatched nor handled; the reporter may reopen."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from cases import notices, workflow
from cases.models import Case, LegState
from cases.workflow import Actor, CannotMove

# Later than this a new report is the honest way; see design.md §3.
REOPEN_WITHIN = timedelta(days=30)


@transaction.atomic
def close(case: Case, *, by: Actor, at: datetime, note: str = "") -> Case:
    """Close a checked case by the closing condition of its standard. Raises CannotMove, NotAllowed."""
    kind = case.standard.close_kind if case.standard else ""
    workflow.move(case, "close", by=by, at=at, note=note, changes={"close_kind": kind})
    notices.write([case], "closed", at=at)
    return case


@transaction.atomic
def decline(case: Case, *, by: Actor, at: datetime, note: str) -> Case:
    """Do not accept a report (不予立案); its reporter gets `note`. Raises CannotMove, NoteMissing."""
    workflow.move(case, "decline", by=by, at=at, note=note)
    notices.write([case], "declined", at=at)
    return case


@transaction.atomic
def reopen(case: Case, *, by: Actor, at: datetime, note: str) -> Case:
    """Open a closed case again: finished clocks stay as they are, and the router sends it out anew.

    Raises CannotMove after 30 days, or when the status or role does not allow it.
    """
    if case.closed_at and at - case.closed_at > REOPEN_WITHIN:
        raise CannotMove(
            _("This case was closed more than %(days)s days ago. Please report it again.")
            % {"days": REOPEN_WITHIN.days}
        )
    workflow.move(
        case, "reopen", by=by, at=at, note=note,
        changes={"reopens": case.reopens + 1, "host_id": None, "closed_at": None, "close_kind": ""},
    )  # fmt: skip
    case.legs.exclude(state=LegState.FINISHED).update(state=LegState.WITHDRAWN)
    notices.write([case], "reopened", at=at)
    notices.ask_to_route([case], at=at)
    return case
