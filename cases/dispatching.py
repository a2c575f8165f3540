"""What the dispatch desk weighs: whom the router proposes and why, what else could be, and how much each has to do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from cases import dispatch, queries
from cases.models import OPEN_LEG, Case, Leg
from cases.workflow import CannotMove
from departments import keepers
from departments.models import Department, Duty, Part, User
from govgrid.lib.refusals import Refusal
from grids.city import this_city

CATCH_ALL = "catch-all"
AT_ONCE = 50


@dataclass(frozen=True)
class Option:
    """A department that could have the case: the rule that names it, and the reason in the reader's language."""

    department: Department
    rule: str
    reason: str


@dataclass(frozen=True)
class Proposal:
    """What the router proposes for a case: hosts in their order (the first is its own choice) and co-handlers."""

    hosts: tuple[Option, ...]
    helpers: tuple[Option, ...]
    certain: bool

    @property
    def best(self) -> Option | None:
        return self.hosts[0] if self.hosts else None


def propose(cases: Sequence[Case]) -> dict[int, Proposal]:
    """Return the router's proposal for each case by its id; two queries however many they are.

    Certain is one named host without a rival, for a case that nobody has given back: what a calendar or a person
    held up, and not a doubt about whose it is.
    """
    said = {case.pk: case.suggestion or {} for case in cases}
    named = [one for told in said.values() for one in (*told.get("to", []), *told.get("rivals", []))]
    departments = Department.objects.in_bulk({one["department_id"] for one in named})
    duties = Duty.objects.in_bulk({one["duty_id"] for one in named if one.get("duty_id")})
    return {case.pk: _proposal(case, said[case.pk], departments, duties) for case in cases}


def _proposal(
    case: Case, said: dict[str, Any], departments: dict[int, Department], duties: dict[int, Duty]
) -> Proposal:
    def options(named: Iterable[dict[str, Any]]) -> tuple[Option, ...]:
        known = [one for one in named if one["department_id"] in departments]
        return tuple(Option(departments[one["department_id"]], one["rule"], _why(one, duties)) for one in known)

    to, rivals = said.get("to", []), said.get("rivals", [])
    hosts = options([*(one for one in to if one["part"] == Part.HOST), *rivals])
    helpers = options(one for one in to if one["part"] != Part.HOST)
    lone = len(hosts) == 1 and hosts[0].rule != CATCH_ALL
    return Proposal(hosts, helpers, lone and not case.disputed and not case.returns and case.standard_id is not None)


def _why(one: dict[str, Any], duties: dict[int, Duty]) -> str:
    duty = duties.get(one.get("duty_id") or 0)
    return duty.reason if duty else keepers.in_words(one["rule"], one["reason"])


@dataclass(frozen=True)
class Load:
    """How much a department has to do now: open parts, late ones, those of today; `percent` of its room."""

    department: Department
    open: int
    late: int
    today: int
    people: int
    # Of what its people may have at once, where it has such a cap; else of the busiest department here.
    percent: int
    capped: bool

    @property
    def tone(self) -> str:
        return "late" if self.percent >= 100 and self.capped else "warn" if self.late else "ok"


def loads(departments: Iterable[Department], *, at: datetime) -> list[Load]:
    """Return the load of each of `departments` at `at`, in their order; two queries."""
    asked = list(departments)
    midnight = at.astimezone(ZoneInfo(this_city().time_zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    counted: dict[int, dict[str, int]] = {
        row["department"]: {name: row[name] for name in ("open", "late", "today")}
        for row in Leg.objects.filter(OPEN_LEG, department__in=asked)
        .values("department")
        .annotate(
            open=Count("pk"), late=Count("pk", filter=Q(due_at__lt=at)),
            today=Count("pk", filter=Q(sent_at__gte=midnight)),
        )
    }  # fmt: skip
    people = _people(asked)
    most = max((row["open"] for row in counted.values()), default=0)
    return [_load(one, counted.get(one.pk, {}), people.get(one.pk, 0), most) for one in asked]


def _load(department: Department, row: dict[str, int], people: int, most: int) -> Load:
    has, cap = row.get("open", 0), people * (department.cap_per_person or 0)
    percent = 100 * has // cap if cap else 100 * has // most if most else 0
    return Load(department, has, row.get("late", 0), row.get("today", 0), people, min(percent, 100), bool(cap))


def _people(departments: list[Department]) -> dict[int, int]:
    """Return how many active people work in each department."""
    members = User.groups.through.objects.filter(user__is_active=True, group__rolegroup__department__in=departments)
    counted = members.values("group__rolegroup__department").annotate(people=Count("user", distinct=True))
    return {row["group__rolegroup__department"]: row["people"] for row in counted}


@dataclass(frozen=True)
class Sent:
    """What became of one case of several: sent to `to`, or the refusal in words."""

    number: str
    to: str
    refusal: str = ""


def send_certain(wanted: Sequence[tuple[str, int]], *, by: User, at: datetime) -> list[Sent]:
    """Send each case (number, and the step that the person saw) to its proposed host; return a result for each.

    One that is refused, because somebody was faster or it is not certain any more, stops none of the others.
    """
    return [_send(number, step, by, at) for number, step in wanted[:AT_ONCE]]


def _send(number: str, step: int, by: User, at: datetime) -> Sent:
    try:
        with transaction.atomic():
            case = queries.case_for(by, number, step=step)
            proposal = propose([case])[case.pk]
            best = _certain(proposal)
            helpers = [option.department for option in proposal.helpers]
            dispatch.dispatch(case, to=best.department, helpers=helpers, by=by, at=at)
    except Refusal as refusal:
        return Sent(number, "", str(refusal))
    return Sent(number, best.department.name)


def _certain(proposal: Proposal) -> Option:
    if proposal.best is None or not proposal.certain:
        raise CannotMove(_("It is not certain whose this is: decide it by itself."))
    return proposal.best
