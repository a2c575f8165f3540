"""Many cases at once: each by its own step check, one refusal stops no other, and what has an inverse is taken back."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from cases import bulk, handling
from cases.bulk_moves import BULK_MOVES, forecast
from cases.models import BulkRow, BulkRun, Case, HistoryEntry, Message, Status
from cases.workflow import CannotMove, NotAllowed
from departments.models import Audience, User
from govgrid.lib.refusals import Refusal
from tests.builders import HOUR, a_case, a_routed_case, fresh
from tests.city import NOON, Town

State = BulkRow.State


def ran(move: str, cases: Sequence[Case], by: User, *, at: datetime = NOON, **said: Any) -> BulkRun:
    """A run that is through."""
    run = bulk.draft(move, [fresh(case) for case in cases], by=by, at=at)
    bulk.start(run, said, at=at)
    bulk.work_on(run, at=at, limit=bulk.MOST)
    return run


def results(run: BulkRun) -> list[str]:
    return [row.state for row in run.rows.all()]


def who_has(case: Case) -> str:
    leg = case.legs.get(department__code="roads")
    return leg.assignee.username if leg.assignee else ""


def test_one_refusal_stops_no_other(town: Town) -> None:
    li, lu = town.people["li"], town.people["lu"]
    cases = [a_routed_case(town) for _ in range(3)]
    handling.assign(cases[1], to=lu, by=lu, at=NOON)

    run = ran("take", cases, li)

    assert results(run) == [State.DONE, State.REFUSED, State.DONE]
    assert run.rows.get(position=2).reason == "Lu has it already."
    assert [who_has(case) for case in cases] == ["li", "lu", "li"]
    assert run.done_at == NOON


def test_a_case_that_moved_after_it_was_seen_is_not_touched_and_says_by_whom(town: Town) -> None:
    li, lu, case = town.people["li"], town.people["lu"], a_routed_case(town)
    run = bulk.draft("accept", [case], by=li, at=NOON)
    handling.assign(case, to=lu, by=lu, at=NOON)

    bulk.start(run, {}, at=NOON)
    bulk.work_on(run, at=NOON)

    row = run.rows.get()
    assert row.state == State.OVERTAKEN
    assert row.reason.startswith("Lu has just moved case")
    assert fresh(case).status == Status.DISPATCHED


@pytest.mark.parametrize(
    ("move", "by", "said", "action"),
    [
        ("take", "li", {}, "assign"),
        ("accept", "li", {}, "accept"),
        ("assign", "he", {"to": "lu"}, "assign"),
        ("urge", "ding", {"note": "The school opens on Monday."}, "urge"),
    ],
)
def test_each_move_for_many_is_the_move_itself(town: Town, move: str, by: str, said: Any, action: str) -> None:
    cases = [a_routed_case(town) for _ in range(2)]
    said = {**said, **({"to": town.people["lu"].pk} if "to" in said else {})}

    run = ran(move, cases, town.people[by], **said)

    assert results(run) == [State.DONE] * 2
    made = HistoryEntry.objects.filter(case__in=cases, action=action, by=town.people[by])
    assert made.count() == 2
    assert {entry.note for entry in made} == {said.get("note", "")}


def test_a_note_for_many_stays_in_the_own_department(town: Town) -> None:
    cases = [a_routed_case(town) for _ in range(2)]

    run = ran("note", cases, town.people["li"], note="The crew comes on Friday.")

    assert results(run) == [State.DONE] * 2
    kept = Message.objects.filter(case__in=cases, by=town.people["li"])
    assert {(one.audience, one.said_inside) for one in kept} == {(Audience.OWN, "The crew comes on Friday.")}


def test_parts_are_finished_with_the_same_words_or_refused_without(town: Town) -> None:
    li = town.people["li"]
    cases = [a_case(town, Status.HANDLING), a_routed_case(town)]

    assert results(ran("finish", cases, li, note="Filled and rolled.")) == [State.DONE, State.REFUSED]
    assert results(ran("finish", [a_case(town, Status.HANDLING)], li, note=" ")) == [State.REFUSED]


def test_what_is_not_offered_to_a_person_is_not_drafted(town: Town) -> None:
    with pytest.raises(NotAllowed):
        bulk.draft("assign", [a_routed_case(town)], by=town.people["li"], at=NOON)
    with pytest.raises(bulk.NothingChosen):
        bulk.draft("take", [], by=town.people["li"], at=NOON)


def test_a_case_that_is_not_the_persons_to_see_is_refused(town: Town) -> None:
    case = a_routed_case(town)

    run = ran("take", [case], town.people["qing"])

    assert results(run) == [State.REFUSED]
    assert who_has(case) == ""


def test_the_forecast_says_for_each_case_what_its_step_says(town: Town) -> None:
    """By status, role, axis and part: who can and who cannot is known before anything is done."""
    li, lu, he = town.people["li"], town.people["lu"], town.people["he"]
    cases = [a_routed_case(town) for _ in range(4)] + [a_case(town, status) for status in (
        Status.HANDLING, Status.CHECKING, Status.CLOSED)]  # fmt: skip
    handling.assign(cases[1], to=lu, by=lu, at=NOON)
    handling.assign(cases[2], to=li, by=li, at=NOON)
    cases = [fresh(case) for case in cases]
    said = {"note": "Words.", "to": lu.pk}

    for by in (li, lu, he, town.people["ding"], town.people["qing"]):
        for name in ("take", "accept", "release", "finish", "urge"):
            foretold = forecast(cases, BULK_MOVES[name], by)
            for case in cases:
                assert (case.pk in foretold) == is_refused(name, case, by, said), (name, by.username, case.status)


def is_refused(name: str, case: Case, by: User, said: dict[str, Any]) -> bool:
    with transaction.atomic():
        try:
            BULK_MOVES[name].run(fresh(case), by, NOON, said)
            return False
        except Refusal:
            return True
        finally:
            transaction.set_rollback(True)


@pytest.fixture
def taken(town: Town) -> BulkRun:
    return ran("take", [a_routed_case(town) for _ in range(3)], town.people["li"])


class TestTakingBack:
    def test_what_was_taken_is_released(self, taken: BulkRun) -> None:
        back = bulk.undo(taken, at=NOON + timedelta(minutes=9))
        bulk.work_on(back, at=NOON)

        assert results(back) == [State.DONE] * 3
        assert {who_has(row.case) for row in back.rows.all()} == {""}

    def test_what_was_given_goes_back_to_who_had_it(self, town: Town) -> None:
        lu, he, case = town.people["lu"], town.people["he"], a_routed_case(town)
        handling.assign(case, to=lu, by=lu, at=NOON)
        run = ran("assign", [case], he, to=town.people["li"].pk)
        assert who_has(case) == "li"

        bulk.work_on(bulk.undo(run, at=NOON), at=NOON)

        assert who_has(case) == "lu"

    def test_what_was_released_is_given_back_to_who_had_it(self, town: Town) -> None:
        li, case = town.people["li"], a_routed_case(town)
        handling.assign(case, to=li, by=li, at=NOON)
        run = ran("release", [case], li)

        bulk.work_on(bulk.undo(run, at=NOON), at=NOON)

        assert who_has(case) == "li"

    def test_a_case_that_moved_on_meanwhile_stays_as_it_is(self, town: Town, taken: BulkRun) -> None:
        moved = fresh(taken.rows.get(position=2).case)
        handling.accept(moved, by=town.people["li"], at=NOON)

        back = bulk.undo(taken, at=NOON)
        bulk.work_on(back, at=NOON)

        assert results(back) == [State.DONE, State.OVERTAKEN, State.DONE]
        assert who_has(moved) == "li"

    @pytest.mark.parametrize("late", [timedelta(minutes=10, seconds=1), HOUR])
    def test_after_ten_minutes_it_stays(self, taken: BulkRun, late: timedelta) -> None:
        with pytest.raises(CannotMove, match="no longer"):
            bulk.undo(taken, at=NOON + late)

    def test_it_is_taken_back_once(self, taken: BulkRun) -> None:
        bulk.undo(taken, at=NOON)

        with pytest.raises(CannotMove):
            bulk.undo(taken, at=NOON)

    def test_a_move_without_an_inverse_stays(self, town: Town) -> None:
        run = ran("accept", [a_routed_case(town)], town.people["li"])

        assert not bulk.may_undo(run, at=NOON)
        with pytest.raises(CannotMove):
            bulk.undo(run, at=NOON)


def test_many_are_done_in_batches_and_the_run_ends_with_its_last(town: Town) -> None:
    run = bulk.draft("take", [a_routed_case(town) for _ in range(5)], by=town.people["li"], at=NOON)
    bulk.start(run, {}, at=NOON)

    assert bulk.work_on(run, at=NOON, limit=3) == 3
    assert run.done_at is None
    assert bulk.work_on_waiting(at=NOON) == 2
    assert BulkRun.objects.get(pk=run.pk).done_at == NOON
    assert bulk.work_on_waiting(at=NOON) == 0


def test_a_run_is_begun_once(town: Town, taken: BulkRun) -> None:
    with pytest.raises(CannotMove, match="begun already"):
        bulk.start(taken, {}, at=NOON)


def test_a_case_that_breaks_its_step_keeps_no_other_waiting(town: Town) -> None:
    """A person who is gone is a fault of ours: the row says so, and the run goes on."""
    cases = [a_routed_case(town) for _ in range(2)]

    run = ran("assign", cases, town.people["he"], to=999_999)

    assert results(run) == [State.REFUSED] * 2
    assert run.rows.first().reason == "Something went wrong here; nothing was changed."


def test_at_most_so_many_are_drafted_and_drafts_of_yesterday_are_forgotten(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "MOST", 2)
    cases = [a_routed_case(town) for _ in range(3)]
    old = bulk.draft("take", cases, by=town.people["li"], at=NOON - 25 * HOUR)

    new = bulk.draft("take", cases, by=town.people["li"], at=NOON)

    assert new.rows.count() == 2
    assert not BulkRun.objects.filter(pk=old.pk).exists()
