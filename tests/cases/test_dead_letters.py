"""What was given up waits for a person, who has it tried again; the case's history says so."""

from datetime import datetime, timedelta

import pytest
from django.utils import translation

from cases import dead_letters, letters, routing, sentences, words
from cases.dead_letters import NothingToReplay
from cases.models import Case, Delivery, Notice, Status
from cases.workflow import NotAllowed
from departments.models import User
from tests.builders import HOUR, a_report, a_routed_case, fresh
from tests.city import NOON, Town


def a_dead_notice(case: Case, **values: object) -> Notice:
    given = {"topic": "tell", "kind": "closed", "attempts": 10, "error": "NobodyToTell: nobody is posted as roadman"}
    return Notice.objects.create(
        case=case, created_at=NOON, available_at=NOON + HOUR, dead_at=NOON, **{**given, **values}
    )


def a_dead_letter(case: Case, **values: object) -> Delivery:
    given = {"channel": "mail", "subject": "", "body": "", "attempts": 10, "error": "the mail server answered 550"}
    return Delivery.objects.create(
        case=case, notice=a_dead_notice(case, done_at=NOON), state="dead", created_at=NOON, available_at=NOON,
        **{**given, **values},
    )  # fmt: skip


def dead_for(town: Town, name: str) -> dict[tuple[str, str], list[str]]:
    heaps = dead_letters.heaps(User.objects.get(username=name))
    return {(heap.source, heap.kind): [letter.case.number for letter in heap.letters] for heap in heaps}


def test_they_lie_in_heaps_by_kind(town: Town) -> None:
    first, second = a_routed_case(town), a_routed_case(town)
    for case in (first, second):
        a_dead_notice(case)
    a_dead_letter(first)
    a_dead_notice(second, topic="route", kind="")

    assert dead_for(town, "su") == {
        ("notice", "closed"): [first.number, second.number],
        ("notice", ""): [second.number],
        ("letter", "mail"): [first.number],
    }


def test_a_supervisor_has_those_of_his_area_and_an_administrator_all(town: Town) -> None:
    west, east = a_routed_case(town, cell=1), a_routed_case(town, cell=2)
    for case in (west, east):
        a_dead_notice(case)

    assert dead_for(town, "west_su") == {("notice", "closed"): [west.number]}
    assert dead_for(town, "su") == dead_for(town, "adam") == {("notice", "closed"): [west.number, east.number]}


@pytest.mark.parametrize("name", ["li", "he", "ding", "an", "shi", "wu", "passer"])
def test_they_are_nobody_elses(town: Town, name: str) -> None:
    notice = a_dead_notice(a_routed_case(town))

    with pytest.raises(NotAllowed):
        dead_letters.heaps(town.people[name])
    with pytest.raises(NotAllowed):
        dead_letters.replay("notice", by=town.people[name], at=NOON, pk=notice.pk)


def test_a_replayed_notice_is_tried_again_at_once_and_the_history_keeps_it(town: Town) -> None:
    case = a_routed_case(town)
    letters.write_waiting(at=NOON)
    notice = a_dead_notice(case, kind="dispatched", error="OSError")
    at = NOON + timedelta(days=1)

    assert dead_letters.replay("notice", by=town.people["su"], at=at, pk=notice.pk) == 1

    assert letters.write_waiting(at=at) == 1
    notice.refresh_from_db()
    assert (notice.done_at, notice.dead_at, notice.attempts) == (at, None, 0)
    entry = case.history.latest("number")
    assert (entry.action, entry.by, entry.data["kinds"]) == ("replay", town.people["su"], ["dispatched"])
    assert sentences.sentence(entry, sentences.Names()) == "Given up before, now tried again: News to the departments"


def test_a_replayed_work_order_is_routed(town: Town) -> None:
    case = a_report(town)
    Notice.objects.filter(case=case).update(dead_at=NOON, attempts=5, error="ValueError: bad")

    dead_letters.replay("notice", by=town.people["su"], at=NOON, kind="")
    routing.route_waiting(at=NOON)

    assert fresh(case).status == Status.DISPATCHED


def test_a_replayed_letter_waits_to_be_sent(town: Town) -> None:
    letter = a_dead_letter(a_routed_case(town))

    dead_letters.replay("letter", by=town.people["su"], at=NOON, kind="mail")

    letter.refresh_from_db()
    assert (letter.state, letter.attempts, letter.available_at) == ("waiting", 0, NOON)


def test_a_whole_heap_is_replayed_and_only_within_ones_own_area(town: Town) -> None:
    west, other, east = a_routed_case(town, cell=1), a_routed_case(town, cell=3), a_routed_case(town, cell=2)
    notices = [a_dead_notice(case) for case in (west, west, other, east)]

    assert dead_letters.replay("notice", by=town.people["west_su"], at=NOON, kind="closed") == 3

    assert dead_for(town, "su") == {("notice", "closed"): [east.number]}
    assert west.history.filter(action="replay").count() == 1
    assert not east.history.filter(action="replay").exists()
    with pytest.raises(NothingToReplay):
        dead_letters.replay("notice", by=town.people["west_su"], at=NOON, pk=notices[-1].pk)


def test_what_somebody_has_replayed_is_not_replayed_again(town: Town) -> None:
    case = a_routed_case(town)
    notice = a_dead_notice(case)
    dead_letters.replay("notice", by=town.people["su"], at=NOON, pk=notice.pk)

    with pytest.raises(NothingToReplay):
        dead_letters.replay("notice", by=User.objects.get(username="adam"), at=NOON, pk=notice.pk)

    assert case.history.filter(action="replay").count() == 1


@pytest.mark.parametrize(
    ("error", "told"),
    [
        ("NobodyToTell: nobody is posted as supervisor", "Add a posting"),
        ("UnknownLetter: telegram", "Update the platform"),
        ("the mail server answered 550", "settings for mail"),
        ("there is no address any more", "no address"),
        ("ZeroDivisionError", "Tell whoever runs the platform"),
    ],
)
def test_an_error_is_told_in_plain_words(town: Town, error: str, told: str) -> None:
    a_dead_notice(a_routed_case(town), error=error)

    (heap,) = dead_letters.heaps(town.people["su"])
    with translation.override("en"):
        assert told in str(heap.letters[0].reason)


def test_every_kind_of_letter_has_a_name(noon: datetime) -> None:
    assert set(letters.LETTERS) <= set(words.OUTGOING)
