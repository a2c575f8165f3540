"""A supervisor or dispatcher takes a case from its department, and calls the coordination desk in."""

from datetime import datetime

import pytest

from cases import coordinating, dispatch, handling, symptoms, tally, urging
from cases.checkups import Round
from cases.grounds import Ground
from cases.models import Clock, LegState, Notice, Status
from cases.workflow import CannotMove, NotAllowed, NoteMissing
from tests.builders import HOUR, a_case, a_routed_case, fresh
from tests.city import Town


def test_a_reassigned_case_waits_for_its_new_host_and_its_old_one_has_no_part_left(town: Town, noon: datetime) -> None:
    case, lamps = a_case(town, Status.HANDLING), town.departments["lamps"]

    dispatch.reassign(case, to=lamps, by=town.people["su"], at=noon + HOUR, note="The pole is theirs.")

    case = fresh(case)
    assert (case.status, case.host) == (Status.DISPATCHED, lamps)
    parts = dict(case.legs.values_list("department__code", "state"))
    assert parts == {"roads": LegState.WITHDRAWN, "lamps": LegState.SENT}
    assert Clock.objects.get(case=case, leg__department=lamps, kind="handle").due_at > noon
    handling.accept(case, by=town.people["deng"], at=noon + 2 * HOUR)


def test_co_handlers_keep_their_parts(town: Town, noon: datetime) -> None:
    case = a_routed_case(town, category="lamp")  # lamps hosts, roads helps

    dispatch.reassign(case, to=town.departments["clean"], by=town.people["su"], at=noon + HOUR, note="Theirs.")

    assert case.legs.get(department__code="roads").state == LegState.SENT


def test_a_department_with_a_part_is_not_given_it_twice(town: Town, noon: datetime) -> None:
    case = a_routed_case(town)

    with pytest.raises(CannotMove, match="has a part"):
        dispatch.reassign(case, to=town.departments["roads"], by=town.people["su"], at=noon, note="Again.")


def test_reassigning_needs_a_reason_and_the_right_role(town: Town, noon: datetime) -> None:
    case, lamps = a_routed_case(town), town.departments["lamps"]

    with pytest.raises(NoteMissing):
        dispatch.reassign(case, to=lamps, by=town.people["su"], at=noon, note=" ")
    with pytest.raises(NotAllowed):
        dispatch.reassign(case, to=lamps, by=town.people["li"], at=noon, note="Not ours.")


def test_coordination_opens_one_part_of_the_desk_that_nothing_times(town: Town, noon: datetime) -> None:
    case = a_routed_case(town)

    coordinating.coordinate(case, by=town.people["su"], at=noon, note="Roads waits for Lamps.")

    assert case.legs.get(department__code="centre").rule == coordinating.BY_SUPERVISOR
    assert Notice.objects.get(case=case, kind="coordinate")
    assert symptoms.part_without_clock(Round(at=noon)).count == 0
    with pytest.raises(CannotMove, match="already"):
        coordinating.coordinate(fresh(case), by=town.people["su"], at=noon, note="Again.")


def test_a_supervisor_urges_and_a_handler_does_not(town: Town, noon: datetime) -> None:
    case = a_routed_case(town)

    urging.urge(case, by=town.people["su"], at=noon, note="The school opens tomorrow.")

    assert Notice.objects.get(case=case, kind="urged")
    with pytest.raises(NotAllowed):
        urging.urge(case, by=town.people["li"], at=noon, note="Hurry.")


def test_who_has_moved_to_another_department_leaves_the_figures_of_the_first(town: Town, noon: datetime) -> None:
    case, roads = a_routed_case(town), town.departments["roads"]

    dispatch.reassign(case, to=town.departments["lamps"], by=town.people["su"], at=noon, note="Theirs.")

    assert tally.tally_of(Ground(department=roads), days=14, at=noon).open == 0
