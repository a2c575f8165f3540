"""MOVES: what the table allows and refuses, and what happens when two people move at once."""

from datetime import datetime

import pytest

from cases import dispatch, history, workflow
from cases.models import Case, HistoryEntry, Status
from cases.moves import MOVES, PLATFORM, REPORTER
from cases.workflow import CannotMove, NotAllowed, NoteMissing, Overtaken
from departments.access import scope_of
from tests.builders import a_case, a_routed_case, fresh
from tests.city import Town, build_town
from tests.photograph import photographed

EVERYONE = ["ding", "an", "shi", "su", "wu", "he", "li", "ke", "hua", "adam", "passer"]


def a_town_with_a_case() -> Town:
    town = build_town()
    a_routed_case(town)
    return town


@pytest.fixture
def town(db: None) -> Town:
    return photographed(a_town_with_a_case)


def a_case_at(status: Status) -> Case:
    """The road case of the town put at `status` in the table, whatever its path: for trying the table alone."""
    case = Case.unscoped.earliest("pk")
    Case.unscoped.filter(pk=case.pk).update(status=status)
    return fresh(case)


@pytest.mark.parametrize("action", MOVES)
def test_each_move_starts_only_from_the_statuses_of_its_row(town: Town, noon: datetime, action: str) -> None:
    row = MOVES[action]
    case = a_case_at(Status.REPORTED)

    for status in Status:
        case.status = status
        if status in row.sources:
            workflow._check([case], action, row, _somebody_who_may(town, action), "because")
        else:
            with pytest.raises(CannotMove):
                workflow.move(case, action, by=_somebody_who_may(town, action), at=noon, note="because")


def _somebody_who_may(town: Town, action: str) -> workflow.Actor:
    who = MOVES[action].who
    for actor in (PLATFORM, REPORTER):
        if actor in who:
            return actor
    return next(town.people[name] for name in EVERYONE if who & scope_of(town.people[name]).reaches.keys())


@pytest.mark.parametrize("name", EVERYONE)
@pytest.mark.parametrize("action", MOVES)
def test_only_who_holds_an_ability_of_the_row_makes_a_move(town: Town, noon: datetime, action: str, name: str) -> None:
    person, row = town.people[name], MOVES[action]
    case = a_case_at(next(iter(row.sources)))
    abilities = scope_of(person).reaches.keys()

    if row.who & abilities:
        assert workflow.move(case, action, by=person, at=noon, note="because").step == case.step
    else:
        with pytest.raises(NotAllowed):
            workflow.move(case, action, by=person, at=noon, note="because")


def test_a_move_that_needs_words_is_refused_without_them(town: Town, noon: datetime) -> None:
    case = a_case(town, Status.HANDLING)

    with pytest.raises(NoteMissing):
        workflow.move(case, "finish", by=town.people["li"], at=noon, note="  ")


def test_who_files_a_case_does_not_dispatch_it(town: Town, noon: datetime) -> None:
    case = a_case_at(Status.REPORTED)
    ding = town.people["ding"]
    history.note_down([case], "file", by=ding, at=noon)
    case = a_step_further(case, Status.FILED)

    with pytest.raises(NotAllowed, match="who files"):
        workflow.move(case, "dispatch", by=ding, at=noon)


def a_step_further(case: Case, status: Status) -> Case:
    Case.unscoped.filter(pk=case.pk).update(status=status)
    return fresh(case)


def test_the_platform_never_checks_closes_or_reopens() -> None:
    made_by_the_platform = {action for action, row in MOVES.items() if PLATFORM in row.who}

    assert made_by_the_platform == {"locate", "file", "dispatch", "send_check", "resume", "resume_part"}


def test_two_dispatchers_at_once_one_wins_and_the_other_is_told_who(town: Town, noon: datetime) -> None:
    case = a_routed_case(town, category="litter")
    seen_by_ding, seen_by_duan = fresh(case), fresh(case)
    dispatch.dispatch(seen_by_ding, to=town.departments["clean"], by=town.people["ding"], at=noon)

    with pytest.raises(Overtaken, match="Ding") as refusal:
        dispatch.dispatch(seen_by_duan, to=town.departments["bright"], by=town.people["duan"], at=noon)

    assert refusal.value.facts["action"] == "dispatch"
    assert [leg.department.code for leg in case.legs.all()] == ["clean"]
    assert case.clocks.count() == 1


def test_a_refused_move_leaves_nothing_half_done(town: Town, noon: datetime) -> None:
    case = a_routed_case(town, category="litter")
    stale = fresh(case)
    stale.step -= 1

    with pytest.raises(Overtaken):
        dispatch.dispatch(stale, to=town.departments["clean"], by=town.people["ding"], at=noon)

    assert fresh(case).status == Status.FILED
    assert not case.legs.exists()


def test_history_is_numbered_without_gaps_and_cannot_be_changed(town: Town) -> None:
    from django.db import IntegrityError, transaction

    case = a_case(town, Status.CLOSED)
    numbers = list(case.history.values_list("number", flat=True))

    assert numbers == list(range(1, case.entries + 1))
    for change in (
        lambda: HistoryEntry.objects.filter(case=case).update(note="Never happened."),
        lambda: HistoryEntry.objects.filter(case=case).delete(),
    ):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            change()


def test_a_note_in_the_history_does_not_make_an_open_page_stale(town: Town, noon: datetime) -> None:
    case = a_routed_case(town)
    seen_before = fresh(case)

    history.note_down([case], "escalate", by=None, at=noon)

    workflow.move(seen_before, "accept", by=town.people["li"], at=noon)
    assert fresh(case).entries == seen_before.entries == 5
