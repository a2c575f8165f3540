"""A citizen follows a public case: told of each public step, in public words, until they say stop."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from cases import closing, confirming, following, handling, merging, publishing, tracking, verification
from cases.confirming import ProvenAddress
from cases.following import CannotFollow
from cases.models import AddressCode, Case, Contact, Delivery, Follower, Status
from tests.builders import HOUR, MINUTE, a_case, a_report, a_routed_case, fresh
from tests.city import NOON, Town

WANG = ProvenAddress("wang@example.org", "mail")


@pytest.fixture
def followed(town: Town) -> Case:
    case = a_routed_case(town, words="A hole. Call 13800138000.", address="12 Lake Road")
    following.follow(case, WANG, at=NOON + MINUTE)
    return case


def to_followers(told, case: Case, kind: str) -> list[Delivery]:
    return [letter for letter in told.letters(case, kind) if letter.contact_id]


def test_a_follower_is_told_of_a_public_step_in_public_words(town: Town, followed: Case, told):
    handling.accept(followed, by=town.people["li"], at=NOON + HOUR)

    [letter] = to_followers(told, followed, "accepted")

    assert letter.subject == f"Case {followed.number}, Road damage: Roads Bureau has taken it on"
    assert f"/cases/{followed.number}/" in letter.body
    assert "/unfollow/" in letter.body
    # The signs of the secret link may by chance spell anything.
    words = re.sub(r"/unfollow/\S+", "", letter.subject + letter.body)
    for hidden in ("Lake Road", "1380", "/track/", "/desk/", "Li"):
        assert hidden not in words, hidden


def test_each_step_since_then_is_told_once(town: Town, followed: Case, told):
    handling.accept(followed, by=town.people["li"], at=NOON + HOUR)
    handling.finish(followed, by=town.people["li"], at=NOON + 2 * HOUR, note="Filled with care.")

    told.letters(followed, "check")
    subjects = list(Delivery.objects.filter(contact__isnull=False).values_list("subject", flat=True))

    assert sorted(subject.partition(": ")[2] for subject in subjects) == [
        "An officer is asked to look at the result", "Roads Bureau has taken it on",
        "Roads Bureau says that it is done",
    ]  # fmt: skip


def test_an_sms_says_it_in_one_line_with_the_way_out(town: Town, told):
    case = a_routed_case(town)
    follower = following.follow(case, ProvenAddress("+8613800001234", "sms"), at=NOON)
    handling.accept(case, by=town.people["li"], at=NOON + HOUR)

    [letter] = to_followers(told, case, "accepted")

    assert letter.channel == "sms"
    assert letter.body.endswith(tracking.unfollow_address_of(follower.pk))


def test_what_is_hidden_again_is_told_to_nobody(town: Town, followed: Case, told):
    publishing.hide(followed, by=town.people["an"], note="Names a person.", at=NOON)
    handling.accept(fresh(followed), by=town.people["li"], at=NOON + HOUR)

    assert to_followers(told, followed, "accepted") == []


def test_what_was_not_published_cannot_be_followed(town: Town):
    for case in (a_routed_case(town, category="lamp"), a_case(town, Status.CLOSED), a_report(town)):
        with pytest.raises(CannotFollow):
            following.follow(fresh(case), WANG, at=NOON)

    assert not Contact.objects.exists()


def test_the_same_address_follows_a_case_once(followed: Case):
    again = following.follow(followed, ProvenAddress("Wang@Example.org", "mail"), at=NOON + HOUR)

    assert Follower.objects.get() == again


def test_nobody_follows_the_whole_city(followed: Case, town: Town, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(following, "FOLLOWS_AT_MOST", 1)

    with pytest.raises(CannotFollow):
        following.follow(a_routed_case(town), WANG, at=NOON)


def test_who_stops_is_erased(followed: Case, told):
    following.unfollow(Follower.objects.get())

    assert not Contact.objects.exists()
    assert to_followers(told, followed, "dispatched") == []


def test_a_merge_takes_the_follower_along_and_brings_them_back(town: Town, followed: Case):
    into = a_routed_case(town)
    merging.merge(followed, into=into, by=town.people["an"], at=NOON)
    carried = into.followers.get().contact

    merging.unmerge(fresh(followed), by=town.people["an"], at=NOON + HOUR, note="Two holes.")

    assert carried == followed.followers.get().contact
    assert not into.followers.exists()


def ask_and_prove(case: Case, address: str) -> Client:
    client, url = Client(), f"/cases/{case.number}/follow/"
    client.post(url, {"address": address})
    token = AddressCode.objects.get().token
    answer = client.post(url, {"token": token, "code": confirming.code_of(token)})
    assert answer["Location"] == f"/cases/{case.number}/?followed=1"
    return client


def test_a_citizen_follows_by_a_code_and_stops_by_a_button(town: Town):
    case = a_routed_case(town)
    client = ask_and_prove(case, "wang@example.org")
    link = tracking.unfollow_address_of(Follower.objects.get().pk)
    path = link[link.index("/unfollow/") :]

    seen_by_a_scanner = client.get(path)
    assert Follower.objects.exists()
    stopped = client.post(path)

    assert "You follow this case" in client.get(f"/cases/{case.number}/?followed=1").content.decode()
    assert "Stop following this case?" in seen_by_a_scanner.content.decode()
    assert "no longer" in stopped.content.decode()
    assert not Follower.objects.exists()
    assert client.get(path).status_code == 200
    assert client.get("/unfollow/1:forged/").status_code == 200


def test_a_wrong_code_follows_nothing_and_a_right_one_still_does(town: Town):
    case, client = a_routed_case(town), Client()
    url = f"/cases/{case.number}/follow/"
    asked = client.post(url, {"address": "138 0000 1234"})
    token = AddressCode.objects.get().token
    wrong = client.post(url, {"token": token, "sent_to": "138****1234", "code": "000000"})

    assert "138****1234" in asked.content.decode()
    assert wrong.status_code == 422
    assert "138****1234" in wrong.content.decode()
    assert not Follower.objects.exists()
    assert client.post(url, {"token": token, "code": confirming.code_of(token)}).status_code == 302


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("", "Write your e-mail address or phone number."),
        ("nobody@", "Write an e-mail address like name@example.org."),
        ("12", "or a phone number with its area code"),
        ("wang", "Write an e-mail address like name@example.org, or a phone number"),
    ],
)
def test_no_address_is_said_at_its_field(town: Town, address: str, sentence: str):
    answer = Client().post(f"/cases/{a_routed_case(town).number}/follow/", {"address": address})

    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()
    assert sentence in answer.content.decode()


def test_one_caller_cannot_have_codes_sent_to_everybody(town: Town):
    url = f"/cases/{a_routed_case(town).number}/follow/"

    answers = [Client().post(url, {"address": f"w{n}@example.org"}).status_code for n in range(12)]

    assert 429 in answers
    assert answers[0] == 200


def test_a_private_case_has_no_page_to_follow_it(town: Town):
    assert Client().get(f"/cases/{a_routed_case(town, category='lamp').number}/follow/").status_code == 404


def test_a_closed_case_is_told_to_its_followers_with_its_end(town: Town, followed: Case, told):
    people, later = town.people, NOON + timedelta(hours=3)
    handling.accept(followed, by=people["li"], at=NOON + HOUR)
    handling.finish(followed, by=people["li"], at=NOON + 2 * HOUR, note="Filled.")
    case = fresh(followed)
    verification.pass_check(case, by=case.tasks.get(done_at=None).officer, at=later)
    closing.close(case, by=people["shi"], at=later + HOUR)

    assert [letter.subject.endswith(": Closed") for letter in to_followers(told, case, "closed")] == [True]
