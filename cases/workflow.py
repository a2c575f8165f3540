"""move(), the only writer of a case's status: by the table of moves, compare-and-swap, history and counts at once."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from cases import history, stages
from cases.models import BoardDelta, Case, Leg
from cases.moves import MOVES, REPORTER, Move, Standin
from departments.access import scope_of
from departments.models import User
from govgrid.lib import rows
from govgrid.lib.refusals import Refusal

Actor = User | Standin


class CannotMove(Refusal):
    """The case's status, the person's role or the two axes do not allow this move."""

    code = "cannot_move"


class NotAllowed(CannotMove):
    code = "not_allowed"
    status = 403


class Overtaken(CannotMove):
    """Someone else moved the case after this person saw it; says who, and which step it is at now."""

    code = "overtaken"


class NoteMissing(CannotMove):
    code = "note_missing"
    status = 422


def move(case: Case, action: str, *, by: Actor, at: datetime, **more: Any) -> Case:
    """Make one move of one case; see move_all."""
    changes, data = more.pop("changes", {}), more.pop("data", {})
    moved = move_all([case], action, by=by, at=at, changes={case.pk: changes}, data={case.pk: data}, **more)
    return moved[0]


@transaction.atomic
def move_all(
    cases: Sequence[Case],
    action: str,
    *,
    by: Actor,
    at: datetime,
    note: str = "",
    changes: Mapping[int, Mapping[str, Any]] | None = None,
    data: Mapping[int, Mapping[str, Any]] | None = None,
    department_id: int | None = None,
) -> list[Case]:
    """Make the same move of many cases, all or none: rule, compare-and-swap, history and counts in one transaction.

    `changes` gives further columns of each case (by id; the same columns for each), `data` what its history
    entry keeps. Raises CannotMove, NotAllowed or NoteMissing by the table; Overtaken when a case is no longer
    at the step that `cases` carry.
    """
    row, changes, data = MOVES[action], changes or {}, data or {}
    _check(cases, action, row, by, note)
    before = {case.pk: (case.status, case.host_id, case.area_path) for case in cases}
    for case in cases:
        _apply(case, row, at, changes.get(case.pk, {}))
    _write(cases, {"status", *([row.stamp] if row.stamp else []), *_names(changes)})
    history.write(
        cases, action, by=by if isinstance(by, User) else None, at=at, note=note, data=data,
        department_id=department_id, reporter=by is REPORTER,
    )  # fmt: skip
    was = {pk: status for pk, (status, _host, _path) in before.items()}
    stages.follow(cases, was, by_person=isinstance(by, User), at=at)
    _count(cases, before)
    return list(cases)


def open_moves(case: Case, by: User) -> list[str]:
    """Return the moves that `by` may make of `case` now, in the order of the table; buttons are drawn from it."""
    legs = {case.pk: {leg.department_id for leg in case.legs.all()}}  # a page has read them already
    made = history.actions_by(case, by)
    return [
        action
        for action, row in MOVES.items()
        if case.status in row.sources
        and not row.apart_from & made
        and not (row.judges and _works_on(by, case, legs))
        and any(_covers(by, ability, case, legs) for ability in row.who)
    ]


def refusals(cases: Sequence[Case], action: str, by: User) -> dict[int, CannotMove]:
    """Return by case id why the table refuses `action` to `by` now; those that it allows are left out.

    For many cases at once, before anything is done: three questions, however many they are.
    """
    row, legs = MOVES[action], _departments_of(cases)
    apart = history.cases_with(cases, row.apart_from, by) if row.apart_from else set()
    found: dict[int, CannotMove] = {}
    for case in cases:
        if case.status not in row.sources:
            found[case.pk] = _not_in_this_status(case, row)
        elif not any(_covers(by, ability, case, legs) for ability in row.who):
            found[case.pk] = _not_this_role(case, row)
        elif case.pk in apart or (row.judges and _works_on(by, case, legs)):
            found[case.pk] = _on_the_other_axis(row)
    return found


def _names(changes: Mapping[int, Mapping[str, Any]]) -> set[str]:
    return {Case._meta.get_field(name).attname for some in changes.values() for name in some}  # type: ignore[union-attr]


def _apply(case: Case, row: Move, at: datetime, changes: Mapping[str, Any]) -> None:
    case.status = row.to or case.status
    if row.stamp:
        setattr(case, row.stamp, at)
    for name, value in changes.items():
        setattr(case, name, value)


def _write(cases: Sequence[Case], names: set[str]) -> None:
    wanted = [{"id": case.pk, "step": case.step, **{name: getattr(case, name) for name in names}} for case in cases]
    hit = rows.update(Case, wanted, match=("id", "step"), plus={"step": 1, "entries": 1}, keys=("id", "entries"))
    entries = dict(hit)
    if len(entries) < len(cases):
        raise overtaken(next(case for case in cases if case.pk not in entries))
    for case in cases:
        case.step, case.entries = case.step + 1, entries[case.pk]


def overtaken(lost: Case) -> Overtaken:
    """Return the refusal that says who has moved the case `lost` meanwhile, and how."""
    newest = history.newest(lost.pk, among=MOVES)
    return Overtaken(
        gettext("%(who)s has just moved case %(number)s (%(action)s). Nothing of yours was changed; look at it again.")
        % {
            "who": newest.who or gettext("Someone else"),
            "number": lost.number,
            "action": MOVES[newest.action].label if newest.action in MOVES else newest.action,
        },
        who=newest.who,
        action=newest.action,
        number=lost.number,
    )


def _check(cases: Iterable[Case], action: str, row: Move, by: Actor, note: str) -> None:
    for case in cases:
        if case.status not in row.sources:
            raise _not_in_this_status(case, row)
    if row.note and not note.strip():
        raise NoteMissing(gettext("“%(action)s” needs a few words that say why.") % {"action": row.label})
    if isinstance(by, User):
        _check_person(list(cases), row, by)
    elif by not in row.who:
        raise NotAllowed(gettext("Only a person may do “%(action)s”.") % {"action": row.label})


def _check_person(cases: list[Case], row: Move, by: User) -> None:
    legs = _departments_of(cases)
    for case in cases:
        if not any(_covers(by, ability, case, legs) for ability in row.who):
            raise _not_this_role(case, row)
    if row.apart_from and history.made_by(cases, row.apart_from, by):
        raise _on_the_other_axis(row)
    if row.judges and any(_works_on(by, case, legs) for case in cases):
        raise _on_the_other_axis(row)


def _not_in_this_status(case: Case, row: Move) -> CannotMove:
    return CannotMove(
        gettext("Case %(number)s is “%(status)s” now; “%(action)s” is not possible there.")
        % {"number": case.number, "status": case.get_status_display(), "action": row.label},
        number=case.number,
    )


def _not_this_role(case: Case, row: Move) -> NotAllowed:
    return NotAllowed(
        gettext("Your role does not allow “%(action)s” on case %(number)s.")
        % {"action": row.label, "number": case.number},
        number=case.number,
    )


def _on_the_other_axis(row: Move) -> NotAllowed:
    return NotAllowed(
        gettext(
            "You cannot do “%(action)s” here: who files, checks, closes or scores a case does not dispatch "
            "or handle it, nor work for a department that does."
        )
        % {"action": row.label},
        code="two_axes",
    )


def _works_on(by: User, case: Case, legs: Mapping[int, set[int]]) -> bool:
    """Return whether `by` works for a department that has or had a part in the case."""
    return not scope_of(by).reach("work_cases").department_ids.isdisjoint(legs[case.pk])


def _covers(by: User, ability: str | Standin, case: Case, legs: Mapping[int, set[int]]) -> bool:
    return isinstance(ability, str) and scope_of(by).reach(ability).covers(legs[case.pk], case.area_path)


def _departments_of(cases: Iterable[Case]) -> Mapping[int, set[int]]:
    legs: dict[int, set[int]] = defaultdict(set)
    for case_id, department_id in Leg.objects.filter(case__in=[case.pk for case in cases]).values_list(
        "case_id", "department_id"
    ):
        legs[case_id].add(department_id)
    return legs


def _count(cases: Iterable[Case], before: Mapping[int, tuple[str, int | None, str]]) -> None:
    """Append what this move changes in the counts of the board; unchanged places are left out."""
    changed: Counter[tuple[int | None, int | None, str]] = Counter()
    for case in cases:
        changed[_place(*before[case.pk])] -= 1
        changed[_place(case.status, case.host_id, case.area_path)] += 1
    rows.insert(
        BoardDelta,
        [
            {"department_id": department, "district_id": district, "status": status, "cases": number}
            for (department, district, status), number in changed.items()
            if number
        ],
    )


def _place(status: str, host_id: int | None, area_path: str) -> tuple[int | None, int | None, str]:
    return host_id, district_of(area_path), str(status)


def district_of(area_path: str) -> int | None:
    """Return the id of the district in a path, the second from the root; None where only the city is known."""
    parts = area_path.split("/")
    return int(parts[2]) if len(parts) > 3 else None
