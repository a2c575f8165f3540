"""Urging (催办) and supervision (督办): words to those at work, and a demand that must be answered by an instant."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from cases import deadlines, notices, requests, workflow
from cases.limits import limit_of_hours
from cases.models import Case, HistoryEntry, Request
from cases.moves import REPORTER
from cases.requests import Decision, Kind
from cases.workflow import Actor, CannotMove, NotAllowed
from departments.access import dispatches, works_for
from departments.models import ClockKind, User
from departments.work_calendars import WorkCalendars

# The same person may urge again after this long; a reporter a day later.
STAFF_AGAIN, REPORTER_AGAIN = timedelta(hours=1), timedelta(days=1)
# domain.md §4a: for what reason a leader supervises.
SUPERVISIONS = ("overtime", "leader", "key")


@transaction.atomic
def urge(case: Case, *, by: Actor, at: datetime, note: str) -> Case:
    """Urge those who have the case now. Raises CannotMove too soon after the last time, NoteMissing."""
    again = _newest(case, by)
    pause = REPORTER_AGAIN if by is REPORTER else STAFF_AGAIN
    if again and at - again < pause:
        raise CannotMove(_("You urged this a short while ago; it was passed on. You can urge again later."))
    workflow.move(case, "urge", by=by, at=at, note=note)
    notices.write([case], "urged", at=at, data={case.pk: {"note": note}})
    return case


def _newest(case: Case, by: Actor) -> datetime | None:
    urged = HistoryEntry.objects.filter(case=case.pk, action="urge")
    own = urged.filter(by=by) if isinstance(by, User) else urged.filter(data__reporter=True)
    return own.order_by("-number").values_list("at", flat=True).first()


@transaction.atomic
def supervise(case: Case, *, kind: str, level: int, hours: float, by: User, at: datetime, note: str) -> Request:
    """Demand a reply within so many working hours (督办); the clock of the reply has a ladder of its own.

    `kind` is overtime, leader or key; `level` 1 to 3. Raises CannotMove for others, or while one waits.
    """
    if kind not in SUPERVISIONS or not 1 <= level <= 3 or hours <= 0:
        raise CannotMove(_("Choose a kind of supervision, a level from 1 to 3, and when the reply is due."))
    calendars = WorkCalendars()
    limit = limit_of_hours(hours, calendars.office_id, calendars)
    due_at = limit.due_at(at)
    workflow.move(
        case, "supervise", by=by, at=at, note=note, changes={"level": max(case.level, level)},
        data={"supervision": kind, "level": level, "due_at": due_at},
    )  # fmt: skip
    deadlines.start(case, ClockKind.REPLY, limit, at=at)
    told = {"supervision": kind, "level": level}
    return requests.ask(case, Kind.SUPERVISION, by=by, at=at, note=note, due_at=due_at, data=told, letter="supervised")


@transaction.atomic
def reply(case: Case, *, by: User, at: datetime, note: str) -> Request:
    """Answer the supervisor, as host department or dispatch desk. Raises CannotMove, NotAllowed, NoteMissing."""
    if not (case.host_id and works_for(by, case.host_id)) and not dispatches(by, case.area_path):
        raise NotAllowed(_("The host department replies, or the dispatch desk."))
    request = requests.waiting(case, Kind.SUPERVISION)
    workflow.move(case, "reply", by=by, at=at, note=note)
    deadlines.meet(deadlines.of_case(case, ClockKind.REPLY), at=at)
    requests.answer(request, Decision.REPLIED, by=by, at=at, words=note)
    return request
