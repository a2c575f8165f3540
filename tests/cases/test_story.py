"""One case of three departments, from dispatch to scores: every second used is right, and its history is a story."""

from datetime import UTC, datetime

import pytest
from django.utils import translation

from cases import (
    closing,
    dispatch,
    evaluation,
    extending,
    handling,
    returning,
    sentences,
    suspending,
    verification,
)
from cases.models import Case, Clock, ClockState, LegState, Status
from cases.views.case_panels import names_for
from departments.models import ClockKind, LimitUnit, StageLimit
from tests.builders import a_routed_case, fresh
from tests.city import NOON, Town


def local(day: int, hour: int, minute: int = 0) -> datetime:
    """A time of September 2026 in the town, eight hours ahead of UTC; the 16th is a Wednesday."""
    return datetime(2026, 9, day, hour - 8, minute, tzinfo=UTC)


def the_story(town: Town) -> Case:
    """Litter, four working hours: Clean One has it, Roads and Lamps help; everything that can happen happens."""
    people, offices = town.people, town.departments
    case = a_routed_case(town, category="litter", at=NOON)
    helpers = [offices["roads"], offices["lamps"]]
    dispatch.dispatch(case, to=offices["clean"], helpers=helpers, by=people["ding"], at=local(16, 14))
    handling.accept(case, by=people["qing"], at=local(16, 14, 10))
    handling.accept(case, by=people["li"], at=local(16, 14, 20))
    returning.return_case(case, by=people["deng"], at=local(16, 14, 30), note="No lamp stands there.")
    returning.refuse_return(case, by=people["ding"], at=local(16, 14, 45), note="The cable is yours.")
    handling.accept(case, by=people["deng"], at=local(16, 15))
    extending.ask_extension(case, by=people["qing"], at=local(16, 15, 10), note="More than one lorry.")
    extending.allow_extension(case, by=people["ding"], at=local(16, 15, 20))
    suspending.ask_suspension(
        case, until=local(17, 10), by=people["qing"], at=local(16, 15, 30), note="The street is closed."
    )
    suspending.suspend(case, by=people["ding"], at=local(16, 15, 40))
    handling.finish(case, by=people["li"], at=local(16, 16), note="Kerb swept.")
    handling.finish(case, by=people["deng"], at=local(16, 16, 30), note="Cable covered.")
    assert suspending.resume_due(at=local(17, 9, 59)) == 0
    assert suspending.resume_due(at=local(17, 10)) == 1
    case = fresh(case)
    handling.finish(case, by=people["qing"], at=local(17, 11), note="Taken away.")
    officer = case.tasks.get(done_at=None).officer
    verification.rework(case, by=officer, at=local(17, 11, 30), note="Half of it is still there.")
    handling.finish(case, by=people["qing"], at=local(17, 14, 30), note="Now all of it.")
    verification.pass_check(case, by=case.tasks.get(done_at=None).officer, at=local(17, 15))
    closing.close(case, by=people["shi"], at=local(17, 15, 10))
    for code, points in (("clean", 80), ("roads", 95), ("lamps", 70)):
        leg = case.legs.get(department=offices[code])
        evaluation.score(case, leg, points=points, by=people["ke"], at=local(17, 16))
    return fresh(case)


@pytest.fixture
def _a_week_for_the_answer() -> None:
    StageLimit.objects.create(kind=ClockKind.ANSWER, limit_value=7, limit_unit=LimitUnit.WORKING_DAY)


@pytest.mark.usefixtures("_a_week_for_the_answer")
def test_each_part_used_its_own_time_to_the_second(town: Town) -> None:
    case = the_story(town)

    used = {
        leg.department.code: leg.clocks.filter(kind=ClockKind.HANDLE).latest("id").consumed_seconds
        for leg in case.legs.select_related("department")
    }
    # Clean One: 14:00–15:40, 10:00–11:00, and after the rework 11:30–12:00 and 14:00–14:30.
    # Roads: 14:00–16:00. Lamps: 14:00–14:30 and, after the desk's word, 14:45–16:30.
    assert used == {"clean": 100 * 60 + 3600 + 3600, "roads": 7200, "lamps": 1800 + 6300}
    assert case.status == Status.CLOSED


@pytest.mark.usefixtures("_a_week_for_the_answer")
def test_the_citizens_clock_rests_only_while_the_hosts_part_does(town: Town) -> None:
    case = the_story(town)

    answer = case.clocks.get(kind=ClockKind.ANSWER)
    # 14:00–15:40 on the 16th; 10:00–12:00 and 14:00–15:10 on the 17th.
    assert answer.consumed_seconds == 100 * 60 + 7200 + 70 * 60
    assert (answer.state, answer.ended_at) == (ClockState.MET, local(17, 15, 10))
    assert list(answer.pauses.values_list("begins_at", "ends_at")) == [(local(16, 15, 40), local(17, 10))]


@pytest.mark.usefixtures("_a_week_for_the_answer")
def test_host_and_co_handlers_are_scored_and_nothing_runs_on(town: Town) -> None:
    case = the_story(town)

    assert {leg.department.code: leg.score.points for leg in case.legs.all()} == {"clean": 80, "roads": 95, "lamps": 70}
    assert set(case.legs.values_list("state", flat=True)) == {LegState.FINISHED}
    assert not Clock.objects.filter(state__in=[ClockState.RUNNING, ClockState.PAUSED]).exists()
    assert not case.requests.filter(decision="").exists()


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "en",
            [
                "Lamp Company wants to give its part back",
                "The part stays with Lamp Company for good",
                "Clean One got more time",
                "Suspended until",
                "Clean One took the case up again",
                "Checked on the spot: not solved, back to the department",
                "Closed",
                "Roads Bureau scored 95 points",
            ],
        ),
        (
            "zh-hans",
            ["路灯公司请求退回", "环卫一公司获准延期", "挂账", "环卫一公司恢复办理", "结案", "市政局得分 95 分"],
        ),
    ],
)
def test_the_history_reads_as_a_story(town: Town, language: str, told: list[str]) -> None:
    case = the_story(town)
    entries = list(case.history.order_by("number"))

    with translation.override(language):
        names = names_for(entries, case.legs.all())
        story = [sentences.sentence(entry, names) for entry in entries]

    positions = [next(n for n, line in enumerate(story) if words in line) for words in told]
    assert positions == sorted(positions), story
    assert not [line for line in story if "%(" in line or line in {entry.action for entry in entries}]
