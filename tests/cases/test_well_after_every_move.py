"""After each move beside the path the doctor finds nothing: no part without a clock, no clock or wish left behind."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from cases import (
    appealing,
    asking,
    assignment,
    closing,
    correction,
    dispatch,
    doctor,
    ending,
    evaluation,
    extending,
    handling,
    joining,
    letters,
    merging,
    preverification,
    returning,
    routing,
    self_handling,
    suspending,
    urging,
    verification,
)
from cases.models import Case, Leg, Status
from departments.models import ClockKind, Department, FilingStandard, LimitUnit, Shift, StageLimit
from tests.builders import HOUR, a_case, a_clean_photo, a_routed_case, a_telling, fresh
from tests.city import NOON, Town, middle_of


def verifying(town: Town) -> None:
    preverification.send_verify(a_routed_case(town, category=None), by=town.people["an"], at=NOON)


def verified(town: Town) -> None:
    case = a_routed_case(town, category=None)
    task = preverification.send_verify(case, by=town.people["an"], at=NOON)
    preverification.verify(case, true=True, by=task.officer, at=NOON)


def merged(town: Town) -> None:
    merging.merge(a_case(town, Status.HANDLING), into=a_routed_case(town), by=town.people["an"], at=NOON)


def unmerged(town: Town) -> None:
    case = merging.merge(a_routed_case(town), into=a_routed_case(town), by=town.people["an"], at=NOON)
    merging.unmerge(fresh(case), by=town.people["an"], at=NOON, note="Another one.")
    routing.route_waiting(at=NOON)


def self_handled(town: Town) -> None:
    telling = a_telling(town, photos=[a_clean_photo()])
    self_handling.report_done(telling, by=town.people["wu"], at=NOON, note="Swept.", after=[a_clean_photo()])
    routing.route_waiting(at=NOON)


def corrected(town: Town) -> None:
    case = a_case(town, Status.HANDLING)
    correction.correct(case, point=middle_of(4), by=town.people["an"], at=NOON, note="Over there.")
    routing.route_waiting(at=NOON)


def under_another_standard(town: Town) -> None:
    case = a_case(town, Status.HANDLING)
    other = FilingStandard.objects.create(
        category=case.category, condition_no=2, condition_en="Deep", condition_zh="深坑", limit_value=9,
        limit_unit=LimitUnit.WORKING_DAY, valid_from=NOON.date(),
    )  # fmt: skip
    correction.change_standard(case, standard=other, by=town.people["an"], at=NOON, note="Deep.")


def suspended(town: Town) -> Case:
    case = a_case(town, Status.HANDLING)
    suspending.ask_suspension(case, until=NOON + timedelta(days=9), by=town.people["he"], at=NOON, note="Trees.")
    return suspending.suspend(case, by=town.people["ding"], at=NOON)


def resumed(town: Town) -> None:
    suspending.resume(suspended(town), by=town.people["he"], at=NOON)


def longer(town: Town) -> None:
    case = a_case(town, Status.HANDLING)
    extending.ask_extension(case, by=town.people["he"], at=NOON, note="Rain.")
    extending.allow_extension(case, by=town.people["ding"], at=NOON)


def part_given_back(town: Town) -> Case:
    case = a_routed_case(town, category="lamp")
    return returning.return_case(case, by=town.people["li"], at=NOON, note="No road there.")


def part_dropped(town: Town) -> None:
    returning.allow_return(part_given_back(town), by=town.people["ding"], at=NOON, note="True.")


def part_stays(town: Town) -> None:
    returning.refuse_return(part_given_back(town), by=town.people["ding"], at=NOON, note="There is.")


def disputed(town: Town) -> Case:
    case = a_routed_case(town)
    returning.return_case(case, by=town.people["li"], at=NOON, note="Not ours.")
    dispatch.dispatch(case, to=town.departments["lamps"], by=town.people["ding"], at=NOON)
    return returning.return_case(case, by=town.people["deng"], at=NOON, note="Nor ours.")


def arbitrated(town: Town) -> None:
    roads = town.departments["roads"]
    dispatch.arbitrate(fresh(disputed(town)), to=roads, by=town.people["ding"], at=NOON, note="Yours.")


def joined(town: Town) -> None:
    case = a_case(town, Status.HANDLING)
    joining.join(case, departments=[town.departments["clean"]], by=town.people["ding"], at=NOON, note="Litter.")


def forced(town: Town) -> None:
    case = a_case(town, Status.HANDLING)
    ending.ask_forced_close(case, by=town.people["shi"], at=NOON, note="The road is gone.")
    ending.force_close(case, by=town.people["su"], at=NOON, note="So be it.")


def cancelled(town: Town) -> None:
    case = a_case(town, Status.HANDLING)
    ending.ask_cancel(case, by=town.people["an"], at=NOON, note="A test.")
    ending.cancel(case, by=town.people["shi"], at=NOON, note="Agreed.")


def reopened_by_a_call(town: Town) -> None:
    case = a_case(town, Status.CLOSED)
    report = case.reports.get()
    report.case = case
    evaluation.call_back(report, solved="no", stars=1, words="Half.", by=town.people["hua"], at=NOON)
    routing.route_waiting(at=NOON)


def scored_and_appealed(town: Town) -> None:
    case, at = a_case(town, Status.HANDLING, at=NOON - timedelta(days=20)), NOON - timedelta(hours=1)
    handling.finish(case, by=town.people["li"], at=at, note="Filled.")
    verification.pass_check(case, by=case.tasks.get(done_at=None).officer, at=at)
    closing.close(case, by=town.people["shi"], at=at)
    evaluation.score(case, case.legs.get(), points=60, by=town.people["ke"], at=at)
    appealing.appeal(case, by=town.people["li"], at=at, note="Closed street.")


def supervised(town: Town) -> None:
    urging.supervise(
        a_routed_case(town), kind="key", level=1, hours=2, by=town.people["su"], at=NOON, note="The school is open."
    )


def asked(town: Town) -> None:
    asking.ask(a_routed_case(town), by=town.people["li"], at=NOON, words="Which lane?")


def pushed_and_called_in_by_a_ladder(town: Town) -> None:
    roads = Department.objects.filter(code="roads")
    roads.update(assignment=Department.Assignment.PUSH)
    Shift.objects.create(user=town.people["li"], department=roads.get(), begins_at=NOON - HOUR, ends_at=NOON + HOUR)
    case = a_routed_case(town)
    assert assignment.push_waiting(at=NOON) >= 1
    Leg.objects.create(
        case=case, department=town.departments["centre"], part="co", mandatory=False, area_path=case.area_path,
        sent_at=NOON, rule="ladder",
    )  # fmt: skip
    roads.update(assignment=Department.Assignment.PULL)


MOVED: list[Callable[[Town], object]] = [
    verifying, verified, merged, unmerged, self_handled, corrected, under_another_standard, suspended, resumed, longer,
    part_given_back, part_dropped, part_stays, disputed, arbitrated, joined, forced, cancelled, reopened_by_a_call,
    scored_and_appealed, supervised, asked, pushed_and_called_in_by_a_ladder,
]  # fmt: skip


@pytest.fixture(autouse=True)
def _every_stage_is_timed(town: Town, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    for kind in (ClockKind.ACKNOWLEDGE, ClockKind.FILE, ClockKind.DISPATCH, ClockKind.ACCEPT, ClockKind.CHECK):
        StageLimit.objects.create(kind=kind, limit_value=2, limit_unit=LimitUnit.WORKING_HOUR)
    StageLimit.objects.create(kind=ClockKind.ANSWER, limit_value=30, limit_unit=LimitUnit.WORKING_DAY)


@pytest.mark.parametrize("move", MOVED, ids=lambda move: move.__name__)
def test_nothing_is_wrong_afterwards(town: Town, move: Callable[[Town], object]) -> None:
    move(town)
    while letters.write_waiting(at=NOON) or letters.send_waiting(at=NOON):
        pass

    wrong = {r.check.code: r.found for r in doctor.examine(at=NOON, full=True) if r.found.count}

    assert wrong == {}
