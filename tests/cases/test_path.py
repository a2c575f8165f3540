"""A case travels from a report to a closed case with a rating, step by step, and its history tells it."""

from datetime import datetime

import pytest

from cases import closing, evaluation, handling, returning, routing, verification
from cases.models import Case, Clock, ClockState, FieldTask, LegState, Notice, Status
from cases.workflow import CannotMove
from departments.access import grant_postings
from departments.models import Posting
from departments.roles import Role
from tests.builders import HOUR, a_case, a_rated_case, a_report, a_routed_case, fresh
from tests.city import NOON, Town


def actions_of(case: Case) -> list[str]:
    return list(case.history.values_list("action", flat=True))


def test_a_report_gets_a_number_and_a_work_order_at_once(town: Town) -> None:
    case = a_report(town)

    assert case.number.startswith("TT260916-")
    assert (case.status, case.step, case.entries) == (Status.REPORTED, 1, 1)
    assert Notice.objects.filter(case=case, topic="route", done_at=None).count() == 1


def test_the_router_finds_the_cell_files_and_dispatches_by_duty(town: Town) -> None:
    case = a_routed_case(town, cell=2)

    leg = case.legs.get()
    assert (case.status, case.cell, case.host) == (Status.DISPATCHED, town.cells[2], town.departments["roads"])
    assert (leg.state, leg.rule, leg.reason) == (LegState.SENT, "D1", "roads answers for road")
    assert actions_of(case) == ["report", "file", "dispatch"]


def test_the_clock_of_the_host_runs_in_working_time_from_dispatch(town: Town, noon: datetime) -> None:
    case = a_routed_case(town)

    clock = case.clocks.get()
    assert clock.budget_seconds == 5 * 8 * 3600
    assert clock.due_at.isoformat() == "2026-09-22T04:00:00+00:00"  # Tuesday noon: the Sunday between is worked
    assert case.legs.get().due_at == clock.due_at


def test_a_co_handler_gets_a_leg_and_a_clock_of_its_own(town: Town) -> None:
    case = a_routed_case(town, category="lamp")

    parts = list(case.legs.order_by("part").values_list("department__code", "part"))
    assert parts == [("roads", "co"), ("lamps", "host")]
    assert case.clocks.filter(state=ClockState.RUNNING).count() == 2


def test_a_case_is_handled_only_when_the_last_mandatory_part_is_finished(town: Town, noon: datetime) -> None:
    case = a_routed_case(town, category="lamp")
    deng, li = town.people["deng"], town.people["li"]
    handling.accept(case, by=deng, at=noon)
    handling.accept(case, by=li, at=noon)

    handling.finish(case, by=deng, at=noon, note="New bulb.")
    half_done = fresh(case).status
    handling.finish(case, by=li, at=noon, note="Cable laid.")

    assert (half_done, fresh(case).status) == (Status.HANDLING, Status.CHECKING)


def test_a_finished_case_is_checked_by_an_officer_of_its_own_district(town: Town) -> None:
    case = a_case(town, Status.CHECKING, cell=2)

    assert case.tasks.get().officer == town.people["ou"]


def test_an_officer_who_also_works_for_the_department_does_not_check_its_work(town: Town) -> None:
    for name in ("wu", "wen"):
        Posting.objects.create(user=town.people[name], role=Role.HANDLER, department=town.departments["roads"])
    Posting.objects.create(user=town.people["ou"], role=Role.OFFICER, area=town.areas["city"])
    grant_postings(on=NOON.date())

    case = a_case(town, Status.CHECKING, cell=1)

    assert case.tasks.get().officer == town.people["ou"]


def test_the_whole_path_ends_closed_and_rated(town: Town) -> None:
    case = a_rated_case(town)

    assert case.status == Status.CLOSED
    assert case.close_kind == "fixed"
    assert actions_of(case) == [
        "report", "file", "dispatch", "accept", "finish", "send_check", "pass_check", "close", "rate",
    ]  # fmt: skip


def test_a_failed_check_gives_the_case_back_to_the_same_department_and_keeps_the_time_used(
    town: Town, noon: datetime
) -> None:
    case = a_case(town, Status.HANDLING)
    handling.finish(case, by=town.people["li"], at=noon + 3 * HOUR, note="Filled.")
    officer = case.tasks.get().officer

    verification.rework(case, by=officer, at=noon + 4 * HOUR, note="The hole is open again.")

    leg, running = case.legs.get(), case.clocks.get(state=ClockState.RUNNING)
    assert (fresh(case).status, leg.state, leg.department) == (
        Status.HANDLING, LegState.HANDLING, town.departments["roads"],
    )  # fmt: skip
    assert running.consumed_seconds == 3600  # 14:00 to 15:00
    assert case.reworks == 1


def test_a_case_given_back_waits_at_the_dispatch_desk_without_a_department(town: Town, noon: datetime) -> None:
    case = a_routed_case(town)

    returning.return_case(case, by=town.people["li"], at=noon, note="A private road.")

    case = fresh(case)
    assert (case.status, case.host, case.returns) == (Status.FILED, None, 1)
    assert not Clock.objects.filter(case=case, state=ClockState.RUNNING).exists()


def test_not_solved_says_the_reporter_and_the_case_is_open_again(town: Town) -> None:
    case = a_rated_case(town, solved="no")

    assert (case.status, case.reopens, case.host) == (Status.FILED, 1, None)
    assert actions_of(case)[-2:] == ["rate", "reopen"]


def test_a_reopened_case_is_sent_out_again_with_a_new_leg_and_a_new_clock(town: Town, noon: datetime) -> None:
    case = a_rated_case(town, solved="no")

    routing.route_waiting(at=noon + HOUR)

    assert fresh(case).status == Status.DISPATCHED
    assert list(case.legs.order_by("id").values_list("state", flat=True)) == ["finished", "sent"]
    assert list(case.clocks.order_by("id").values_list("state", flat=True)) == ["met", "running"]


def test_a_result_is_rated_once(town: Town, noon: datetime) -> None:
    case = a_rated_case(town)

    with pytest.raises(CannotMove, match="already rated"):
        evaluation.rate(case.reports.get(), solved="yes", stars=1, words="", at=noon)


def test_an_old_case_is_not_reopened(town: Town, noon: datetime) -> None:
    case = a_case(town, Status.CLOSED)

    with pytest.raises(CannotMove, match="30 days"):
        closing.reopen(case, by=town.people["an"], at=noon + 24 * 31 * HOUR, note="Again.")


def test_nobody_can_be_asked_to_check_a_place_without_officers(town: Town, noon: datetime) -> None:
    case = a_case(town, Status.HANDLING, cell=2)
    town.people["ou"].is_active = False
    town.people["ou"].save(update_fields=["is_active"])

    handling.finish(case, by=town.people["li"], at=noon, note="Filled.")

    assert fresh(case).status == Status.HANDLED
    assert not FieldTask.objects.exists()
