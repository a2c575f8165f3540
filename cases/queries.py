"""Questions about cases. Every list, count, map, export and detail that a person sees begins at visible_to()."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from cases import opened_by, redrawn
from cases.models import ENDED, OPEN_LEG, Case, CaseShare, Clock, ClockState, FieldTask, Leg, LegState, Request, Status
from cases.scoped import ScopedQuerySet
from departments.access import Reach, Scope, scope_of
from departments.models import User
from govgrid.lib.refusals import Refusal
from grids.city import city_day
from grids.models import Area, subtree

A_YEAR = timedelta(days=365)


class NoSuchCase(Refusal):
    """Not there, or not for this person to know: the same answer."""

    code = "no_such_case"
    status = 404


def visible_to(user: User | AnonymousUser) -> ScopedQuerySet:
    """Return the cases that `user` may see: by department (a leg), by area, by a share, or by an open task."""
    return Case.objects.within(_condition(user, scope_of(user).reach("view_cases")))


def _condition(user: User | AnonymousUser, reach: Reach) -> Q:
    if reach.city_wide:
        return Q()
    this = {"case": OuterRef("pk")}
    condition = Q(pk__in=[])
    if user.is_authenticated:
        condition |= Q(Exists(CaseShare.objects.filter(**this, user=user.pk, until__gt=Now())))
        condition |= Q(Exists(FieldTask.objects.filter(**this, officer=user.pk)))
    if reach.department_ids:
        condition |= Q(Exists(Leg.objects.filter(**this, department__in=reach.department_ids)))
    for path in reach.area_paths:
        condition |= subtree(path, "area_path")
    return condition


def within_reach(user: User | AnonymousUser, ability: str) -> ScopedQuerySet:
    """Return the cases on which `user` holds `ability`, by area or by a department's part."""
    return Case.objects.within(_condition(user, scope_of(user).reach(ability)))


def case_for(user: User | AnonymousUser, number: str, *, step: int | None = None) -> Case:
    """Return the case with `number` if `user` may see it; with `step`, as the person last saw it.

    A `step` older than the case's own makes the next move fail as Overtaken. Raises NoSuchCase.
    """
    found = visible_to(user).select_related("category", "standard", "cell", "host").filter(number=number).first()
    if found is None:
        raise NoSuchCase(_("There is no case %(number)s that you may see.") % {"number": number})
    if step is not None:
        found.step = step
    return found


def queue_of(user: User, department_id: int) -> QuerySet[Leg]:
    """Return the open legs of a department that `user` works for, soonest due first; empty for any other."""
    if department_id not in scope_of(user).reach("work_cases").department_ids:
        return Leg.objects.none()
    open_legs = Leg.objects.filter(OPEN_LEG, department=department_id)
    return open_legs.select_related("case__category", "case__cell", "assignee").order_by("due_at", "id")


def waiting_for_acceptance(user: User) -> ScopedQuerySet:
    """Return the reports that the router could not file: an acceptor places, files or declines them. Oldest first."""
    return at_desk(user, "file_cases").filter(status=Status.REPORTED, routed_at__isnull=False).order_by("id")


def waiting_for_dispatch(user: User) -> ScopedQuerySet:
    """Return filed cases without a department: a dispatcher decides. Oldest first."""
    return at_desk(user, "dispatch_cases").filter(status=Status.FILED).order_by("id")


def waiting_for_check(user: User) -> ScopedQuerySet:
    """Return handled cases for which no officer could be asked, oldest first."""
    return at_desk(user, "file_cases").filter(status=Status.HANDLED).order_by("id")


def waiting_to_close(user: User) -> ScopedQuerySet:
    """Return checked cases that a shift leader may close, oldest first."""
    return at_desk(user, "close_cases").filter(status=Status.CHECKED).order_by("id")


def at_desk(user: User, ability: str) -> ScopedQuerySet:
    """Return the cases for which `user` holds `ability`, with what a desk shows of them."""
    return within_reach(user, ability).select_related("category", "cell", "host")


def requests_for(user: User) -> QuerySet[Request]:
    """Return the open requests that `user` may decide or pass on, the oldest first."""
    scope = scope_of(user)
    waiting = Request.objects.filter(decision="").exclude(by=user)
    return (
        waiting.filter(_theirs_to_decide(user, scope) | _theirs_to_pass_on(user, scope))
        .select_related("case__category", "case__cell", "leg__department", "reason", "by")
        .order_by("at", "id")
    )


# Which ability decides which kind of request; what departments ask is decided once it is passed on.
DECIDED_BY = {
    "dispatch_cases": [Request.Kind.RETURN, Request.Kind.EXTENSION, Request.Kind.SUSPENSION],
    "close_cases": [Request.Kind.FILING, Request.Kind.CANCEL],
    "supervise_cases": [Request.Kind.FORCED_CLOSE, Request.Kind.SUSPENSION],
    "file_cases": [Request.Kind.APPEAL],
}


def _theirs_to_decide(user: User, scope: Scope) -> Q:
    found = Q(pk__in=[])
    for ability, kinds in DECIDED_BY.items():
        if ability in scope:
            found |= Q(kind__in=kinds) & _at(scope.reach(ability))
    mine = scope.reach("work_cases").department_ids
    return found & Q(endorsed_at__isnull=False) | Q(kind=Request.Kind.SUPERVISION, case__host__in=mine)


def _theirs_to_pass_on(user: User, scope: Scope) -> Q:
    heads = Q(endorsed_at=None, leg__department__in=scope.reach("assign_cases").department_ids)
    appeals = Q(endorsed_at=None, kind=Request.Kind.APPEAL) & _at(scope.reach("dispatch_cases"))
    return heads & ~Q(kind=Request.Kind.APPEAL) | appeals


def _at(reach: Reach) -> Q:
    """Return the condition that a row's case lies within the areas of `reach`."""
    if reach.city_wide:
        return Q()
    within = Q(pk__in=[])
    for path in reach.area_paths:
        within |= subtree(path, "case__area_path")
    return within


def cases_at(reach: Reach) -> Q:
    """Return the condition that a row's case lies within the areas of `reach`; false where it has none."""
    if reach.city_wide:
        return Q(pk__isnull=False)  # an empty Q would vanish beside "or"
    return _at(reach)


def called_by(department_ids: Iterable[int]) -> Q:
    """Return the condition that a part was called in by one of these departments, or is theirs."""
    ids = list(department_ids)
    return Q(called_by__department__in=ids) | Q(department__in=ids)


def tasks_of(user: User) -> QuerySet[FieldTask]:
    """Return the officer's open tasks, the most pressing first."""
    return (
        FieldTask.objects.filter(officer=user, done_at=None)
        .select_related("case__category", "case__cell")
        .order_by("due_at")
    )


def supervised_by(user: User) -> ScopedQuerySet:
    """Return the cases that lie in an area which `user` supervises."""
    reach = scope_of(user).reach("supervise_cases")
    areas = Q() if reach.city_wide else Q(pk__in=[])
    for path in () if reach.city_wide else reach.area_paths:
        areas |= subtree(path, "area_path")
    return Case.objects.within(areas)


def stuck_clocks(user: User) -> QuerySet[Clock]:
    """Return the clocks under a supervisor that still run though every rung has fired, the longest first."""
    reach = scope_of(user).reach("supervise_cases")
    areas = Q() if reach.city_wide else Q(pk__in=[])
    for path in () if reach.city_wide else reach.area_paths:
        areas |= subtree(path, "case__area_path")
    found = Clock.objects.filter(areas, state=ClockState.RUNNING, stuck_at__isnull=False)
    return found.select_related("case__category", "case__host", "leg__department", "acknowledged_by").order_by(
        "stuck_at", "pk"
    )


def queue_counts(department_id: int, *, at: datetime) -> dict[str, int]:
    """Return how many open parts a department has: all, to accept, in work, due within 4 hours, late."""
    return Leg.objects.filter(OPEN_LEG, department=department_id).aggregate(
        open=Count("pk"),
        sent=Count("pk", filter=Q(state=LegState.SENT)),
        handling=Count("pk", filter=Q(state=LegState.HANDLING)),
        soon=Count("pk", filter=Q(due_at__gte=at, due_at__lt=at + timedelta(hours=4))),
        late=Count("pk", filter=Q(due_at__lt=at)),
    )


def due_of(cases: Iterable[Case]) -> dict[int, datetime]:
    """Return by case id when the next open part of each is due; cases with no open part are left out."""
    legs = Leg.objects.filter(OPEN_LEG, case__in=[case.pk for case in cases], due_at__isnull=False)
    return dict(legs.values("case").annotate(next=Min("due_at")).values_list("case", "next"))


# What "late" of a list's filters asks for beside what is late: due within so many hours.
def found_by(cases: ScopedQuerySet, wish: Mapping[str, str], *, at: datetime) -> ScopedQuerySet:
    """Narrow `cases` by a list's filters; an empty or unknown value of a choice narrows nothing.

    Keys: status ("open" for all that have not ended), department (code of one at work), district or area (code of
    any), boundaries ("now": the area by today's outlines), category (code or its major's), late ("1", or "4h", "soon",
    "72h": due within 4, 24, 72 hours), reported and closed (within so many days), reopened ("1"), and those of
    opened_by.narrow(). With an open status or `late`, the department's own part must be open or late: so a board's
    numbers open just their cases.
    """
    cases = opened_by.narrow(_by_time(cases, wish, at), wish, at=at)
    if wish.get("status") == "open":
        cases = cases.exclude(status__in=ENDED)
    elif wish.get("status") in Status.values:
        cases = cases.filter(status=wish["status"])
    if code := wish.get("category"):
        cases = cases.filter(Q(category__code=code) | Q(category__parent__code=code))
    if (part := opened_by.parts(wish, at=at)) is not None:
        cases = cases.filter(Exists(part.filter(case=OuterRef("pk"))))
    return _by_area(cases, wish, at)


def _by_area(cases: ScopedQuerySet, wish: Mapping[str, str], at: datetime) -> ScopedQuerySet:
    keys = ("district",) if wish.get("finished") else ("district", "area")  # of finished parts see opened_by
    codes = [wish[key] for key in keys if wish.get(key)]
    for area in Area.objects.filter(code__in=codes):
        if wish.get("boundaries") == redrawn.NOW:
            cases = redrawn.lying_in(cases, area.path, on=city_day(at))
        else:
            cases = cases.filter(subtree(area.path, "area_path"))
    return cases


def _by_time(cases: ScopedQuerySet, wish: Mapping[str, str], at: datetime) -> ScopedQuerySet:
    for key in ("reported", "closed"):
        days = wish.get(key, "")
        if days.isascii() and days.isdigit() and len(days) <= 4:
            cases = cases.filter(**{f"{key}_at__gte": at - timedelta(days=int(days))})
    return cases.filter(reopens__gt=0) if wish.get("reopened") else cases


def of_component(user: User | AnonymousUser, component_id: int) -> ScopedQuerySet:
    """Return the cases of a component that `user` may see; one merged into another is part of that other one."""
    return visible_to(user).filter(component=component_id).exclude(status=Status.MERGED)


def of_component_in_a_year(user: User | AnonymousUser, component_id: int, *, at: datetime) -> int:
    """Return how many cases of a component `user` may see that were reported in the twelve months before `at`."""
    return of_component(user, component_id).filter(reported_at__gt=at - A_YEAR, reported_at__lte=at).count()
