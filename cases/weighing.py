"""What matters for a decision about a request: how the part's clock stands, its pauses, and what it had before."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cases import reckoning
from cases.models import Case, Clock, ClockPause, Leg, Request
from departments.models import ClockKind
from departments.work_calendars import WorkCalendars


@dataclass(frozen=True)
class Facts:
    """The facts of one request; `used` and `budget` are of the part's handling clock, None where none was started."""

    request: Request
    used: timedelta | None
    budget: timedelta | None
    pauses: tuple[ClockPause, ...]
    due_at: datetime | None

    @property
    def percent(self) -> int:
        if self.used is None or not self.budget:
            return 0
        return min(100, round(100 * self.used / self.budget))


def facts_of(case: Case, *, at: datetime) -> list[Facts]:
    """Return the facts of each request of `case` that waits for a decision, the oldest first."""
    waiting = case.requests.filter(decision="").select_related("leg__department", "reason", "by").order_by("at", "pk")
    calendars = WorkCalendars()
    return [_facts(request, at, calendars) for request in waiting]


def _facts(request: Request, at: datetime, calendars: WorkCalendars) -> Facts:
    clock = _clock(request.leg) if request.leg else None
    if clock is None:
        return Facts(request, None, None, (), request.due_at)
    pauses = tuple(clock.pauses.select_related("by").order_by("begins_at"))
    budget = timedelta(seconds=clock.budget_seconds)
    return Facts(request, reckoning.used(clock, at, calendars), budget, pauses, clock.due_at)


def _clock(leg: Leg) -> Clock | None:
    return leg.clocks.filter(kind=ClockKind.HANDLE).order_by("-pk").first()
