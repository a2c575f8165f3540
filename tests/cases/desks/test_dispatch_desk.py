"""The dispatch desk: the proposal with its reason and load, sent from the list, several at once, two at once."""

from collections.abc import Callable

import pytest
from django.test import Client

from cases import dispatch, dispatching, returning
from cases.models import Case, Status
from departments.models import Department
from tests.builders import a_routed_case, fresh
from tests.city import NOON, Town

SignedIn = Callable[[str], Client]
DESK = "/desk/dispatch/"


def send(client: Client, case: Case, to: Department, **said: object):
    return client.post(f"{DESK}{case.number}/dispatch/", {"step": case.step, "to": to.pk, **said})


@pytest.fixture
def rivals(town: Town) -> Case:
    """Litter: two companies are equally named."""
    return a_routed_case(town, category="litter")


def held_up(town: Town, **more: object) -> Case:
    """A road case that only its department's calendar has held up: whose it is is certain."""
    town.departments["roads"].calendar.__class__.objects.filter(code="office").update(covered_to=NOON.date())
    case = a_routed_case(town, **more)
    town.departments["roads"].calendar.__class__.objects.filter(code="office").update(covered_to="2027-12-31")
    return case


def test_the_list_offers_each_named_department_and_its_reason(rivals: Case, signed_in: SignedIn) -> None:
    page = signed_in("ding").get(DESK).content.decode()

    assert "Clean One" in page
    assert "Clean Two" in page
    assert "clean answers for litter (D4)" in page


def test_a_case_is_sent_from_the_list(town: Town, rivals: Case, signed_in: SignedIn) -> None:
    answer = send(signed_in("ding"), rivals, town.departments["bright"])

    assert answer.headers["Location"] == DESK
    assert fresh(rivals).host == town.departments["bright"]


def test_who_comes_second_is_told_who_was_first(town: Town, rivals: Case, signed_in: SignedIn) -> None:
    seen = fresh(rivals)
    dispatch.dispatch(fresh(rivals), to=town.departments["clean"], by=town.people["duan"], at=NOON)

    answer = send(signed_in("ding"), seen, town.departments["bright"])

    assert answer.status_code == 409
    assert "Duan has just moved" in answer.content.decode()
    assert fresh(rivals).host == town.departments["clean"]


def test_beside_the_list_stand_the_alternatives_with_their_load(town: Town, rivals: Case, signed_in: SignedIn) -> None:
    dispatch.dispatch(
        fresh(a_routed_case(town, category="litter")), to=town.departments["clean"], by=town.people["ding"], at=NOON
    )

    page = signed_in("ding").get(f"{DESK}{rivals.number}/").content.decode()

    assert "Who could have it" in page
    assert "100 % of the busiest" in page


def test_the_load_counts_open_late_and_todays_parts(town: Town) -> None:
    a_routed_case(town)
    a_routed_case(town, cell=2)

    [roads, lamps] = dispatching.loads([town.departments["roads"], town.departments["lamps"]], at=NOON)

    assert (roads.open, roads.late, roads.today, roads.people) == (2, 0, 2, 3)
    assert (roads.percent, roads.capped) == (100, False)
    assert (lamps.open, lamps.percent) == (0, 0)


def test_a_department_with_a_cap_is_measured_by_its_room(town: Town) -> None:
    Department.objects.filter(code="roads").update(cap_per_person=2)
    for _n in range(3):
        a_routed_case(town)

    [roads] = dispatching.loads([Department.objects.get(code="roads")], at=NOON)

    assert (roads.percent, roads.capped) == (50, True)  # three of two each for three people


def test_only_what_is_certain_is_called_certain(town: Town, rivals: Case) -> None:
    certain, nobody = held_up(town), a_routed_case(town, category="noise")

    found = dispatching.propose([fresh(certain), fresh(rivals), fresh(nobody)])

    assert [found[case.pk].certain for case in (certain, rivals, nobody)] == [True, False, False]


def test_what_was_given_back_is_not_certain(town: Town) -> None:
    case = a_routed_case(town)
    returning.return_case(case, by=town.people["li"], at=NOON, note="Not ours.")

    assert not dispatching.propose([fresh(case)])[case.pk].certain


def test_all_certain_ones_are_sent_with_a_result_for_each(town: Town, rivals: Case, signed_in: SignedIn) -> None:
    first, second = held_up(town), held_up(town, cell=2)
    stale = f"{second.number}:{second.step - 1}"

    answer = signed_in("ding").post(
        f"{DESK}certain/", {"which": "all", "certain": [f"{first.number}:{first.step}", stale]}
    )

    page = answer.content.decode()
    assert "sent to Roads Bureau" in page
    assert "has just moved" in page
    assert fresh(first).status == Status.DISPATCHED
    assert fresh(second).status == fresh(rivals).status == Status.FILED


def test_only_the_ticked_ones_are_sent(town: Town, signed_in: SignedIn) -> None:
    first, second = held_up(town), held_up(town, cell=2)

    signed_in("ding").post(
        f"{DESK}certain/",
        {"which": "ticked", "pick": f"{first.number}:{first.step}",
         "certain": [f"{case.number}:{case.step}" for case in (first, second)]},
    )  # fmt: skip

    assert fresh(first).status == Status.DISPATCHED
    assert fresh(second).status == Status.FILED


def test_an_uncertain_case_is_not_sent_with_the_others(town: Town, rivals: Case, signed_in: SignedIn) -> None:
    answer = signed_in("ding").post(
        f"{DESK}certain/", {"which": "all", "certain": f"{rivals.number}:{rivals.step}"}
    )  # fmt: skip

    assert "It is not certain whose this is" in answer.content.decode()
    assert fresh(rivals).status == Status.FILED


def test_a_note_goes_with_the_case(town: Town, rivals: Case, signed_in: SignedIn) -> None:
    send(signed_in("ding"), rivals, town.departments["clean"], note="The market opens at six.", **{"from": "case"})

    assert fresh(rivals).history.get(action="dispatch").note == "The market opens at six."


def test_the_load_page_is_the_dispatchers_own(town: Town, signed_in: SignedIn) -> None:
    a_routed_case(town)

    assert "Roads Bureau" in signed_in("ding").get(f"{DESK}load/").content.decode()
    assert signed_in("li").get(f"{DESK}load/").status_code == 404
