"""Every action × status × role of the table, tried one by one; and the two axes, for people and their departments."""

from collections.abc import Iterator
from datetime import datetime
from itertools import product

import pytest

from cases import history, workflow
from cases.models import Case, Status
from cases.moves import DISPATCHING, JUDGING, MOVES, PLATFORM, REPORTER, WORKING, Standin
from cases.workflow import CannotMove, NotAllowed
from departments.access import grant_postings, scope_of
from departments.models import Posting, User
from departments.roles import ROLES, Role
from govgrid.lib.refusals import Refusal
from tests.builders import a_routed_case, fresh
from tests.city import NOON, Town

# Who stands for each role; handlers and heads are of the roads bureau, which has the case.
CAST = {
    Role.OFFICER: "wu",
    Role.ACCEPTOR: "an",
    Role.SHIFT_LEADER: "shi",
    Role.DISPATCHER: "ding",
    Role.DEPARTMENT_HEAD: "he",
    Role.HANDLER: "li",
    Role.SUPERVISOR: "su",
    Role.ASSESSOR: "ke",
    Role.AGENT: "hua",
    Role.ADMINISTRATOR: "adam",
}


def everyone(town: Town) -> Iterator[tuple[str, workflow.Actor]]:
    """Yield each role with its person, the platform and the reporter."""
    for role, name in CAST.items():
        yield role, User.objects.get(pk=town.people[name].pk)
    yield from (("platform", PLATFORM), ("reporter", REPORTER))


def allowed(action: str, status: Status, actor: workflow.Actor) -> bool:
    """Say by the table alone whether `actor` may do `action` at `status`."""
    row = MOVES[action]
    if status not in row.sources:
        return False
    return actor in row.who if isinstance(actor, Standin) else bool(row.who & scope_of(actor).reaches.keys())


def outcome(case: Case, action: str, actor: workflow.Actor) -> str:
    """Try the rule of one move, as move_all does before it writes anything."""
    try:
        workflow._check([case], action, MOVES[action], actor, "because")
    except CannotMove as refusal:
        return refusal.code
    return "allowed"


def test_the_cast_plays_every_role() -> None:
    assert set(CAST) == set(Role)


def test_every_action_at_every_status_by_every_role_is_as_the_table_says(town: Town) -> None:
    case, wrong, tried = a_routed_case(town), [], 0

    for (role, actor), action, status in product(list(everyone(town)), MOVES, Status):
        case.status = status
        found = outcome(case, action, actor)
        tried += 1
        if (found == "allowed") != allowed(action, status, actor):
            wrong.append((role, action, str(status), found))

    assert wrong == []
    assert tried == len(MOVES) * len(Status) * (len(Role) + 2)


def test_what_a_person_is_offered_is_what_the_table_allows(town: Town) -> None:
    case = a_routed_case(town)

    for (role, actor), status in product(list(everyone(town)), Status):
        case.status = status
        if isinstance(actor, User):
            expected = [action for action in MOVES if allowed(action, status, actor)]
            assert workflow.open_moves(case, actor) == expected, (role, status)


def a_person_who_can_do_all(town: Town) -> User:
    """One account with every role at once, as a small place might have; an administrator and superuser besides."""
    person = town.people["passer"]
    for role, means in ROLES.items():
        where = {"area": town.areas["city"]} if means.posted_in == "area" else {"department": town.departments["clean"]}
        Posting.objects.create(user=person, role=role, **where)
    User.objects.filter(pk=person.pk).update(is_superuser=True, is_staff=True)
    grant_postings(on=NOON.date())
    return User.objects.get(pk=person.pk)


@pytest.mark.parametrize(
    ("did", "refused"),
    [
        (WORKING, JUDGING - {"file"} | {"pass_check", "rework", "send_check", "merge", "correct", "allow_appeal"}),
        (DISPATCHING, JUDGING | {"pass_check", "rework", "send_check", "correct"}),
        (JUDGING - {"score"}, DISPATCHING - {"refuse_suspension"} | {"refuse_suspension"}),
    ],
    ids=["who handled does not judge", "who dispatched does not judge", "who judged does not dispatch"],
)
def test_nobody_stands_on_both_axes_of_one_case_not_even_an_administrator(
    town: Town, did: frozenset[str], refused: frozenset[str]
) -> None:
    person, tried = a_person_who_can_do_all(town), 0
    for earlier in sorted(did):
        case = a_routed_case(town)
        history.note_down([case], earlier, by=person, at=NOON)
        for action in sorted(refused):
            row = MOVES[action]
            case.status = next(iter(row.sources))
            with pytest.raises(NotAllowed) as refusal:
                workflow._check([case], action, row, person, "because")
            assert refusal.value.code == "two_axes", (earlier, action)
            tried += 1
    assert tried == len(did) * len(refused)


def test_nobody_of_a_department_at_work_judges_the_case_though_they_never_touched_it(town: Town) -> None:
    lu = town.people["lu"]  # a handler of roads, who has done nothing here
    for role in (Role.ACCEPTOR, Role.SHIFT_LEADER, Role.OFFICER, Role.ASSESSOR, Role.SUPERVISOR):
        Posting.objects.create(user=lu, role=role, area=town.areas["city"])
    grant_postings(on=NOON.date())
    case, lu = a_routed_case(town), User.objects.get(pk=lu.pk)

    judging = [action for action, row in MOVES.items() if row.judges and row.who & scope_of(lu).reaches.keys()]
    for action in judging:
        case.status = next(iter(MOVES[action].sources))
        assert outcome(case, action, lu) == "two_axes", action
    assert {"file", "pass_check", "rework", "close", "force_close", "cancel", "score"} <= set(judging)


def test_the_platform_never_checks_closes_or_scores(town: Town) -> None:
    by_the_platform = {action for action, row in MOVES.items() if PLATFORM in row.who}

    assert by_the_platform == {"locate", "file", "dispatch", "send_check", "resume", "resume_part"}
    assert not by_the_platform & {"pass_check", "rework", "close", "score", "force_close", "cancel", "pass_review"}


@pytest.mark.parametrize("action", [action for action, row in MOVES.items() if row.note])
def test_a_move_that_needs_words_is_refused_without_them(town: Town, noon: datetime, action: str) -> None:
    case, row = a_routed_case(town), MOVES[action]
    case.status = next(iter(row.sources))
    actor = next(actor for _role, actor in everyone(town) if allowed(action, case.status, actor))

    with pytest.raises(Refusal) as refusal:
        workflow.move(case, action, by=actor, at=noon, note="  ")

    assert refusal.value.code == "note_missing"
    assert fresh(case).step == case.step
