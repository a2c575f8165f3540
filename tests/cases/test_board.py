"""The counts of the board equal a recount at every moment, folded or not."""

from collections import Counter
from datetime import datetime

from cases import board
from cases.models import BoardDelta, Case, Status
from departments.access import Reach, scope_of
from tests.builders import a_case, a_rated_case, a_report, a_routed_case
from tests.city import Town

EVERYTHING = Reach(area_paths=("/1/",))


def recount() -> Counter[str]:
    return Counter(Case.unscoped.values_list("status", flat=True))


def some_of_each(town: Town) -> None:
    a_report(town)
    a_routed_case(town, category="litter")
    for status in (Status.DISPATCHED, Status.HANDLING, Status.CHECKED, Status.CLOSED):
        a_case(town, status)
    a_rated_case(town, solved="no")


def test_counts_equal_a_recount_before_and_after_folding(town: Town) -> None:
    some_of_each(town)
    assert board.by_status(board.counts(EVERYTHING)) == recount()

    board.fold()
    assert board.by_status(board.counts(EVERYTHING)) == recount()

    a_case(town, Status.HANDLING)
    assert board.by_status(board.counts(EVERYTHING)) == recount()


def test_folding_leaves_no_delta_behind(town: Town) -> None:
    some_of_each(town)

    board.fold()

    assert not BoardDelta.objects.exists()


def test_a_district_supervisor_counts_his_own_district(town: Town, noon: datetime) -> None:
    a_case(town, Status.HANDLING, cell=1)
    a_case(town, Status.HANDLING, cell=2)
    a_case(town, Status.HANDLING, cell=4)

    west = scope_of(town.people["west_su"]).reach("supervise_cases")

    assert board.by_status(board.counts(west)) == {Status.HANDLING: 1}
