"""Ladders on their pages: drawn, tried on an example clock, saved as a new version that running clocks do not see."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.http import HttpResponse
from django.test import Client

from cases.models import Clock
from departments.models import ConfigChange, Ladder
from tests.builders import a_routed_case
from tests.city import Town

SignedIn = Callable[[str], Client]
HANDLE = "/desk/settings/ladders/handle/"
ROWS = [
    ("-4", "working_hour", "notify", "assignee"),
    ("0", "hour", "notify", "department_head"),
    ("24", "hour", "raise", "supervisor"),
]


@pytest.fixture
def adam(signed_in: SignedIn) -> Client:
    return signed_in("adam")


def typed(rows: list[tuple[str, str, str, str]] = ROWS, **other: object) -> dict[str, object]:
    said = {"ladder": Ladder.objects.get(clock="handle", retired_at=None).pk, "hold_minutes": 60, "repeats": 1,
            "repeat_minutes": 30, "rungs-TOTAL_FORMS": len(rows), "rungs-INITIAL_FORMS": len(rows)}  # fmt: skip
    for number, row in enumerate(rows):
        said |= {
            f"rungs-{number}-{name}": value
            for name, value in zip(("offset", "unit", "action", "target"), row, strict=True)
        }
    return {**said, **other}


def save(client: Client, rows: list[tuple[str, str, str, str]] = ROWS, **other: object) -> HttpResponse:
    return client.post(HANDLE, {**typed(rows, **other), "save": "1"})


def test_a_change_is_a_new_version_and_running_clocks_keep_theirs(town: Town, adam: Client):
    a_routed_case(town)
    clock, old = Clock.objects.get(kind="handle"), Ladder.objects.get()

    assert save(adam).status_code == 302

    new = Ladder.objects.get(retired_at=None)
    assert (new.version, new.repeats, new.rungs.count()) == (2, 1, 3)
    clock.refresh_from_db()
    assert clock.ladder == old
    change = ConfigChange.objects.get()
    assert (change.subject, change.key) == ("ladder", "handle")
    assert change.after["rungs"][0] == "-4.00 working_hour notify assignee"


def test_what_is_typed_is_tried_on_an_example_before_it_is_saved(town: Town, adam: Client):
    example = {"department": "roads", "since": "2026-09-16T09:00", "due": "2026-09-17T09:00", "preview": "1"}

    answer = adam.post(HANDLE, {**typed(), **example})

    assert answer.status_code == 200
    zone = ZoneInfo("Asia/Shanghai")
    fired = answer.context["fired"]
    assert [one.at.astimezone(zone) for one in fired] == [
        datetime(2026, 9, 16, 15, tzinfo=zone),  # four working hours before: over the night and the noon
        datetime(2026, 9, 17, 9, tzinfo=zone),
        datetime(2026, 9, 18, 9, tzinfo=zone),
    ]
    assert town.people["su"] in fired[2].people
    assert fired[0].stands_in
    assert Ladder.objects.count() == 1


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([], "one rung at least"),
        ([("", "hour", "notify", "supervisor")], "one rung at least"),
        ([("2", "hour", "notify", "supervisor"), ("1", "hour", "notify", "supervisor")], "must come after"),
        ([("soon", "hour", "notify", "supervisor")], "Write a number"),
        ([("1", "hour", "shout", "supervisor")], "shout"),
    ],
)
def test_rungs_that_cannot_be_are_said(town: Town, adam: Client, rows: list, words: str):
    answer = save(adam, rows)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Ladder.objects.count() == 1


def test_the_second_of_two_people_is_told_and_keeps_the_rungs(town: Town, adam: Client):
    early = Ladder.objects.get().pk
    save(adam)

    answer = save(adam, [("7.5", "hour", "notify", "supervisor")], ladder=early)

    assert answer.status_code == 409
    assert 'value="7.5"' in answer.content.decode()
    assert Ladder.objects.count() == 2
    rungs = {name: said for name, *said in answer.context["form"].stands_now}
    assert rungs["Rung 1"][0] == "7.5 hours round the clock, Notify: Supervisor"
    assert rungs["Rung 3"] == ["–", "24 hours round the clock, Raise the level: Supervisor"]
    assert save(adam, [("7.5", "hour", "notify", "supervisor")]).status_code == 302


def test_a_clock_without_a_ladder_gets_its_first(town: Town, adam: Client):
    said = {**typed(), "ladder": 0, "save": "1"}

    assert adam.post("/desk/settings/ladders/file/", said).status_code == 302

    assert Ladder.objects.get(clock="file").version == 1
    assert adam.get("/desk/settings/ladders/nothing/").status_code == 404


def test_supervisors_read_and_nobody_else(town: Town, signed_in: SignedIn):
    su, li = signed_in("su"), signed_in("li")

    assert "Save as a new version" not in su.get(HANDLE).content.decode()
    assert save(su).status_code == 403
    assert [li.get(page).status_code for page in (HANDLE, "/desk/settings/ladders/")] == [404, 404]
