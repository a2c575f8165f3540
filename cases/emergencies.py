"""Emergencies outside working time: the duty officer of the hour is called until one of the call list answers.

The call is a clock of its own on the host's part: its ladder reaches the next of the list with each rung and repeat
(departments.roster.on_call), and it ends when somebody says "I take it", or when the department accepts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from cases import claims, deadlines, history, queries
from cases.deadlines import Start
from cases.limits import limit_of_stage
from cases.models import LIVE_CLOCK, OPEN_LEG, Case, CaseShare, Clock, Leg
from cases.workflow import NotAllowed
from departments.access import scope_of
from departments.models import ClockKind, Part, User
from departments.roster import CallBook
from departments.work_calendars import WorkCalendars
from govgrid.lib.refusals import Refusal

# Who takes a call sees the case for so long, also where no posting shows it.
SHOWN = timedelta(hours=24)


class NoOpenCall(Refusal):
    """Nobody is called for this case (any more): says who has taken it."""

    code = "no_open_call"


@dataclass(frozen=True)
class Call:
    """An open call: the case, the host's part, who is on the list now, and since when it rings."""

    case: Case
    leg: Leg
    officers: list[User]
    since: datetime
    due_at: datetime | None


def call_out_all(cases: Sequence[Case], *, at: datetime, calendars: WorkCalendars | None = None) -> None:
    """Begin a call for each urgent case whose host is not at work at `at`; the others cost nothing.

    The limit is the city's for the stage "call"; without one nobody is called.
    """
    urgent = [case.pk for case in cases if case.urgent]
    if not urgent:
        return
    calendars = calendars or WorkCalendars()
    hosts = Leg.objects.filter(OPEN_LEG, case__in=urgent, part=Part.HOST)
    closed = [leg for leg in hosts if not calendars.of_department(leg.department_id).is_open(at)]
    deadlines.start_all([start for leg in closed if (start := _call(leg, at, calendars))], at=at)


def _call(leg: Leg, at: datetime, calendars: WorkCalendars) -> Start | None:
    limit = limit_of_stage(ClockKind.CALL, calendars.id_of_department(leg.department_id), calendars)
    return Start(leg.case_id, leg.pk, ClockKind.CALL, limit, limit.due_at(at)) if limit else None


@transaction.atomic
def answer_call(case: Case, *, by: User, at: datetime) -> Case:
    """Take the call (“I take it”): it rings no longer, and the part is given to `by` where they work there.

    Raises NoOpenCall where it is answered already; NotAllowed for who is neither on the call list, nor stands in for
    one of it, nor is a superior.
    """
    Case.unscoped.select_for_update(no_key=True).get(pk=case.pk)  # the case before its clocks, as moves do
    clocks = list(deadlines.live(case, ClockKind.CALL))
    if not clocks:
        raise _answered_already(case)
    leg = _host(clocks[0])
    if not _may_answer(by, leg, CallBook(at)):
        raise NotAllowed(
            _("You are not on the call list of %(department)s now. Whoever is on duty takes the call.")
            % {"department": leg.department.name}
        )
    deadlines.meet(clocks, at=at)
    ours = _give(leg, by, at)
    told = {"to": by.name, "to_id": by.pk, "leg": leg.pk, "given": ours}
    history.note_down([case], "answer_call", by=by, at=at, data={case.pk: told}, department_id=leg.department_id)
    _show(case, by, at)
    return case


def _answered_already(case: Case) -> NoOpenCall:
    answer = history.newest_of([case], "answer_call").get(case.pk)
    if answer is None:
        return NoOpenCall(_("Nobody is called for case %(number)s.") % {"number": case.number})
    return NoOpenCall(
        _("%(who)s has already taken the call for case %(number)s.") % {"who": answer.who, "number": case.number}
    )


def _give(leg: Leg, by: User, at: datetime) -> bool:
    """Give the part to `by` if they work for its department; return whether they do."""
    if leg.department_id not in scope_of(by).reach("work_cases").department_ids:
        return False
    leg.assignee = by
    leg.claim_until = claims.claim_until(leg.department, at)
    leg.save(update_fields=["assignee", "claim_until"])
    return True


def _show(case: Case, by: User, at: datetime) -> None:
    if not queries.visible_to(by).filter(pk=case.pk).exists():
        CaseShare.objects.update_or_create(case=case, user=by, defaults={"until": at + SHOWN})


def open_calls(user: User, *, at: datetime) -> list[Call]:
    """Return the calls that `user` may answer at `at`, the longest ringing first; as many queries for many as for one.

    Those are the calls on whose list the person is, or stands in for one of it; superiors see all of theirs.
    """
    ringing = list(_ringing())
    book = CallBook(at)
    return [_seen(clock, book) for clock in ringing if _may_answer(user, _host(clock), book)]


def call_of(user: User, number: str, *, at: datetime) -> Case:
    """Return the case with an open call that `user` may answer. Raises NoSuchCase; NoOpenCall where it is over.

    Who is on the list need not otherwise see the case.
    """
    for call in open_calls(user, at=at):
        if call.case.number == number:
            return call.case
    raise _answered_already(queries.case_for(user, number))


def _ringing() -> Iterable[Clock]:
    calls = Clock.objects.filter(LIVE_CLOCK, kind=ClockKind.CALL, leg__isnull=False)
    return calls.select_related("case__category", "leg__department").order_by("started_at", "id")


def _host(clock: Clock) -> Leg:
    if clock.leg is None:
        raise AssertionError(f"call {clock.pk} rings for no department")
    return clock.leg


def _may_answer(user: User, leg: Leg, book: CallBook) -> bool:
    """The officers of the list or their deputies; the head of the department; the supervisors of the place."""
    scope = scope_of(user)
    head = leg.department_id in scope.reach("assign_cases").department_ids
    above = scope.reach("supervise_cases").covers([], leg.area_path)
    return head or above or user in book.whole_list(leg.department_id, leg.area_path)


def _seen(clock: Clock, book: CallBook) -> Call:
    leg = _host(clock)
    return Call(clock.case, leg, book.whole_list(leg.department_id, leg.area_path), clock.started_at, clock.due_at)
