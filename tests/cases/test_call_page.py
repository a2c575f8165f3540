"""The call list: whom it rings for, one button that takes the call, and who has the duty now."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases import chores
from cases.models import Case
from departments.models import Shift, User
from tests.builders import HOUR
from tests.cases.test_emergencies import called, urgent_town
from tests.city import Town, build_town

SignedIn = Callable[[str], Client]
PAGE = "/desk/calls/"


@pytest.fixture
def town(db: None) -> Town:
    return urgent_town(build_town())


@pytest.fixture
def ringing(town: Town) -> Case:
    """An emergency of a night; Li is the duty officer of this very hour."""
    now = chores.now()
    on_duty(town, "li", now)
    User.objects.filter(username="li").update(phone="0871 555 0101")
    return called(town)


def on_duty(town: Town, name: str, now: datetime, **more: object) -> None:
    where = {"department": town.departments["roads"]} if "area" not in more else {}
    Shift.objects.create(
        user=town.people[name], begins_at=now - HOUR, ends_at=now + HOUR, duty_officer=True, **where, **more
    )


def test_the_duty_officer_sees_the_call_and_takes_it(town: Town, signed_in: SignedIn, ringing: Case) -> None:
    client = signed_in("li")
    page = client.get(PAGE).content.decode()

    answer = client.post(f"{PAGE}{ringing.number}/", follow=True)

    assert ringing.number in page
    assert "I take it" in page
    assert answer.redirect_chain[-1][0] == f"/desk/cases/{ringing.number}/"
    assert "You have taken the call" in answer.content.decode()
    assert ringing.legs.get().assignee == town.people["li"]
    assert "I take it" not in client.get(PAGE).content.decode()


def test_others_see_no_call_and_cannot_take_it(town: Town, signed_in: SignedIn, ringing: Case) -> None:
    for name, status in (("deng", 404), ("ou", 404)):
        client = signed_in(name)
        assert ringing.number not in client.get(PAGE).content.decode()
        assert client.post(f"{PAGE}{ringing.number}/").status_code == status


def test_the_slower_one_reads_who_was_faster(town: Town, signed_in: SignedIn, ringing: Case) -> None:
    signed_in("li").post(f"{PAGE}{ringing.number}/")

    answer = signed_in("he").post(f"{PAGE}{ringing.number}/")

    assert answer.status_code == 409
    assert "Li has already taken the call" in answer.content.decode()


def test_everybody_sees_who_has_the_duty_where_they_work(town: Town, signed_in: SignedIn, ringing: Case) -> None:
    on_duty(town, "west_su", chores.now(), area=town.areas["west"])

    assert 'href="tel:0871 555 0101"' in signed_in("lu").get(PAGE).content.decode()
    city = signed_in("su").get(PAGE).content.decode()
    assert "Roads Bureau" in city
    assert "West District" in city
    assert "Roads Bureau" not in signed_in("deng").get(PAGE).content.decode()


def test_many_calls_cost_the_page_as_much_as_one(town: Town, signed_in: SignedIn, ringing: Case) -> None:
    client, counts = signed_in("he"), []
    for _more in range(2):
        client.get(PAGE)
        with CaptureQueriesContext(connection) as asked:
            client.get(PAGE)
        counts.append(len(asked))
        called(town)

    assert counts[0] == counts[1] <= 17
