"""A department's queue as a question: its open parts, narrowed, counted, grouped, and the way from one to the next."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases import queries
from cases.models import OPEN_LEG, Leg, LegState
from cases.narrowing import ME, NOBODY, Ground, Narrowing, start_of
from departments.access import scope_of
from departments.at_work import departments_at_work, people_of
from departments.models import Department, User
from grids.city import city_day
from grids.models import subtree

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
    "soon": (_("Due in 4 h"), {"due": "4h"}),
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


# What a row of a queue shows: the page reads these columns of three tables, not all seventy of five.
SHOWN = (
    "state", "due_at", "suspended_until", "area_path", "assignee__name_en", "assignee__name_zh", "case__number",
    "case__urgent", "case__address", "case__lon", "case__lat", "case__category__name_en", "case__category__name_zh",
)  # fmt: skip


def as_shown(parts: QuerySet[Leg]) -> QuerySet[Leg]:
    """Return the same parts with just what a row of a queue shows."""
    return parts.select_related(None).select_related("case__category", "assignee").only(*SHOWN)


def counts(department: Department, conditions: Iterable[Q]) -> list[int]:
    """Return how many open parts of a department satisfy each of `conditions`: one statement, however many.

    Counted are the soonest COUNTED parts; one more says that there are more than that.
    """
    queue = Leg.objects.filter(OPEN_LEG, department=department).order_by("due_at", "id")
    asked = {f"n{place}": Count("pk", filter=one or Q(pk__gt=0)) for place, one in enumerate(conditions)}
    found = queue[: COUNTED + 1].aggregate(**asked)
    return [found[name] for name in asked]


def group_of(leg: Leg, grouping: str) -> tuple[Any, Q]:
    """Return the group that a part belongs to: what names it, and the condition that finds the others."""
    if grouping == "person":
        return leg.assignee_id, Q(assignee=leg.assignee_id)
    if grouping == "category":
        return leg.case.category_id, Q(case__category=leg.case.category_id)
    return _area_of(leg) if grouping == "area" else _day_of(leg)


def _area_of(leg: Leg) -> tuple[str, Q]:
    """The sub-district is the third of the path; a part that is not placed as well as that is of its own area."""
    ids = leg.area_path.strip("/").split("/")
    if len(ids) < 3:
        return leg.area_path, Q(area_path=leg.area_path)
    path = f"/{'/'.join(ids[:3])}/"
    return path, subtree(path, "area_path")


def _day_of(leg: Leg) -> tuple[date | None, Q]:
    if leg.due_at is None:
        return None, Q(due_at=None)
    day = city_day(leg.due_at)
    return day, Q(due_at__gte=start_of(day), due_at__lt=start_of(day + timedelta(days=1)))


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
