"""What is known about me: only after proof, everything, and gone when asked; each time written to a log."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases import adding, asking, confirming, evaluation, following, known
from cases.confirming import ProvenAddress
from cases.models import AddressCode, Case, Contact, Delivery, Follower, HistoryEntry, OwnReading, Report, Status
from tests.builders import HOUR, a_case, a_routed_case
from tests.city import NOON, Town

WANG = ProvenAddress("wang@example.org", "mail")
PHONE = ProvenAddress("+8613800001234", "sms")


@pytest.fixture
def case(town: Town, told) -> Case:
    """A case of Wang Fang's, told of by letter, with words added, a question answered and a rating."""
    made = a_case(town, Status.HANDLING)
    report = told(made, "Wang@example.org", "+8613800001234", name="Wang Fang")
    adding.add(report, words="It is deeper now.", shown=[], at=NOON)
    asking.ask(made, by=town.people["li"], at=NOON, words="Which side?")
    asking.answer(report, words="North.", at=NOON)
    told.letters(made, "asked")
    return made


@pytest.mark.parametrize("proven", [WANG, PHONE])
def test_everything_under_an_address_is_found_by_mail_and_by_phone(town: Town, case: Case, proven: ProvenAddress):
    following.follow(a_routed_case(town), proven, at=NOON)

    found = known.read(known.digests_for(proven), at=NOON + HOUR)

    [report] = found["reports"]
    assert (report["number"], report["words"]) == (case.number, "A deep hole in front of the school.")
    assert report["added"][0]["words"] == "It is deeper now."
    assert report["questions"][0]["answer"] == "North."
    assert found["contacts"][0]["name"] == "Wang Fang"
    assert len(found["follows"]) == 1
    assert found["letters"]


def test_many_reports_are_read_with_the_questions_of_one(town: Town, case: Case, told):
    def asked() -> int:
        with CaptureQueriesContext(connection) as questions:
            known.read(known.digests_for(WANG), at=NOON)
        return len(questions)

    few = asked()
    for _n in range(3):
        adding.add(told(a_routed_case(town), "wang@example.org"), words="Still there.", shown=[], at=NOON)

    assert asked() == few


def test_nothing_of_others_is_found(town: Town, case: Case, told):
    other = a_routed_case(town, words="Mine alone.")
    told(other, "li@example.org")

    found = known.read(known.digests_for(WANG), at=NOON)

    assert "Mine alone." not in json.dumps(found)
    assert "li@example.org" not in json.dumps(found)


def test_a_rating_is_part_of_it(town: Town, told):
    closed = a_case(town, Status.CLOSED)
    report = told(closed, "wang@example.org")
    evaluation.rate(report, solved="yes", stars=4, words="Quick.", at=NOON)

    [shown] = known.read(known.digests_for(WANG), at=NOON)["reports"]

    assert (shown["ratings"][0]["stars"], shown["ratings"][0]["words"]) == (4, "Quick.")


def test_to_be_forgotten_erases_the_person_and_leaves_the_report(town: Town, case: Case):
    following.follow(a_routed_case(town), WANG, at=NOON)
    known.forget(known.digests_for(WANG), at=NOON + HOUR)

    assert not Contact.objects.exists()
    assert not Delivery.objects.filter(user=None).exists()
    assert not Follower.objects.exists()
    assert Report.objects.get(case=case).contact is None
    assert Report.objects.get(case=case).words
    entry = HistoryEntry.objects.filter(case=case).latest("number")
    assert (entry.action, entry.note, entry.by) == ("forget_contact", "", None)
    assert known.read(known.digests_for(WANG), at=NOON)["contacts"] == []


def test_the_log_says_what_was_done_and_holds_no_address(town: Town, case: Case):
    digests = known.digests_for(WANG)
    known.read(digests, at=NOON)
    known.read(digests, at=NOON, what=OwnReading.What.DOWNLOADED)
    known.forget(digests, at=NOON)

    log = list(OwnReading.objects.order_by("id").values_list("what", "found"))
    assert log == [("read", 1), ("downloaded", 1), ("forgotten", 1)]
    assert not any("wang" in it.digest.lower() for it in OwnReading.objects.all())


def prove(address: str = "wang@example.org") -> Client:
    client = Client()
    client.post("/known/", {"address": address})
    token = AddressCode.objects.latest("id").token
    assert client.post("/known/", {"token": token, "code": confirming.code_of(token)})["Location"] == "/known/mine/"
    return client


def test_a_citizen_proves_reads_downloads_and_is_forgotten(town: Town, case: Case):
    client = prove()
    page = client.get("/known/mine/").content.decode()
    file = client.post("/known/mine/download/")
    asked = client.get("/known/mine/forget/").content.decode()
    assert Contact.objects.filter(email_digest__gt="").exists()  # a look alone erases nothing
    done = client.post("/known/mine/forget/").content.decode()

    assert "Wang Fang" in page
    assert "It is deeper now." in page
    assert file["Content-Disposition"].startswith("attachment")
    assert json.loads(file.content)["reports"][0]["number"] == case.number
    assert "Shall we forget you?" in asked
    assert "You are forgotten" in done
    assert client.get("/known/mine/")["Location"] == "/known/"


def test_the_page_says_days_as_people_do_and_the_file_keeps_the_instants(town: Town, case: Case):
    client = prove()

    page = client.get("/known/mine/").content.decode()
    file = json.loads(client.post("/known/mine/download/").content)

    assert "<span>16 Sep 2026</span>" in page
    assert "2026-09-16" not in page
    assert file["reports"][0]["reported"] == "2026-09-16T12:00:00+08:00"


@pytest.mark.parametrize("path", ["/known/mine/", "/known/mine/forget/"])
def test_without_proof_nothing_is_shown_or_erased(town: Town, case: Case, path: str):
    assert Client().get(path)["Location"] == "/known/"
    assert Client().post("/known/mine/download/")["Location"] == "/known/"
    Client().post("/known/mine/forget/")
    assert Report.objects.get(case=case).contact is not None


def test_the_look_ends_after_a_quarter_of_an_hour_and_when_it_is_closed(town: Town, case: Case):
    client, other = prove(), prove("138 0000 1234")
    kept = client.session
    kept["known"] |= {"until": (NOON - timedelta(seconds=1)).isoformat()}
    kept.save()
    other.post("/known/mine/leave/")

    assert client.get("/known/mine/")["Location"] == "/known/"
    assert other.get("/known/mine/")["Location"] == "/known/"


def test_an_address_of_nobody_shows_that_nothing_is_kept(town: Town):
    assert "Nothing is kept under this address" in prove("nobody@example.org").get("/known/mine/").content.decode()


def test_no_answer_is_kept_by_any_cache_or_search_engine(town: Town, case: Case):
    client = prove()

    for answer in (client.get("/known/mine/"), client.get("/known/"), client.post("/known/mine/download/")):
        assert "no-store" in answer["Cache-Control"]
        assert answer["X-Robots-Tag"] == "noindex"
