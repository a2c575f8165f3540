"""A department's queue as a question: its open parts, narrowed, counted, grouped, and the way from one to the next."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import CharField, Count, F, Func, Q, QuerySet, Value
from django.db.models.functions import TruncDate
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases import queries
from cases.models import OPEN_LEG, Leg, LegState
from cases.narrowing import ME, NOBODY, Ground, Narrowing, read
from departments.access import scope_of
from departments.at_work import departments_at_work, people_of
from departments.models import Department, User
from grids.city import this_city

# A queue longer than this is counted as far as its soonest so many parts: nobody reads the difference.
COUNTED = 10_000
# So many saved views are counted beside the built-in ones, in one statement.
VIEWS_COUNTED = 12

# What every queue offers by itself: a name and its filters.
BUILT_IN: dict[str, tuple[Promise, dict[str, str]]] = {
    "all": (_("All open"), {}),
    "sent": (_("To accept"), {"state": LegState.SENT}),
    "handling": (_("In work"), {"state": LegState.HANDLING}),
    "mine": (_("Mine"), {"assignee": ME}),
    "nobody": (_("Nobody's"), {"assignee": NOBODY}),
    "soon": (_("Due within 4 hours"), {"due": "4h"}),
    "late": (_("Late"), {"due": "late"}),
}


def departments_of(user: User) -> list[Department]:
    """Return the departments that `user` works for. Raises NoSuchCase for who works for none."""
    mine = scope_of(user).reach("work_cases").department_ids
    found = [department for pk, department in departments_at_work().items() if pk in mine]
    if not found:
        raise queries.NoSuchCase(gettext("You have no place in a department."))
    return found


def ground_of(user: User, department: Department, *, at: datetime) -> Ground:
    """Return on what a queue of `department` stands for `user`: its people are read once."""
    people = {person.pk: person for person in people_of(department.pk)}
    return Ground(user, at, people)


def parts(user: User, department_id: int, narrowing: Narrowing) -> QuerySet[Leg]:
    """Return the open parts that `user` may see in this queue and that fit, soonest due first."""
    return queries.queue_of(user, department_id).filter(narrowing.condition)


def counts(department: Department, ground: Ground, views: Iterable[Mapping[str, Any]]) -> list[int]:
    """Return how many open parts of the queue fit each of `views` (filters as typed): one statement for all.

    Counted are the soonest COUNTED parts; a view whose filters fit nothing any more counts what is left of them.
    """
    queue = Leg.objects.filter(OPEN_LEG, department=department).order_by("due_at", "id")
    conditions = [read(filters, ground).condition for filters in views]
    asked = {f"n{place}": Count("pk", filter=condition or Q(pk__gt=0)) for place, condition in enumerate(conditions)}
    found = Leg.objects.filter(pk__in=queue.values("pk")[:COUNTED]).aggregate(**asked)
    return [found[name] for name in asked]


def group_key(grouping: str) -> Any:
    """Return the expression of the group that a part belongs to."""
    keys = {
        "person": F("assignee"),
        "category": F("case__category"),
        # /city/district/sub-district/: the third id; '' where the place is not known as well as that.
        "area": Func(F("area_path"), Value("/"), Value(4), function="split_part", output_field=CharField()),
        "day": TruncDate("due_at", tzinfo=ZoneInfo(this_city().time_zone)),
    }
    return keys[grouping]


def group_sizes(found: QuerySet[Leg], grouping: str) -> dict[Any, int]:
    """Return how many of `found` each group has, in one statement."""
    grouped = found.order_by().annotate(group=group_key(grouping)).values("group").annotate(size=Count("pk"))
    return {row["group"]: row["size"] for row in grouped}


def neighbours(found: QuerySet[Leg], department_id: int, number: str) -> tuple[str, str]:
    """Return the numbers of the cases before and after case `number` in the queue `found`; '' at the ends.

    A case that has left the list meanwhile still has its place there, by when its part was or is due.
    """
    here = Leg.objects.filter(case__number=number, department=department_id).order_by("-pk")
    leg = here.values_list("due_at", "pk").first()
    if leg is None:
        return "", found.values_list("case__number", flat=True).first() or ""
    after, before = _beyond(*leg), _before(*leg)
    following = found.filter(after).order_by(F("due_at").asc(nulls_last=True), "pk")
    leading = found.filter(before).order_by(F("due_at").desc(nulls_first=True), "-pk")
    return tuple(  # type: ignore[return-value]
        some.values_list("case__number", flat=True).first() or "" for some in (leading, following)
    )


def _beyond(due_at: datetime | None, pk: int) -> Q:
    if due_at is None:
        return Q(due_at=None, pk__gt=pk)
    return Q(due_at__gt=due_at) | Q(due_at=due_at, pk__gt=pk) | Q(due_at=None)


def _before(due_at: datetime | None, pk: int) -> Q:
    if due_at is None:
        return Q(due_at__isnull=False) | Q(due_at=None, pk__lt=pk)
    return Q(due_at__lt=due_at) | Q(due_at=due_at, pk__lt=pk)
