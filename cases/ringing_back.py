"""Ringing back (回访): whom the hotline calls, as promised or because their case was closed; and when again.

Who could not be reached is tried again, three times in all; then the reporter's own page is what remains.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils.translation import gettext as _

from cases import history, permits, queries
from cases.models import Rating, Report, RingBack, Status
from cases.workflow import CannotMove
from departments.models import User
from grids.city import this_city

MOST_TRIES = 3
Why, Outcome = RingBack.Why, RingBack.Outcome


@dataclass(frozen=True)
class ToCall:
    """A reporter to be called: why, and the promise or the earlier tries (None: nobody has tried yet)."""

    report: Report
    why: str
    ring_back: RingBack | None = None

    @property
    def tries(self) -> int:
        return self.ring_back.tries if self.ring_back else 0


def to_call(user: User, *, at: datetime, most: int = 50) -> list[ToCall]:
    """Return whom `user` is to call at `at`: what was promised or is to be tried again first, then results."""
    waiting = _open(user).filter(due_at__lte=at).order_by("due_at", "pk")[:most]
    found = [ToCall(ring_back.report, ring_back.why, ring_back) for ring_back in waiting]
    results = _results(user, at)[: most - len(found)]
    return [*found, *(ToCall(report, Why.RESULT) for report in results)]


def later(user: User, *, at: datetime) -> QuerySet[RingBack]:
    """Return the calls that wait for a later hour, the next one first."""
    return _open(user).filter(due_at__gt=at).order_by("due_at", "pk")


def _open(user: User) -> QuerySet[RingBack]:
    mine = queries.within_reach(user, "call_back")
    waiting = RingBack.objects.filter(outcome="", report__case__in=mine)
    return waiting.select_related("report__case__category", "report__contact", "by")


def _results(user: User, at: datetime) -> QuerySet[Report]:
    """Return reports of cases just closed, with a phone, that nobody has judged or been called for since."""
    since_closing = {"report": OuterRef("pk"), "at__gte": OuterRef("case__closed_at")}
    closed = queries.within_reach(user, "call_back").filter(
        status=Status.CLOSED, closed_at__gt=at - timedelta(days=this_city().reopen_days)
    )
    return (
        Report.objects.filter(case__in=closed)
        .exclude(contact__phone_digest="")
        .filter(contact__isnull=False)
        .exclude(Exists(Rating.objects.filter(**since_closing)))
        .exclude(Exists(RingBack.objects.filter(**since_closing, why=Why.RESULT)))
        .select_related("case__category", "contact")
        .order_by("-case_id", "pk")  # by the index of the status; the newest are remembered best
    )


@transaction.atomic
def promise(report: Report, *, due_at: datetime, note: str, by: User, at: datetime) -> RingBack:
    """Keep that a caller was promised a call at `due_at`. Raises CannotMove for an instant that is past."""
    if due_at <= at:
        raise CannotMove(_("Promise a time that is still to come."))
    ring_back, _new = RingBack.objects.update_or_create(
        report=report, why=Why.PROMISED, outcome="",
        defaults={"due_at": due_at, "note": note[:300], "by": by, "at": at, "tries": 0},
    )  # fmt: skip
    told = {"due_at": due_at, "report": report.number}
    history.note_down([report.case], "promise_call", by=by, at=at, note=note[:300], data={report.case_id: told})
    return ring_back


@transaction.atomic
def not_reached(report: Report, *, again_at: datetime, by: User, at: datetime) -> RingBack:
    """Count a call that nobody answered; the third ends it. Raises NotAllowed, CannotMove for an instant past."""
    permits.need(by, "call_back", report.case)
    if again_at <= at:
        raise CannotMove(_("Name a time that is still to come for the next try."))
    why = Why.RESULT if report.case.status == Status.CLOSED else Why.PROMISED
    ring_back = _waiting(report).first() or RingBack(report=report, why=why, by=by, at=at)
    ring_back.tries += 1
    ring_back.due_at = again_at
    if ring_back.tries >= MOST_TRIES:
        ring_back.outcome, ring_back.ended_at = Outcome.GIVEN_UP, at
    ring_back.save()
    told = {"tries": ring_back.tries, "report": report.number}
    history.note_down([report.case], "not_reached", by=by, at=at, data={report.case_id: told})
    return ring_back


@transaction.atomic
def kept(report: Report, *, note: str, by: User, at: datetime) -> None:
    """Keep that a promised call was made, with what was said. Raises NotAllowed, CannotMove where none was promised."""
    permits.need(by, "call_back", report.case)
    if not reached(report, at=at):
        raise CannotMove(_("No call waits for this reporter (any more)."))
    told = {"report": report.number}
    history.note_down([report.case], "rang_back", by=by, at=at, note=note, data={report.case_id: told})


def reached(report: Report, *, at: datetime) -> int:
    """End the calls that wait for this reporter, who has been spoken to; return how many there were."""
    return _waiting(report).update(outcome=Outcome.REACHED, ended_at=at, tries=F("tries") + 1)


def _waiting(report: Report) -> QuerySet[RingBack]:
    return RingBack.objects.filter(report=report, outcome="").order_by("due_at")


def report_of(user: User, number: str) -> Report:
    """Return the report with this number whose case `user` may call back about. Raises NoSuchCase."""
    mine = queries.within_reach(user, "call_back")
    found = Report.objects.filter(number=number, case__in=mine, contact__isnull=False)
    report = found.select_related("case__category", "case__standard", "contact").first()
    if report is None:
        raise queries.NoSuchCase(_("There is no report %(number)s to call about.") % {"number": number})
    return report
