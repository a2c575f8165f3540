"""The board of dead letters: for supervisors and administrators, with buttons that need no script."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from cases.models import Checkup, Notice
from tests.builders import a_routed_case
from tests.cases.test_dead_letters import a_dead_letter, a_dead_notice
from tests.city import Town

SignedIn = Callable[[str], Client]
BOARD = "/desk/dead-letters/"


def test_a_supervisor_reads_what_is_wrong_and_replays_one(town: Town, signed_in: SignedIn) -> None:
    case = a_routed_case(town)
    notice = a_dead_notice(case)
    client = signed_in("su")

    page = client.get(BOARD).content.decode()
    answer = client.post(f"{BOARD}notice/{notice.pk}/", follow=True)

    assert case.number in page
    assert "Add a posting, then replay it." in page
    assert "1 is being tried again." in answer.content.decode()
    assert "Nothing was given up" in answer.content.decode()
    assert not Notice.objects.filter(dead_at__isnull=False, done_at=None).exists()


def test_a_heap_is_replayed_at_once(town: Town, signed_in: SignedIn) -> None:
    for _ in range(3):
        a_dead_letter(a_routed_case(town))

    answer = signed_in("su").post(f"{BOARD}letter/all/mail/", follow=True)

    assert "3 are being tried again." in answer.content.decode()


def test_work_orders_are_a_heap_too(town: Town, signed_in: SignedIn) -> None:
    a_dead_notice(a_routed_case(town), topic="route", kind="")

    assert signed_in("su").post(f"{BOARD}notice/all/route/").headers["Location"] == BOARD


def test_an_administrator_replays_without_seeing_the_case(town: Town, signed_in: SignedIn) -> None:
    case = a_routed_case(town)
    notice = a_dead_notice(case)
    client = signed_in("adam")

    page = client.get(BOARD).content.decode()

    assert case.number not in page
    assert "A case you do not see" in page
    assert client.post(f"{BOARD}notice/{notice.pk}/").status_code == 302


@pytest.mark.parametrize("name", ["li", "an", "ding", "passer"])
def test_for_others_there_is_no_such_page(town: Town, signed_in: SignedIn, name: str) -> None:
    notice = a_dead_notice(a_routed_case(town))

    assert signed_in(name).get(BOARD).status_code == 404
    assert signed_in(name).post(f"{BOARD}notice/{notice.pk}/").status_code == 404
    assert BOARD not in signed_in(name).get("/desk/inbox/").content.decode()


@pytest.mark.parametrize("name", ["su", "west_su", "adam"])
def test_the_way_there_stands_in_the_navigation_once(town: Town, signed_in: SignedIn, name: str) -> None:
    assert signed_in(name).get(BOARD).content.decode().count(f'href="{BOARD}"') == 1


def test_what_is_no_heap_is_not_there(town: Town, signed_in: SignedIn) -> None:
    assert signed_in("su").post(f"{BOARD}parcel/7/").status_code == 404
    assert signed_in("su").post(f"{BOARD}notice/7/").status_code == 409


def test_what_the_doctor_found_stands_above(town: Town, signed_in: SignedIn) -> None:
    Checkup.objects.create(code="R3", at=timezone.now(), found=2, breach=True, examples=["TT1"])

    page = signed_in("su").get(BOARD).content.decode()

    assert "A clock runs, but its next rung is overdue or not set." in page
    assert "TT1" not in page
