"""Who else has a case open: told to others who may see it, forgotten by itself, and missed by nobody."""

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis
from django.test import Client
from django.utils import translation

from cases import doorbell, presence
from cases.models import Case
from cases.presence import Presence
from tests.builders import a_routed_case
from tests.city import Town

SignedIn = Callable[[str], Client]


@pytest.fixture
def case(town: Town) -> Iterator[Case]:
    case = a_routed_case(town)
    yield case
    doorbell._client.delete(presence._key(case.number))  # the same server, never made deaf


@pytest.fixture
def silent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """A server that takes every line and never says a word."""
    monkeypatch.setattr(presence, "_silent_until", 0.0)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "silent.sock"))
        server.listen(16)
        deaf = redis.Redis(unix_socket_path=str(tmp_path / "silent.sock"), socket_timeout=0.1, retry=None)
        monkeypatch.setattr(presence, "_client", deaf)
        yield


def test_others_are_named_and_the_person_themself_is_not(town: Town, case: Case) -> None:
    presence.beat(case.number, by=town.people["li"], doing="viewing")
    presence.beat(case.number, by=town.people["lu"], doing="typing")

    assert presence.viewing([case.number], to=town.people["li"]) == {case.number: [Presence("Lu", "typing")]}
    assert presence.viewing([case.number], to=town.people["he"]) == {
        case.number: [Presence("Lu", "typing"), Presence("Li", "viewing")]
    }


def test_a_case_with_nobody_is_left_out_of_a_list(town: Town, case: Case) -> None:
    presence.beat(case.number, by=town.people["li"], doing="viewing")

    found = presence.viewing(["TT-none", case.number], to=town.people["he"])

    assert list(found) == [case.number]


def test_names_come_in_the_language_of_the_reader(town: Town, case: Case) -> None:
    presence.beat(case.number, by=town.people["li"], doing="viewing")

    with translation.override("zh-hans"):
        assert presence.viewing([case.number], to=town.people["he"])[case.number] == [Presence("li", "viewing")]


def test_a_beat_is_forgotten_after_a_minute_or_when_the_page_closes(town: Town, case: Case) -> None:
    presence.beat(case.number, by=town.people["li"], doing="viewing")
    lives = presence._client.execute_command("HTTL", presence._key(case.number), "FIELDS", 1, town.people["li"].pk)
    presence.leave(case.number, by=town.people["li"])

    assert 0 < lives[0] <= 60
    assert presence.viewing([case.number], to=town.people["he"]) == {}


def test_a_valkey_that_is_away_shows_nobody_and_stops_nothing(town: Town, case: Case, silent: None) -> None:
    presence.beat(case.number, by=town.people["li"], doing="viewing")

    assert presence.viewing([case.number], to=town.people["he"]) == {}


def test_the_page_tells_and_is_told_who_else_is_here(town: Town, case: Case, signed_in: SignedIn) -> None:
    url = f"/desk/cases/{case.number}/here/"
    signed_in("lu").post(url, {"doing": "typing"})

    assert "Lu is typing" in signed_in("li").post(url, {"doing": "viewing"}).text
    assert "Li is viewing" in signed_in("lu").post(url, {"doing": "viewing"}).text
    assert signed_in("lu").post(url, {"doing": "gone"}).status_code == 204
    assert "Lu" not in signed_in("li").post(url, {"doing": "viewing"}).text


def test_only_who_may_see_the_case_tells_or_is_told(case: Case, signed_in: SignedIn) -> None:
    assert signed_in("deng").post(f"/desk/cases/{case.number}/here/", {"doing": "viewing"}).status_code == 404


def test_a_beat_wakes_no_worker(case: Case, signed_in: SignedIn) -> None:
    doorbell.unring()

    signed_in("li").post(f"/desk/cases/{case.number}/here/", {"doing": "viewing"})

    assert doorbell._client.exists(doorbell.BELL) == 0
