"""Requests: what somebody asks about a case and another person decides; each kind at most once open a part."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cases import notices, workflow
from cases.models import Case, Leg, Request
from cases.workflow import CannotMove, NotAllowed
from departments.access import Scope, holders, scope_of
from departments.models import Reason, User
from departments.roles import Role
from govgrid.lib.refusals import Refusal

Kind, Decision = Request.Kind, Request.Decision


class ReasonNeeded(Refusal):
    code = "reason_needed"
    status = 422


def check_reason(kind: Reason.Kind, reason: Reason | None) -> dict[str, Any]:
    """Return what history keeps of a reason. Raises ReasonNeeded where the city lists reasons and none was chosen."""
    if reason is None and Reason.objects.filter(kind=kind, valid_to=None).exists():
        raise ReasonNeeded(_("Choose a reason from the list."))
    return {"reason": reason.code, "reason_id": reason.pk} if reason else {}


def ask(
    case: Case,
    kind: Request.Kind,
    *,
    by: User,
    at: datetime,
    note: str,
    leg: Leg | None = None,
    endorsed: bool = True,
    letter: str = "asked_for",
    **more: Any,
) -> Request:
    """Write a request and the notice of it; `more` are its further columns.

    `letter` is a key of cases.letters.LETTERS. Raises CannotMove while one of its kind waits already.
    """
    more |= {"endorsed_by": by, "endorsed_at": at} if endorsed else {}
    try:
        with transaction.atomic():
            request = Request.objects.create(case=case, kind=kind, leg=leg, by=by, at=at, note=note, **more)
    except IntegrityError as twice:
        raise CannotMove(_("This has been asked already and waits for a decision.")) from twice
    _tell(request, letter, at)
    return request


def waiting(case: Case, kind: Request.Kind, *, leg: Leg | None = None, endorsed: bool = True) -> Request:
    """Return the oldest request of `kind` that waits for a decision, of `leg` if one is named; locked.

    Raises CannotMove where nothing was asked, or where nobody has passed it on yet.
    """
    found = Request.objects.filter(case=case, kind=kind, decision="").select_for_update(of=("self",))
    found = found.filter(leg=leg) if leg else found
    request = found.select_related("case", "leg__department", "reason").order_by("at", "id").first()
    if request is None:
        raise CannotMove(_("Nobody has asked for this (any more)."))
    if endorsed and request.endorsed_at is None:
        raise CannotMove(_("This request has not been passed on to you yet."))
    return request


def to_pass_on(case: Case, by: User) -> Request:
    """Return the oldest request that waits for `by` to pass it on. Raises CannotMove for none."""
    scope = scope_of(by)
    for request in case.requests.filter(decision="", endorsed_at=None).select_related("leg").order_by("at", "id"):
        if _is_to_pass_on(case, request, scope):
            return request
    raise CannotMove(_("No request waits for you to pass it on."))


def decide(request: Request, decision: Request.Decision, *, by: User | None, at: datetime, answer: str = "") -> None:
    request.decision, request.decided_by, request.decided_at, request.answer = decision, by, at, answer
    request.save(update_fields=["decision", "decided_by", "decided_at", "answer"])


def answer(request: Request, decision: Request.Decision, *, by: User, at: datetime, words: str) -> None:
    """Decide a request, and let who asked know."""
    decide(request, decision, by=by, at=at, answer=words)
    _tell(request, "decided", at)


def part_of(request: Request) -> Leg:
    """Return the part that a department's request is about."""
    if request.leg is None:
        raise AssertionError(f"a request of kind {request.kind} is about a part")
    return request.leg


def _tell(request: Request, letter: str, at: datetime) -> None:
    notices.write([request.case], letter, at=at, data={request.case_id: {"request": request.pk}})


def withdraw_all(case: Case, *, at: datetime, legs: list[Leg] | None = None) -> None:
    """Withdraw what still waits for a decision: of the whole case, or of these parts only."""
    waiting_ones = Request.objects.filter(case=case, decision="")
    if legs is not None:
        waiting_ones = waiting_ones.filter(leg__in=legs)
    waiting_ones.update(decision=Decision.WITHDRAWN, decided_at=at)


def passes_on_own(leg: Leg, by: User) -> bool:
    """Return whether a wish of `by` needs no head to pass it on: `by` is one, or the department has none."""
    if leg.department_id in scope_of(by).reach("assign_cases").department_ids:
        return True
    return not holders(Role.DEPARTMENT_HEAD, department_id=leg.department_id)


@transaction.atomic
def endorse(case: Case, request: Request, *, by: User, at: datetime, note: str = "") -> Request:
    """Pass a request on to who decides it: a department's by its head, an appeal by the dispatch desk.

    Raises CannotMove when it was passed on or decided already, NotAllowed for another department's head.
    """
    request = Request.objects.select_for_update(of=("self",)).select_related("leg").get(pk=request.pk)
    if request.endorsed_at or request.decision:
        raise CannotMove(_("This request was passed on or decided already."))
    _check_who_passes_on(case, request, by)
    workflow.move(
        case, "endorse", by=by, at=at, note=note, department_id=request.leg.department_id if request.leg else None,
        data={"request": request.pk, "kind": request.kind},
    )  # fmt: skip
    request.endorsed_by, request.endorsed_at = by, at
    request.save(update_fields=["endorsed_by", "endorsed_at"])
    _tell(request, "asked_for", at)
    return request


def _check_who_passes_on(case: Case, request: Request, by: User) -> None:
    if not _is_to_pass_on(case, request, scope_of(by)):
        raise NotAllowed(_("This request is not yours to pass on."))


def _is_to_pass_on(case: Case, request: Request, scope: Scope) -> bool:
    if request.kind == Kind.APPEAL:
        return scope.reach("dispatch_cases").covers([], case.area_path)
    return request.leg is not None and request.leg.department_id in scope.reach("assign_cases").department_ids
