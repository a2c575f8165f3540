"""Bulk moves through the pages: chosen in the list, seen before, done, read case by case, taken back."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases import bulk, chores, handling
from cases.models import BulkRun, Case, Leg, Status
from tests.builders import a_case, a_routed_case, fresh
from tests.city import Town

SignedIn = Callable[[str], Client]
QUEUE = "/desk/queue/"


def prepare(client: Client, move: str, *cases: Case, origin: str = QUEUE, **more: str):
    chosen = {"move": move, "origin": origin, "case": [case.number for case in cases]}
    return client.post(reverse("desk-bulk"), {**chosen, **more})


@pytest.fixture
def three(town: Town, noon: datetime) -> list[Case]:
    """Three parts of the roads bureau; Lu has the second."""
    cases = [a_routed_case(town) for _ in range(3)]
    handling.assign(cases[1], to=town.people["lu"], by=town.people["lu"], at=noon)
    return [fresh(case) for case in cases]


def test_what_will_happen_to_which_is_seen_before_anything_is_done(three: list[Case], signed_in: SignedIn):
    client = signed_in("li")

    page = client.get(prepare(client, "take", *three).url)

    assert [row["can"] for row in page.context["rows"]] == [True, False, True]
    assert "Lu has it already." in page.content.decode()
    assert not Leg.objects.filter(assignee__username="li").exists()


def test_the_result_stands_beside_each_case_and_is_taken_back_in_one_press(three: list[Case], signed_in: SignedIn):
    client = signed_in("li")
    drafted = prepare(client, "take", *three).url

    done = client.post(f"{drafted}start/", follow=True)
    assert [row["row"].state for row in done.context["rows"]] == ["done", "refused", "done"]
    back = client.post(f"{drafted}undo/", follow=True)

    assert [row["row"].state for row in back.context["rows"]] == ["done", "done"]
    assert not Leg.objects.filter(assignee__username="li").exists()
    assert not client.get(drafted).context["may_undo"]


def test_words_that_are_missing_are_asked_for_and_nothing_happens(town: Town, signed_in: SignedIn):
    client = signed_in("li")
    drafted = prepare(client, "finish", a_case(town, Status.HANDLING), a_case(town, Status.HANDLING)).url

    refused = client.post(f"{drafted}start/", {"note": ""})

    assert refused.status_code == 422
    assert BulkRun.objects.get().started_at is None


def test_one_case_that_needs_no_words_is_done_at_once_and_one_is_back_at_its_row(
    three: list[Case], signed_in: SignedIn
):
    client = signed_in("li")

    answer = prepare(client, "take", three[0], origin=f"{QUEUE}?state=sent")

    assert answer.url == f"{QUEUE}?state=sent#row-{three[0].number}"
    assert Leg.objects.get(case=three[0]).assignee.username == "li"


@pytest.mark.parametrize(("move", "by", "key"), [("assign", "he", "a"), ("finish", "li", "e"), ("note", "li", "n")])
def test_one_case_that_needs_words_is_asked_on_its_own_page(
    three: list[Case], signed_in: SignedIn, move: str, by: str, key: str
):
    answer = prepare(signed_in(by), move, three[0])

    assert answer.url == f"/desk/cases/{three[0].number}/?from=%2Fdesk%2Fqueue%2F#key-{key}"


def test_all_of_the_list_is_the_list_s_own_question(three: list[Case], town: Town, signed_in: SignedIn):
    client, elsewhere = signed_in("li"), a_routed_case(town, cell=2)

    page = client.get(prepare(client, "accept", origin=f"{QUEUE}?area=990101", all="1").url)

    assert {row["case"].number for row in page.context["rows"]} == {case.number for case in three}
    assert elsewhere.number not in page.content.decode()


def test_a_case_of_others_is_not_chosen(three: list[Case], signed_in: SignedIn):
    client = signed_in("qing")

    answer = prepare(client, "take", *three)

    assert answer.url == QUEUE
    assert not BulkRun.objects.exists()


def test_a_run_is_its_own_person_s(three: list[Case], signed_in: SignedIn):
    drafted = prepare(signed_in("li"), "take", *three).url

    assert signed_in("lu").get(drafted).status_code == 404
    assert signed_in("lu").post(f"{drafted}start/").status_code == 404


def test_nothing_ticked_is_said(town: Town, three: list[Case], signed_in: SignedIn):
    answer = signed_in("li").post(reverse("desk-bulk"), {"move": "take", "origin": QUEUE}, follow=True)

    assert "Choose at least one case." in answer.content.decode()


def test_many_are_left_to_a_worker_and_the_page_follows(
    three: list[Case], signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(bulk, "AT_ONCE", 2)
    client = signed_in("li")
    drafted = prepare(client, "take", *three).url

    page = client.post(f"{drafted}start/", follow=True)
    assert page.context["waiting"] == 3
    assert chores.bulk_waits()
    version = page.headers["X-Live-Version"]
    assert client.get(drafted, headers={"HX-Request": "true", "X-Live-Version": version}).status_code == 204
    chores.move_many()

    assert client.get(drafted).context["waiting"] == 0
    assert not chores.bulk_waits()


def test_the_head_gives_many_to_one_of_his_own_people_only(town: Town, three: list[Case], signed_in: SignedIn):
    client = signed_in("he")
    drafted = prepare(client, "assign", three[0], three[2]).url

    refused = client.post(f"{drafted}start/", {"to": town.people["deng"].pk})
    done = client.post(f"{drafted}start/", {"to": town.people["lu"].pk}, follow=True)

    assert refused.status_code == 422
    assert [row["row"].state for row in done.context["rows"]] == ["done", "done"]
    assert Leg.objects.filter(assignee=town.people["lu"]).count() == 3


def test_a_run_of_many_asks_as_much_as_one_of_few(town: Town, signed_in: SignedIn):
    client = signed_in("li")
    few = prepare(client, "finish", *[a_case(town, Status.HANDLING) for _ in range(2)]).url
    many = prepare(client, "finish", *[a_case(town, Status.HANDLING) for _ in range(7)]).url
    client.get(few)

    asked = []
    for url in (few, many):
        with CaptureQueriesContext(connection) as captured:
            client.get(url)
        asked.append(len(captured))

    assert asked[0] == asked[1]


def test_dispatchers_tick_cases_of_all_departments(town: Town, three: list[Case], signed_in: SignedIn):
    client = signed_in("ding")
    offered = client.get("/desk/cases/").context["bulk_moves"]
    drafted = prepare(client, "urge", *three, origin="/desk/cases/").url

    done = client.post(f"{drafted}start/", {"note": "The school opens on Monday."}, follow=True)

    assert list(offered) == ["urge"]
    assert [row["row"].state for row in done.context["rows"]] == ["done"] * 3
    assert done.context["back"] == "/desk/cases/"
