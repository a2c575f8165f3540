"""Handling (处置) by departments: accept, take or give, finish — each on the department's own leg."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cases import claims, deadlines, legs, notices, photos, requests, verification, workflow
from cases.legs import own_leg, save
from cases.models import Attachment, Case, Leg, LegState
from cases.photos import CleanPhoto
from cases.workflow import CannotMove, NotAllowed
from departments.access import scope_of
from departments.models import ClockKind, Part, User


@transaction.atomic
def accept(case: Case, *, by: User, at: datetime) -> Case:
    """Sign for the department's leg (签收); the host's acceptance starts handling. Raises CannotMove, NotAllowed."""
    leg = own_leg(case, by, LegState.SENT)
    action = "accept" if leg.part == Part.HOST else "accept_part"
    workflow.move(case, action, by=by, at=at, department_id=leg.department_id)
    deadlines.meet(deadlines.live(case, ClockKind.ACCEPT, ClockKind.CALL, legs=[leg]), at=at)
    save(leg, state=LegState.HANDLING, accepted_at=at)
    notices.write([case], "accepted", at=at)
    return case


@transaction.atomic
def assign(case: Case, *, to: User, by: User, at: datetime) -> Case:
    """Give the department's leg to `to`; giving it to a colleague needs the head. Raises CannotMove, NotAllowed."""
    leg = own_leg(case, by, LegState.SENT, LegState.HANDLING)
    if to != by and leg.department_id not in scope_of(by).reach("assign_cases").department_ids:
        raise NotAllowed(_("Only the head of %(department)s gives work to others.") % {"department": leg.department})
    if leg.department_id not in scope_of(to).reach("work_cases").department_ids:
        raise CannotMove(
            _("%(person)s does not work for %(department)s.") % {"person": to, "department": leg.department}
        )
    workflow.move(case, "assign", by=by, at=at, department_id=leg.department_id, data={"to": to.name, "to_id": to.pk})
    save(leg, assignee=to, claim_until=claims.claim_until(leg.department, at))
    return case


@transaction.atomic
def release(case: Case, *, by: User, at: datetime, note: str = "") -> Case:
    """Put the department's leg back into its queue: its assignee does, or the head. Raises CannotMove, NotAllowed."""
    leg = own_leg(case, by, LegState.SENT, LegState.HANDLING)
    if leg.assignee is None:
        raise CannotMove(_("Nobody has this work; it lies in the queue already."))
    if leg.assignee != by and leg.department_id not in scope_of(by).reach("assign_cases").department_ids:
        raise NotAllowed(_("Only %(person)s or the head gives this work back.") % {"person": leg.assignee})
    told = {"from": leg.assignee.name, "from_id": leg.assignee.pk}
    workflow.move(case, "release", by=by, at=at, note=note, department_id=leg.department_id, data=told)
    save(leg, assignee=None, claim_until=None)
    return case


@transaction.atomic
def finish(case: Case, *, by: User, at: datetime, note: str, shown: Sequence[CleanPhoto] = ()) -> Case:
    """Report the department's part done. The last mandatory part makes the case HANDLED and asks for a check.

    `shown` are photos taken afterwards. Raises CannotMove, NotAllowed, NoteMissing; also while a co-handler is still
    at work on a mandatory part.
    """
    leg = own_leg(case, by, LegState.HANDLING)
    last = not legs.open_legs(case).filter(mandatory=True).exclude(pk=leg.pk).exists()
    if last:
        _check_nothing_is_asked(case, leg)
    changes = {"handled_by_id": by.pk} if last else {}
    workflow.move(
        case, "finish" if last else "finish_part",
        by=by, at=at, note=note, department_id=leg.department_id, changes=changes,
    )  # fmt: skip
    photos.keep(shown, case_id=case.pk, report_id=None, stage=Attachment.Stage.AFTER, by=by, at=at)
    deadlines.meet(deadlines.live(case, legs=[leg]), at=at)
    requests.withdraw_all(case, at=at, legs=[leg])
    save(leg, state=LegState.FINISHED, finished_at=at, assignee=leg.assignee or by, outcome=note, claim_until=None)
    if last:
        legs.withdraw(legs.open_legs(case), at=at)  # what a ladder called in has nothing left to hurry
        notices.write([case], "handled", at=at)
        verification.send_check_to_nearest(case, at=at)
    return case


def _check_nothing_is_asked(case: Case, leg: Leg) -> None:
    """The dispatch desk may still give a returned part to another department: then the case is not through."""
    undecided = case.requests.filter(kind=requests.Kind.RETURN, decision="").select_related("leg__department").first()
    if undecided and undecided.leg and undecided.leg_id != leg.pk:
        raise CannotMove(
            _("The dispatch desk has still to decide who takes over from %(department)s.")
            % {"department": undecided.leg.department}
        )
