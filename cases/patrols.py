"""Patrol (巡查): a round on duty, and the check-ins made on it. Outside a patrol nobody's place is kept.

A phone without network tells later: its own time is believed if it lies within the last day and is not yet to come.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.db import IntegrityError, transaction
from django.db.models import F, Max, Q, QuerySet
from django.utils.translation import gettext as _

from cases.models import CheckIn, Patrol
from departments.access import scope_of
from departments.models import Shift, User
from govgrid.lib.geo import Point
from govgrid.lib.refusals import Refusal
from grids.city import city_day, this_city
from grids.locate import cell_at
from grids.models import Area, Level, in_force, subtree

BELIEVED = timedelta(hours=24)
SOON = timedelta(hours=16)


class NotOnDuty(Refusal):
    code = "not_on_duty"


class NoPatrol(Refusal):
    """There is no patrol at that instant to check in on, or to end."""

    code = "no_patrol"


class NoPlaceGiven(Refusal):
    code = "no_place"
    status = 422


def believed(claimed_at: datetime | None, at: datetime) -> datetime:
    """Return the phone's time where it can be: within the day before `at`; else `at`."""
    return claimed_at if claimed_at and at - BELIEVED <= claimed_at <= at else at


def shift_of(officer: User, at: datetime) -> Shift | None:
    """Return the shift that runs at `at`, else the next that begins within 16 hours."""
    near = Shift.objects.filter(user=officer, ends_at__gt=at, begins_at__lt=at + SOON)
    return near.order_by("begins_at").first()


def running(officer: User, at: datetime) -> Patrol | None:
    """Return the patrol that the officer is on at `at`; it is over with its shift, also when nobody ended it."""
    return _at(officer, at).filter(ended_at=None).first()


def _at(officer: User, at: datetime) -> QuerySet[Patrol]:
    return Patrol.objects.filter(officer=officer, begun_at__lte=at, until__gt=at).order_by("-begun_at")


@transaction.atomic
def begin(officer: User, *, at: datetime, claimed_at: datetime | None = None) -> Patrol:
    """Begin a round; one that runs already is answered. Raises NotOnDuty."""
    then = believed(claimed_at, at)
    if patrol := running(officer, then):
        return patrol
    shift = shift_of(officer, then)
    if shift is None or shift.begins_at > then:
        raise NotOnDuty(_("You are not on duty. A patrol begins within your shift only."))
    try:
        with transaction.atomic():
            return Patrol.objects.create(officer=officer, begun_at=then, until=shift.ends_at)
    except IntegrityError:  # the same officer on two phones
        return Patrol.objects.get(officer=officer, until=shift.ends_at, ended_at=None)


@transaction.atomic
def end(officer: User, *, at: datetime, claimed_at: datetime | None = None) -> Patrol:
    """End the round that runs. Raises NoPatrol."""
    then = believed(claimed_at, at)
    patrol = running(officer, then)
    if patrol is None:
        raise NoPatrol(_("You are on no patrol."))
    patrol.ended_at = then
    patrol.save(update_fields=["ended_at"])
    return patrol


def check_in(
    officer: User,
    *,
    at: datetime,
    claimed_at: datetime | None = None,
    point: Point | None = None,
    accuracy_m: float | None = None,
    cell: Area | None = None,
) -> CheckIn:
    """Keep where the officer was: a point decides the cell, else the one that was chosen.

    Raises NoPatrol outside a patrol, also for a time before it began or after it ended; NoPlaceGiven.
    """
    then = believed(claimed_at, at)
    patrol = _at(officer, then).first()
    if patrol is None or (patrol.ended_at and patrol.ended_at < then):
        raise NoPatrol(_("You are on no patrol. Begin one first; nothing is kept outside it."))
    if point is None and cell is None:
        raise NoPlaceGiven(_("Say where you are: by your position, or by choosing a cell."))
    found = cell_at(point, on=city_day(at)) if point else None
    chosen = cell.pk if cell else None
    return CheckIn.objects.create(
        patrol=patrol, officer=officer, cell_id=found.id if found else chosen, claimed_at=then, at=at,
        lon=point.lon if point else None, lat=point.lat if point else None, accuracy_m=accuracy_m,
    )  # fmt: skip


def cells_of(officer: User, *, at: datetime) -> QuerySet[Area]:
    """Return the cells of the officer's areas with `visited_at`, by anybody; the longest not visited first."""
    paths = scope_of(officer).reach("report_cases").area_paths
    mine = Area.objects.filter(in_force(city_day(at)), reduce(or_, map(subtree, paths), Q(pk__in=[])), level=Level.CELL)
    visited = mine.annotate(visited_at=Max("check_ins__claimed_at"))
    return visited.order_by(F("visited_at").asc(nulls_first=True), "code")


def of_officer(officer: User) -> QuerySet[CheckIn]:
    """Return what is kept of an officer, the newest first: they may always read it."""
    return CheckIn.objects.filter(officer=officer).select_related("cell").order_by("-claimed_at")


def forget_old(*, at: datetime) -> int:
    """Delete the patrols that began longer ago than the city keeps them, with their check-ins; return how many."""
    old = Patrol.objects.filter(begun_at__lt=at - timedelta(days=this_city().patrol_days))
    return _deleted(old.values_list("pk", flat=True)[:1000])


def _deleted(ids: Iterable[int]) -> int:
    gone = list(ids)
    Patrol.objects.filter(pk__in=gone).delete()
    return len(gone)
