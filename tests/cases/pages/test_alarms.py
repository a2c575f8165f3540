"""“I see to it” and the board of stuck escalations, as people use them."""

from collections.abc import Callable
from datetime import timedelta

from django.test import Client

from cases import chores
from cases.models import Case, Clock
from tests.builders import a_routed_case
from tests.cases.climbing import clock_of
from tests.city import Town

SignedIn = Callable[[str], Client]


def stuck(town: Town, cell: int) -> Case:
    case = a_routed_case(town, cell=cell)
    Clock.objects.filter(case=case).update(stuck_at=chores.now(), next_fire_at=None)
    return case


def test_a_handler_takes_an_alarm_and_lets_go_of_it(town: Town, signed_in: SignedIn) -> None:
    case, client = a_routed_case(town), signed_in("li")
    page = f"/desk/cases/{case.number}/"
    assert "I see to it" in client.get(page).content.decode()

    answer = client.post(f"{page}hold/", follow=True).content.decode()
    assert "Li sees to it until" in answer
    assert "I see to it: the ladder" not in answer
    assert clock_of(case).acknowledged_by == town.people["li"]

    assert "The ladder of case" in client.post(f"{page}release/", follow=True).content.decode()
    assert clock_of(case).held_until is None


def test_who_has_no_part_in_it_reads_why_not(town: Town, signed_in: SignedIn) -> None:
    case, client = a_routed_case(town), signed_in("an")

    assert "I see to it" not in client.get(f"/desk/cases/{case.number}/").content.decode()
    assert "is yours to answer" in client.post(f"/desk/cases/{case.number}/hold/", follow=True).content.decode()


def test_nobody_holds_what_they_may_not_see(town: Town, signed_in: SignedIn) -> None:
    case = a_routed_case(town)

    assert signed_in("qing").post(f"/desk/cases/{case.number}/hold/").status_code == 404


def test_a_hold_is_never_made_by_following_a_link(town: Town, signed_in: SignedIn) -> None:
    case = a_routed_case(town)

    assert signed_in("li").get(f"/desk/cases/{case.number}/hold/").url == f"/desk/cases/{case.number}/"


def test_a_supervisor_takes_a_late_case_from_the_board_and_stays_there(town: Town, signed_in: SignedIn) -> None:
    case, client = a_routed_case(town), signed_in("su")
    case.legs.update(due_at=chores.now() - timedelta(hours=1))
    (line,) = client.get("/desk/board/").context["lines"]

    answer = client.post("/desk/board/act/", {"one": line.value})

    assert [(one.number, one.done) for one in answer.context["outcomes"]] == [(case.number, True)]
    assert clock_of(case).acknowledged_by == town.people["su"]


def test_stuck_escalations_are_listed_within_a_supervisors_area(town: Town, signed_in: SignedIn) -> None:
    west, east = stuck(town, 1), stuck(town, 2)

    city, district = (signed_in(name).get("/desk/stuck/").content.decode() for name in ("su", "west_su"))

    assert west.number in city
    assert east.number in city
    assert west.number in district
    assert east.number not in district


def test_the_stuck_list_is_for_supervisors(town: Town, signed_in: SignedIn) -> None:
    assert signed_in("li").get("/desk/stuck/").status_code == 404


def test_an_empty_list_says_so(town: Town, signed_in: SignedIn) -> None:
    assert "No escalation is stuck" in signed_in("su").get("/desk/stuck/").content.decode()
