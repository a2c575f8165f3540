"""Three departments in one case, each with a budget of its own: what one uses is not taken from another."""

from datetime import datetime

from cases import deadlines, handling, joining
from cases.models import Case, Clock
from departments.models import ClockKind
from departments.work_calendars import WorkCalendars
from tests.builders import HOUR, a_routed_case, fresh
from tests.cases.test_clocks import OPENING
from tests.city import Town


def clock_of(case: Case, department: str) -> Clock:
    return Clock.objects.get(leg__case=case, leg__department__code=department, kind=ClockKind.HANDLE)


def used_by(case: Case, department: str, at: datetime) -> int:
    return deadlines.consumed(clock_of(case, department), at, WorkCalendars())


def with_a_third(town: Town, at: datetime) -> Case:
    """A lamp case of the lamp company and the roads bureau, to which the dispatcher calls in a third."""
    case = a_routed_case(town, category="lamp")
    third = town.departments["clean"]
    return joining.join(fresh(case), departments=[third], by=town.people["ding"], at=at, note="Glass on the road.")


def test_a_part_added_late_has_its_whole_time(town: Town) -> None:
    case = with_a_third(town, OPENING + 3 * HOUR)

    host, third = clock_of(case, "lamps"), clock_of(case, "clean")
    assert (host.budget_seconds, third.budget_seconds) == (16 * 3600, 16 * 3600)
    assert third.due_at == host.due_at + 5 * HOUR  # three working hours, over a noon
    assert [used_by(case, name, OPENING + 4 * HOUR) for name in ("lamps", "roads", "clean")] == [14400, 14400, 3600]


def test_what_ends_or_stops_one_part_moves_no_other(town: Town) -> None:
    case = with_a_third(town, OPENING + HOUR)
    before = clock_of(case, "lamps").due_at, clock_of(case, "clean").due_at
    handling.accept(fresh(case), by=town.people["li"], at=OPENING + HOUR)
    handling.accept(fresh(case), by=town.people["deng"], at=OPENING + HOUR)
    handling.finish(fresh(case), by=town.people["li"], at=OPENING + 2 * HOUR, note="Swept.")
    deadlines.pause([clock_of(case, "clean")], at=OPENING + 2 * HOUR, reason="Rain.", by=None)

    assert (clock_of(case, "roads").state, clock_of(case, "roads").consumed_seconds) == ("met", 7200)
    assert clock_of(case, "lamps").due_at == before[0]
    assert used_by(case, "clean", OPENING + 9 * HOUR) == 3600
