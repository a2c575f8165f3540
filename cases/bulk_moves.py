"""BULK_MOVES: the moves that make sense for many cases at once, what each asks for, and what takes it back."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases import handling, messages, urging, workflow
from cases.models import Case, Leg, LegState
from cases.workflow import CannotMove
from departments.access import scope_of
from departments.models import Audience, User

Run = Callable[[Case, User, datetime, dict[str, Any]], object]
# Puts a part back where it was: to who had it, or to the queue (None).
TakeBack = Callable[[Case, User | None, User, datetime], object]
AT_WORK = frozenset({LegState.SENT, LegState.HANDLING})


@dataclass(frozen=True)
class BulkMove:
    """One move for many: the rows of MOVES it stands for, who is offered it, and in which states of the own part.

    `asks` names what it must be told: "note", "to" (a person) or nothing. `take_back` of None: it stays done.
    """

    label: Promise
    run: Run
    actions: tuple[str, ...]
    who: tuple[str, ...]
    states: frozenset[LegState] = AT_WORK
    asks: str = ""
    take_back: TakeBack | None = None
    key: str = ""
    # Why the own part would refuse it, beyond its state; '' where it does not.
    refused_by: Callable[[Leg, User], str] = lambda _leg, _by: ""


def _take(case: Case, by: User, at: datetime, _said: dict[str, Any]) -> object:
    leg = _own_parts([case], by).get(case.pk)
    if leg and (why := _is_taken(leg, by)):
        raise CannotMove(why)
    return handling.assign(case, to=by, by=by, at=at)


def _assign(case: Case, by: User, at: datetime, said: dict[str, Any]) -> object:
    return handling.assign(case, to=User.objects.get(pk=said["to"]), by=by, at=at)


def _give_back(case: Case, had_it: User | None, by: User, at: datetime) -> object:
    if had_it is None:
        return handling.release(case, by=by, at=at)
    return handling.assign(case, to=had_it, by=by, at=at)


def _is_taken(leg: Leg, by: User) -> str:
    """Return why a part cannot be taken from who has it; '' where nobody has it."""
    if leg.assignee is None:
        return ""
    if leg.assignee_id == by.pk:
        return gettext("This is yours already.")
    return gettext("%(person)s has it already.") % {"person": leg.assignee}


def _is_not_theirs(leg: Leg, by: User) -> str:
    """Return why a part cannot be given back by `by`, who is neither its person nor the head; '' where it can."""
    if leg.assignee is None:
        return gettext("Nobody has this work; it lies in the queue already.")
    if leg.assignee_id == by.pk or leg.department_id in scope_of(by).reach("assign_cases").department_ids:
        return ""
    return gettext("Only %(person)s or the head gives this work back.") % {"person": leg.assignee}


def _noted(case: Case, by: User, at: datetime, said: dict[str, Any]) -> None:
    """A note is for the own department: what is said inside is no part of the history."""
    messages.send(case, audience=Audience.OWN, words=said["note"], by=by, at=at)


BULK_MOVES: dict[str, BulkMove] = {
    "take": BulkMove(
        _("Take"), _take, ("assign",), ("work_cases",), take_back=_give_back, key="c",
        refused_by=_is_taken,
    ),
    "accept": BulkMove(
        _("Accept"), lambda case, by, at, said: handling.accept(case, by=by, at=at), ("accept", "accept_part"),
        ("work_cases",), frozenset({LegState.SENT}),
    ),
    "assign": BulkMove(
        _("Assign to …"), _assign, ("assign",), ("assign_cases",), asks="to", take_back=_give_back, key="a"
    ),
    "release": BulkMove(
        _("Give back"), lambda case, by, at, said: handling.release(case, by=by, at=at), ("release",),
        ("work_cases", "assign_cases"), take_back=_give_back, refused_by=_is_not_theirs,
    ),
    "finish": BulkMove(
        _("Finish"), lambda case, by, at, said: handling.finish(case, by=by, at=at, note=said["note"]),
        ("finish", "finish_part"), ("work_cases",), frozenset({LegState.HANDLING}), asks="note", key="e",
    ),
    "note": BulkMove(
        _("Add a note"), _noted, (),
        ("work_cases",), frozenset(LegState), asks="note", key="n",
    ),
    "urge": BulkMove(
        _("Urge"), lambda case, by, at, said: urging.urge(case, by=by, at=at, note=said["note"]), ("urge",),
        ("dispatch_cases", "check_cases"), frozenset(), asks="note",
    ),
}  # fmt: skip


def offered_to(user: User) -> dict[str, BulkMove]:
    """Return the moves for many that the abilities of `user` allow anywhere, by name."""
    scope = scope_of(user)
    return {name: move for name, move in BULK_MOVES.items() if any(ability in scope for ability in move.who)}


def forecast(cases: Sequence[Case], move: BulkMove, by: User) -> dict[int, str]:
    """Return by case id why `move` would be refused as things stand; those that can be done are left out.

    Set-based and without a promise: each case is asked again by its own step when it is done.
    """
    own = _own_parts(cases, by)
    by_table = [workflow.refusals(cases, action, by) for action in move.actions]
    found = {}
    for case in cases:
        refused = [table[case.pk] for table in by_table if case.pk in table]
        why = (
            str(refused[0]) if by_table and len(refused) == len(by_table) else _by_its_part(own.get(case.pk), move, by)
        )
        if why:
            found[case.pk] = why
    return found


def _by_its_part(leg: Leg | None, move: BulkMove, by: User) -> str:
    if not move.states:
        return ""
    if leg is None or leg.state not in move.states:
        return gettext("Your department has no part here where this could be done.")
    return move.refused_by(leg, by)


def _own_parts(cases: Iterable[Case], by: User) -> dict[int, Leg]:
    """Return by case id the part of the departments that `by` works for: an open one before an ended one."""
    mine = scope_of(by).reach("work_cases").department_ids
    found = Leg.objects.filter(case__in=[case.pk for case in cases], department__in=mine)
    ordered = found.select_related("assignee").order_by("finished_at", "part", "id")
    return {leg.case_id: leg for leg in sorted(ordered, key=lambda leg: leg.finished_at is None)}


def holders(cases: Iterable[Case], by: User) -> dict[int, int | None]:
    """Return by case id who has the part of `by`'s departments now; taking a move back needs it."""
    return {pk: leg.assignee_id for pk, leg in _own_parts(cases, by).items()}
