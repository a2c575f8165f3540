"""The filters by which a board's number opens its list: each narrows to just the cases that were counted."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from cases.models import ENDED, OPEN_LEG, Clock, ClockState, Leg, LegState
from cases.scoped import ScopedQuerySet
from grids.city import this_city
from grids.models import Area, subtree

# Windows ahead by the word for them in the filter `late`.
AHEAD = {"4h": timedelta(hours=4), "soon": timedelta(hours=24), "72h": timedelta(hours=72)}
BEGINNING, END = date(2000, 1, 1), date(2999, 12, 31)


def narrow(cases: ScopedQuerySet, wish: Mapping[str, str], *, at: datetime) -> ScopedQuerySet:
    """Narrow `cases` by host (code), alarm ("1"), reported_on, ended_on and finished (days), what is empty by nothing.

    Days are "2026-09-01", "2026-09-01..2026-09-14", or open at one end, in the city's time. With `finished` a case has
    a part that was finished then, of `department` where one is named: `how` is "late", "paused" or "reopened".
    """
    if code := wish.get("host"):
        cases = cases.filter(host__code=code)
    if wish.get("alarm"):
        cases = cases.filter(Exists(alarms(at).filter(case=OuterRef("pk"))))
    if span := read_days(wish.get("reported_on", "")):
        cases = cases.filter(reported_at__gte=span[0], reported_at__lt=span[1])
    if span := read_days(wish.get("ended_on", "")):
        cases = cases.filter(status__in=ENDED, closed_at__gte=span[0], closed_at__lt=span[1])
    if span := read_days(wish.get("finished", "")):
        cases = cases.filter(Exists(_finished(span, wish).filter(case=OuterRef("pk"))))
        cases = cases.filter(reopens__gt=0) if wish.get("how") == "reopened" else cases
    return cases


def alarms(at: datetime) -> QuerySet[Clock]:
    """Return the clocks whose ladder has fired, that still run, and that nobody holds at `at`."""
    free = Q(held_until=None) | Q(held_until__lte=at)
    return Clock.objects.filter(free, state=ClockState.RUNNING, next_rung__gt=1)


def due(late: str, at: datetime) -> Q:
    """Return the condition that a part is late at `at`, or due within the window of that word; empty: any."""
    if late in AHEAD:
        return Q(due_at__gte=at, due_at__lt=at + AHEAD[late])
    return Q(due_at__lt=at) if late else Q()


def parts(wish: Mapping[str, str], *, at: datetime) -> QuerySet[Leg] | None:
    """Return the parts of which a wished case must have one; None where it asks for none."""
    code, late = wish.get("department"), wish.get("late", "")
    if not (code or late) or wish.get("finished"):
        return None
    legs = Leg.objects.filter(department__code=code) if code else Leg.objects.all()
    return legs.filter(OPEN_LEG & due(late, at)) if late or wish.get("status") == "open" else legs


def read_days(said: str) -> tuple[datetime, datetime] | None:
    """Return the instants between which days lie, the second excluded; None for what says no days."""
    first, dots, last = said.partition("..")
    try:
        days = _day(first, BEGINNING), _day(last if dots else first, END)
    except ValueError:
        return None
    return (_midnight(days[0]), _midnight(days[1] + timedelta(days=1))) if said.strip(".") else None


def _day(said: str, instead: date) -> date:
    return min(max(date.fromisoformat(said), BEGINNING), END) if said else instead


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(this_city().time_zone))


def _finished(span: tuple[datetime, datetime], wish: Mapping[str, str]) -> QuerySet[Leg]:
    """Return the newest finished part of each department in its case, of those finished in `span`.

    A part keeps the place that it was done in, though its case may have been corrected since: `area` is asked of it.
    """
    found = Leg.objects.filter(state=LegState.FINISHED, finished_at__gte=span[0], finished_at__lt=span[1])
    newer = Leg.objects.filter(
        state=LegState.FINISHED, case=OuterRef("case"), department=OuterRef("department"), pk__gt=OuterRef("pk")
    )
    found = found.filter(~Exists(newer))
    if code := wish.get("department"):
        found = found.filter(department__code=code)
    if wish.get("how") == "late":
        found = found.filter(finished_at__gt=F("due_at"), excused=False)
    if wish.get("how") == "paused":
        found = found.filter(suspensions__gt=0)
    for area in Area.objects.filter(code=wish.get("area", "")) if wish.get("area") else ():
        found = found.filter(subtree(area.path, "area_path"))
    return found
