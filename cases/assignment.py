"""Who gets what waits: the next part to whoever asks for it, or by push.

Push: a department that wants it gives waiting parts to its people on shift, the one with the least work first.

The default is pull, and nothing is done here for it. What nobody can take stays in the queue and is looked at again
in the next round, the soonest due first; so coming back from an absence, or a shift that begins, is enough.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from cases import claims, handling, history
from cases.models import OPEN_LEG, Case, HistoryEntry, Leg
from cases.workflow import MOVES, CannotMove
from departments import access, roster
from departments.models import Department, User
from departments.roles import Role
from departments.work_calendars import WorkCalendars
from govgrid.lib import rows

BATCH = 100
# Who takes the next part passes by at most so many that a step refuses.
TRIES = 5

# The two axes: whoever made one of these on a case may not work on it, so it is not given to them.
APART = frozenset(action for action, row in MOVES.items() if "finish" in row.apart_from)

Given = tuple[Leg, User]


def take_next(department_id: int, fits: Q, *, by: User, at: datetime) -> Case | None:
    """Give `by` the most pressing part of a department that nobody has and that fits; None: there is none to take.

    Of two people who ask at once each gets another part: what one holds the other passes by. Cases that `by` filed,
    checked or closed are left out, and so are those that a step refuses.
    """
    refused: list[int] = []
    while len(refused) < TRIES:
        try:
            return _take(department_id, fits & ~Q(pk__in=refused), by, at, refused)
        except CannotMove:
            continue
    return None


@transaction.atomic
def _take(department_id: int, fits: Q, by: User, at: datetime, tried: list[int]) -> Case | None:
    apart = Exists(HistoryEntry.objects.filter(case=OuterRef("case"), by=by, action__in=APART))
    leg = _waiting(department_id).filter(fits).filter(~apart).first()
    if leg is None:
        return None
    tried.append(leg.pk)
    return handling.assign(leg.case, to=by, by=by, at=at)


def push_waiting(*, at: datetime, limit: int = BATCH) -> int:
    """Give waiting parts of each pushing department to who is on shift at `at`; return how many were given.

    One statement finds the departments where something waits. 0: nothing waits, or nobody can take it.
    """
    return sum(_push(department_id, at, limit) for department_id in _where_work_waits())


def _where_work_waits() -> list[int]:
    # The oldest of each, not EXISTS: that one may be answered by reading what waits in the whole city.
    oldest = Subquery(_unassigned(OuterRef("pk")).order_by("sent_at", "id").values("sent_at")[:1])
    pushing = Department.objects.filter(assignment=Department.Assignment.PUSH).annotate(oldest=oldest)
    return list(pushing.filter(oldest__isnull=False).order_by("oldest", "pk").values_list("pk", flat=True))


def _unassigned(department: Any) -> QuerySet[Leg]:
    return Leg.objects.filter(OPEN_LEG, claims.AT_WORK, department=department, assignee=None)


@transaction.atomic
def _push(department_id: int, at: datetime, limit: int) -> int:
    """Push in one department, whose row is held meanwhile: another runner passes it by."""
    locked = Department.objects.filter(pk=department_id).select_for_update(skip_locked=True, no_key=True).first()
    people = _hold(_workers_on_shift(department_id, at)) if locked else []
    if locked is None or not people:
        return 0
    legs = list(_waiting(department_id)[:limit])
    given = _share_out(legs, people, locked.cap_per_person)
    _write(given, locked, at)
    return len(given)


def _workers_on_shift(department_id: int, at: datetime) -> list[User]:
    """Return who is on shift there, is not away, and is posted to handle its work."""
    there = roster.on_shift(at, department_id=department_id)
    posted = {
        user
        for role in (Role.HANDLER, Role.DEPARTMENT_HEAD)
        for user in access.holders(role, department_id=department_id)
    }
    return [user for user in there if user in posted]


def _hold(people: Iterable[User]) -> list[User]:
    """Lock people in the order of their ids: one who works for two departments is counted by one runner at a time."""
    wanted = User.objects.filter(pk__in=[user.pk for user in people]).order_by("pk")
    return list(wanted.select_for_update(no_key=True))


def _waiting(department_id: int) -> QuerySet[Leg]:
    """Parts and cases that a person holds just now are passed by: whoever takes the work by hand comes first."""
    locked = _unassigned(department_id).select_for_update(of=("self", "case"), skip_locked=True, no_key=True)
    return locked.select_related("case").order_by(F("due_at").asc(nulls_last=True), "sent_at", "id")


def _share_out(legs: Sequence[Leg], people: Sequence[User], cap: int | None) -> list[Given]:
    """Choose for each part, in order, who has the least open work below the cap; parts without anyone are left out.

    Who let a claim on the same case run out comes last; who filed, checked or closed it never.
    """
    load, apart, let_go = _load(people), _apart(legs, people), _let_go(legs)
    given = []
    for leg in legs:
        free = [p for p in people if p.pk not in apart[leg.case_id] and (cap is None or load[p.pk] < cap)]
        if free:
            person = min(free, key=lambda p: (p.pk in let_go[leg.case_id], load[p.pk], p.pk))
            load[person.pk] += 1
            given.append((leg, person))
    return given


def _load(people: Sequence[User]) -> Counter[int]:
    """Return how many open parts each person has, in whichever department."""
    open_legs = Leg.objects.filter(OPEN_LEG, assignee__in=people).values_list("assignee").annotate(Count("pk"))
    return Counter(dict(open_legs))


def _apart(legs: Sequence[Leg], people: Sequence[User]) -> dict[int, set[int]]:
    made = HistoryEntry.objects.filter(case__in=[leg.case_id for leg in legs], by__in=people, action__in=APART)
    return _by_case(made.values_list("case", "by"))


def _let_go(legs: Sequence[Leg]) -> dict[int, set[int]]:
    ended = HistoryEntry.objects.filter(case__in=[leg.case_id for leg in legs], action="unclaim")
    return _by_case(ended.values_list("case", "data__to_id"))


def _by_case(pairs: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for case_id, person_id in pairs:
        found[case_id].add(person_id)
    return found


def _write(given: Sequence[Given], department: Department, at: datetime) -> None:
    until = claims.claim_until(department, at, WorkCalendars())
    rows.update(Leg, [{"id": leg.pk, "assignee_id": person.pk, "claim_until": until} for leg, person in given])
    history.note_down(
        [leg.case for leg, _person in given], "hand_out", by=None, at=at, department_id=department.pk,
        data={leg.case_id: {"to": str(p), "to_id": p.pk, "leg": leg.pk} for leg, p in given},
    )  # fmt: skip
