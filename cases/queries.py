"""Questions about cases. Every list, count, map, export and detail that a person sees begins at visible_to()."""

from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from cases.models import OPEN_LEG, Case, CaseShare, FieldTask, Leg, LegState, Status
from cases.scoped import ScopedQuerySet
from departments.access import Reach, scope_of
from departments.models import User
from govgrid.lib.refusals import Refusal
from grids.models import subtree


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


def queue_of(user: User, department_id: int) -> Iterable[Leg]:
    """Return the open legs of a department that `user` works for, soonest due first; empty for any other."""
    if department_id not in scope_of(user).reach("work_cases").department_ids:
        return Leg.objects.none()
    open_legs = Leg.objects.filter(OPEN_LEG, department=department_id)
    return open_legs.select_related("case__category", "case__cell", "assignee").order_by("due_at", "id")


def waiting_for_acceptance(user: User) -> ScopedQuerySet:
    """Return the reports that the router could not file: an acceptor places, files or declines them. Oldest first."""
    return _at_desk(user, "file_cases").filter(status=Status.REPORTED, routed_at__isnull=False).order_by("id")


def waiting_for_dispatch(user: User) -> ScopedQuerySet:
    """Return filed cases without a department: a dispatcher decides. Oldest first."""
    return _at_desk(user, "dispatch_cases").filter(status=Status.FILED).order_by("id")


def waiting_for_check(user: User) -> ScopedQuerySet:
    """Return handled cases for which no officer could be asked, oldest first."""
    return _at_desk(user, "file_cases").filter(status=Status.HANDLED).order_by("id")


def waiting_to_close(user: User) -> ScopedQuerySet:
    """Return checked cases that a shift leader may close, oldest first."""
    return _at_desk(user, "close_cases").filter(status=Status.CHECKED).order_by("id")


def _at_desk(user: User, ability: str) -> ScopedQuerySet:
    return Case.objects.within(_condition(user, scope_of(user).reach(ability))).select_related(
        "category", "cell", "host"
    )


def tasks_of(user: User) -> Iterable[FieldTask]:
    """Return the officer's open tasks, the most pressing first."""
    return (
        FieldTask.objects.filter(officer=user, done_at=None)
        .select_related("case__category", "case__cell")
        .order_by("due_at")
    )


def late_legs(user: User) -> Iterable[Leg]:
    """Return the open legs past their due instant that a supervisor answers for, the latest first."""
    reach = scope_of(user).reach("supervise_cases")
    areas = Q() if reach.city_wide else Q(pk__in=[])
    for path in () if reach.city_wide else reach.area_paths:
        areas |= subtree(path, "area_path")
    open_legs = Leg.objects.filter(areas, state__in=[LegState.SENT, LegState.HANDLING], due_at__lt=Now())
    return open_legs.select_related("case__category", "case__cell", "department", "assignee").order_by("due_at", "id")
