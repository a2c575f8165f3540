"""Handling (处置) by departments: accept, take or give, return, finish — each on the department's own leg."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cases import deadlines, notices, photos, verification, workflow
from cases.models import Attachment, Case, Leg, LegState
from cases.photos import CleanPhoto
from cases.workflow import CannotMove, NotAllowed
from departments.access import scope_of
from departments.models import Part, User


def own_leg(case: Case, by: User, *states: LegState) -> Leg:
    """Return the open leg that `by` may work on in `case`. Raises NotAllowed where there is none in these states."""
    reach = scope_of(by).reach("work_cases")
    legs = case.legs.filter(department__in=reach.department_ids, state__in=states).select_related("department")
    leg = legs.order_by("part", "id").last()  # the host's part before a co-handler's
    if leg is None:
        raise NotAllowed(
            _("Your department has no part in case %(number)s where this could be done.") % {"number": case.number}
        )
    return leg


@transaction.atomic
def accept(case: Case, *, by: User, at: datetime) -> Case:
    """Sign for the department's leg (签收); the host's acceptance starts handling. Raises CannotMove, NotAllowed."""
    leg = own_leg(case, by, LegState.SENT)
    action = "accept" if leg.part == Part.HOST else "accept_part"
    workflow.move(case, action, by=by, at=at, department_id=leg.department_id)
    _save(leg, state=LegState.HANDLING, accepted_at=at)
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
    _save(leg, assignee=to)
    return case


@transaction.atomic
def return_case(case: Case, *, by: User, at: datetime, note: str) -> Case:
    """Give the case back to the dispatch desk (退件) with the reason. Raises CannotMove, NotAllowed, NoteMissing."""
    leg = own_leg(case, by, LegState.SENT, LegState.HANDLING)
    if leg.part != Part.HOST:
        raise NotAllowed(_("Only the host gives the whole case back; ask the dispatch desk about your part."))
    workflow.move(
        case, "return", by=by, at=at, note=note, department_id=leg.department_id,
        changes={"host_id": None, "returns": case.returns + 1},
    )  # fmt: skip
    deadlines.cancel(deadlines.live(case), at=at)
    case.legs.filter(state__in=[LegState.SENT, LegState.HANDLING]).exclude(pk=leg.pk).update(state=LegState.WITHDRAWN)
    _save(leg, state=LegState.RETURNED, finished_at=at)
    notices.write([case], "returned", at=at)
    return case


@transaction.atomic
def finish(case: Case, *, by: User, at: datetime, note: str, shown: Sequence[CleanPhoto] = ()) -> Case:
    """Report the department's part done. The last mandatory part makes the case HANDLED and asks for a check.

    `shown` are photos taken afterwards. Raises CannotMove, NotAllowed, NoteMissing; also while a co-handler is still
    at work on a mandatory part.
    """
    leg = own_leg(case, by, LegState.HANDLING)
    others = case.legs.filter(mandatory=True, state__in=[LegState.SENT, LegState.HANDLING]).exclude(pk=leg.pk)
    last = not others.exists()
    changes = {"handled_by_id": by.pk} if last else {}
    workflow.move(
        case, "finish" if last else "finish_part",
        by=by, at=at, note=note, department_id=leg.department_id, changes=changes,
    )  # fmt: skip
    photos.keep(shown, case_id=case.pk, report_id=None, stage=Attachment.Stage.AFTER, by=by, at=at)
    deadlines.meet(deadlines.live(case, legs=[leg]), at=at)
    _save(leg, state=LegState.FINISHED, finished_at=at, assignee=leg.assignee or by)
    if last:
        notices.write([case], "handled", at=at)
        verification.send_check_to_nearest(case, at=at)
    return case


def _save(leg: Leg, **values: object) -> None:
    for name, value in values.items():
        setattr(leg, name, value)
    leg.save(update_fields=list(values))
