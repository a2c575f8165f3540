"""Every figure of a board equals a recount at every moment, folded or not, and opens just the cases it counts."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from cases import board, closing, evaluation, handling, verification
from cases.grounds import Ground
from cases.models import Case, CaseDay, PartDay, Status
from cases.tally import Tally, tally_of
from tests.builders import HOUR, a_case, a_rated_case, a_report, a_routed_case, fresh
from tests.city import Town

DAY = timedelta(days=1)


def anew(ground: Ground, at: datetime) -> Tally:
    """The same figures counted from the cases themselves."""

    class Counted(Ground):
        is_summed = False

    return tally_of(Counted(ground.area, ground.department, ground.major), days=14, at=at)


def grounds(town: Town) -> list[Ground]:
    west, roads = town.areas["west"], town.departments["roads"]
    return [Ground(), Ground(area=west), Ground(department=roads), Ground(area=west, department=roads)]


def assert_equals_a_recount(town: Town, at: datetime) -> None:
    for ground in grounds(town):
        summed, counted = tally_of(ground, days=14, at=at), anew(ground, at)
        assert summed.by_status == counted.by_status
        assert summed.by_host == counted.by_host
        assert summed.by_district == counted.by_district
        assert summed.flow == counted.flow
        assert summed.records == counted.records
        assert summed.open == summed.flow.cases_open


def a_week_of_work(town: Town, noon: datetime) -> datetime:
    """Cases of a week at every point of their path, in both districts; return the instant after it."""
    a_report(town, at=noon)
    a_report(town, at=noon, cell=None, area_id=town.areas["city"].pk, address="Somewhere")
    a_routed_case(town, at=noon, category="litter")
    for cell in (1, 2):
        for ago, status in enumerate((Status.DISPATCHED, Status.HANDLING, Status.CHECKED, Status.CLOSED)):
            a_case(town, status, at=noon + ago * DAY, cell=cell)
    a_routed_case(town, at=noon, category="lamp")
    a_rated_case(town, at=noon + DAY, solved="no")
    return noon + 6 * DAY


def test_figures_equal_a_recount_after_every_move(town: Town, noon: datetime) -> None:
    li, shi = town.people["li"], town.people["shi"]
    case = a_routed_case(town, at=noon)
    moves: tuple[Callable[[], object], ...] = (
        lambda: handling.accept(case, by=li, at=noon + HOUR),
        lambda: handling.finish(case, by=li, at=noon + DAY, note="Filled."),
        lambda: verification.rework(case, by=case.tasks.get(done_at=None).officer, at=noon + 2 * DAY, note="Open."),
        lambda: handling.finish(case, by=li, at=noon + 8 * DAY, note="Filled again."),
        lambda: verification.pass_check(case, by=case.tasks.get(done_at=None).officer, at=noon + 9 * DAY),
        lambda: closing.close(case, by=shi, at=noon + 9 * DAY),
        lambda: evaluation.rate(case.reports.get(), solved="no", stars=1, words="", at=noon + 10 * DAY),
    )
    for move in moves:
        move()
        assert_equals_a_recount(town, noon + 10 * DAY)
        board.fold()
        assert_equals_a_recount(town, noon + 10 * DAY)
        case = fresh(case)


def test_a_week_of_work_equals_a_recount(town: Town, noon: datetime) -> None:
    after = a_week_of_work(town, noon)
    assert_equals_a_recount(town, after)

    board.fold()

    assert_equals_a_recount(town, after)
    assert not CaseDay.objects.filter(folded=False).exists()
    assert not PartDay.objects.filter(folded=False).exists()


def test_many_cases_moved_at_once_append_one_row_a_sum(town: Town, noon: datetime) -> None:
    """What was told of them is taken back, what holds now is told; a place within the same district says nothing."""
    cases = [a_routed_case(town, at=noon) for _ in range(5)]
    CaseDay.objects.all().delete()
    moved = Case.unscoped.filter(pk__in=[case.pk for case in cases])

    moved.update(area_path=town.cells[3].path)
    assert not CaseDay.objects.exists()

    moved.update(status=Status.CLOSED, closed_at=noon + DAY)
    told = set(CaseDay.objects.values_list("kind", "day", "cases"))
    assert told == {("open", noon.date(), -5), ("ended", (noon + DAY).date(), 5)}


def test_a_department_and_a_street_are_counted_in_the_city_s_days(town: Town, noon: datetime) -> None:
    """Midnight in the city is four in the afternoon of the day before by the clock of the server."""
    late_at_night = datetime(2026, 9, 14, 17, tzinfo=UTC)  # 1 o'clock of the 15th
    case = a_routed_case(town, at=late_at_night)

    flow = tally_of(Ground(department=case.host), days=14, at=late_at_night + HOUR).flow

    assert dict(flow.came) == dict(flow.open) == {date(2026, 9, 15): 1}
