"""Ends that are not the ordinary one: by decision of two people (强制结案), or cancelled (作废).

Both are proposed by one person and decided by another; domain.md §4a.
"""

from datetime import datetime

from django.db import transaction

from cases import deadlines, fieldwork, legs, notices, requests, workflow
from cases.models import Case, Request
from cases.requests import Decision, Kind
from departments.models import CloseKind, User


def wrap_up(case: Case, *, at: datetime) -> None:
    """Leave nothing behind in a case that has just ended: parts, clocks, requests and visits."""
    legs.withdraw(legs.open_legs(case), at=at)
    deadlines.cancel(deadlines.live(case), at=at)
    requests.withdraw_all(case, at=at)
    fieldwork.drop(case, at=at)


@transaction.atomic
def ask_forced_close(case: Case, *, by: User, at: datetime, note: str) -> Request:
    """Propose to close an open case by decision, with the reason in writing. Raises CannotMove, NoteMissing."""
    return _ask(case, "ask_forced_close", Kind.FORCED_CLOSE, by, at, note)


@transaction.atomic
def force_close(case: Case, *, by: User, at: datetime, note: str) -> Case:
    """Close by decision what another person proposed; listed apart in every figure. Raises CannotMove, NotAllowed."""
    request = requests.waiting(case, Kind.FORCED_CLOSE)
    workflow.move(case, "force_close", by=by, at=at, note=note, changes={"close_kind": CloseKind.FORCED})
    _end(case, request, by, at, note, "closed")
    return case


@transaction.atomic
def refuse_forced_close(case: Case, *, by: User, at: datetime, note: str) -> Case:
    """Leave the case open. Raises CannotMove, NoteMissing."""
    return _refuse(case, "refuse_forced_close", Kind.FORCED_CLOSE, by, at, note)


@transaction.atomic
def ask_cancel(case: Case, *, by: User, at: datetime, note: str) -> Request:
    """Propose to cancel a case that should never have been filed. Raises CannotMove, NoteMissing."""
    return _ask(case, "ask_cancel", Kind.CANCEL, by, at, note)


@transaction.atomic
def cancel(case: Case, *, by: User, at: datetime, note: str) -> Case:
    """Cancel what another person proposed to cancel; it counts against filing. Raises CannotMove, NotAllowed."""
    request = requests.waiting(case, Kind.CANCEL)
    workflow.move(case, "cancel", by=by, at=at, note=note)
    _end(case, request, by, at, note, "cancelled")
    return case


@transaction.atomic
def refuse_cancel(case: Case, *, by: User, at: datetime, note: str) -> Case:
    """Leave the case as it is. Raises CannotMove, NoteMissing."""
    return _refuse(case, "refuse_cancel", Kind.CANCEL, by, at, note)


def _ask(case: Case, action: str, kind: Request.Kind, by: User, at: datetime, note: str) -> Request:
    workflow.move(case, action, by=by, at=at, note=note)
    return requests.ask(case, kind, by=by, at=at, note=note)


def _end(case: Case, request: Request, by: User, at: datetime, note: str, letter: str) -> None:
    requests.decide(request, Decision.GRANTED, by=by, at=at, answer=note)
    wrap_up(case, at=at)
    notices.write([case], letter, at=at)


def _refuse(case: Case, action: str, kind: Request.Kind, by: User, at: datetime, note: str) -> Case:
    request = requests.waiting(case, kind)
    workflow.move(case, action, by=by, at=at, note=note)
    requests.answer(request, Decision.REFUSED, by=by, at=at, words=note)
    return case
