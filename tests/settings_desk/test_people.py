"""People on their pages: posted, away, closed with their work handed back; and no number in the log."""

import json
from collections.abc import Callable

import pytest
from django.test import Client

from cases.models import Leg
from departments.access import scope_of
from departments.models import Absence, ConfigChange, Posting, User
from tests.builders import a_routed_case
from tests.city import Town

SignedIn = Callable[[str], Client]
PEOPLE = "/desk/settings/people/"


@pytest.fixture
def adam(signed_in: SignedIn) -> Client:
    return signed_in("adam")


def page_of(person: User) -> str:
    return f"{PEOPLE}{person.pk}/"


def test_a_new_person_has_no_password_until_a_link_is_given_out(town: Town, adam: Client):
    said = {"username": "xin", "name_zh": "新", "name_en": "Xin", "new_phone": "13800001234"}
    assert adam.post(f"{PEOPLE}new/", said).status_code == 302
    xin = User.objects.get(username="xin")
    assert not xin.has_usable_password()

    answer = adam.post(f"{page_of(xin)}link/")

    link = answer.context["link"]
    assert Client().get(link[link.index("/accounts/") :], follow=True).status_code == 200
    assert "no-store" in answer["Cache-Control"]


def test_a_phone_number_is_masked_and_never_in_the_log(town: Town, adam: Client):
    li = town.people["li"]
    User.objects.filter(pk=li.pk).update(phone="13900005678")
    form = adam.get(page_of(li)).context["form"]
    said = {"seen": form["seen"].value(), "name_en": "Li", "new_phone": "13800001234"}

    assert adam.post(page_of(li), said).status_code == 302

    assert User.objects.get(pk=li.pk).phone == "13800001234"
    assert "138****1234" in adam.get(PEOPLE).content.decode()
    shown = [adam.get(page).content.decode() for page in (PEOPLE, page_of(li), "/desk/settings/changes/")]
    assert not any("13800001234" in text or "13900005678" in text for text in shown)
    kept = json.dumps([[one.before, one.after] for one in ConfigChange.objects.all()])
    assert "1380000" not in kept
    assert "1390000" not in kept


def test_a_posting_gives_rights_at_once_and_its_end_takes_them(town: Town, adam: Client):
    passer = town.people["passer"]
    said = {"post-role": "handler", "post-department": town.departments["roads"].pk}

    assert adam.post(f"{page_of(passer)}post/", said).status_code == 302
    assert "work_cases" in scope_of(User.objects.get(pk=passer.pk))

    posting = Posting.objects.get(user=passer)
    assert adam.post(f"{page_of(passer)}postings/{posting.pk}/end/").status_code == 302
    assert "work_cases" not in scope_of(User.objects.get(pk=passer.pk))
    assert [one.action for one in ConfigChange.objects.order_by("pk")] == ["added", "ended"]
    assert adam.post(f"{page_of(passer)}post/", said).status_code == 302
    assert "work_cases" in scope_of(User.objects.get(pk=passer.pk))


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"post-role": "handler"}, "department"),
        ({"post-role": "officer", "post-area": "nowhere"}, "area"),
        ({"post-role": "officer", "post-department": "roads"}, "department"),
        ({}, "role"),
        ({"post-role": "handler", "post-deputy": "nobody-here"}, "deputy"),
    ],
)
def test_a_posting_that_fits_no_role_is_said_at_its_field(town: Town, adam: Client, said: dict, field: str):
    answer = adam.post(f"{page_of(town.people['passer'])}post/", said)

    assert (answer.status_code, field in answer.context["posting_form"].errors) == (422, True)
    assert not Posting.objects.filter(user=town.people["passer"]).exists()


def test_a_person_is_away_and_back(town: Town, adam: Client):
    li = town.people["li"]
    said = {"away-begins_at": "2099-01-01T08:00", "away-ends_at": "2099-01-05T18:00", "away-deputy": "qing"}

    assert adam.post(f"{page_of(li)}away/", {**said, "away-ends_at": "2098-01-01T08:00"}).status_code == 422
    assert adam.post(f"{page_of(li)}away/", {**said, "away-deputy": "li"}).status_code == 422
    assert adam.post(f"{page_of(li)}away/", said).status_code == 302
    absence = Absence.objects.get()
    assert absence.deputy == town.people["qing"]

    assert adam.post(f"{page_of(li)}absences/{absence.pk}/end/").status_code == 302
    assert not Absence.objects.exists()


def test_who_leaves_hands_the_work_back_and_the_history_says_so(town: Town, adam: Client):
    li, case = town.people["li"], a_routed_case(town)
    Leg.objects.filter(case=case).update(assignee=li)
    assert adam.get(page_of(li)).context["parts"] == 1

    assert adam.post(f"{page_of(li)}close/").status_code == 302

    assert not User.objects.get(pk=li.pk).is_active
    assert Leg.objects.get(case=case).assignee is None
    entry = case.history.get(action="hand_back")
    assert (entry.by, entry.data["to_id"]) == (town.people["adam"], li.pk)
    assert ConfigChange.objects.get().after == {"is_active": False, "handed_back": 1}
    assert "work_cases" not in scope_of(User.objects.get(pk=li.pk))
    assert adam.post(f"{page_of(li)}open/").status_code == 302
    assert "work_cases" in scope_of(User.objects.get(pk=li.pk))


def test_nobody_closes_their_own_account_nor_the_keepers(town: Town, adam: Client):
    keeper = User.objects.create(username="root", is_superuser=True)

    for answer in (
        adam.post(f"{page_of(town.people['adam'])}close/"),
        adam.post(f"{page_of(keeper)}close/"),
        adam.post(f"{page_of(keeper)}link/"),
        adam.post(page_of(keeper), {"name_en": "Mine"}),
    ):
        assert answer.status_code == 403
    assert User.objects.filter(is_active=False).count() == 0


def test_the_list_is_asked_by_name_role_and_state(town: Town, adam: Client):
    names = lambda query: [person.username for person, *_rest in adam.get(PEOPLE + query).context["rows"]]  # noqa: E731

    assert names("?role=administrator") == ["adam"]
    assert names("?only=idle") == ["passer"]
    assert names("?only=closed") == []
    assert "li" in names("?q=li")


def test_supervisors_read_and_nobody_else(town: Town, signed_in: SignedIn):
    su, li = signed_in("su"), signed_in("li")
    page = page_of(town.people["li"])

    assert "Close the account" not in su.get(page).content.decode()
    for path in (f"{page}close/", f"{page}link/", f"{page}post/", f"{page}away/", page, f"{PEOPLE}new/"):
        assert su.post(path, {}).status_code == 403, path
        assert li.post(path, {}).status_code == 404, path
    assert [li.get(path).status_code for path in (PEOPLE, page)] == [404, 404]
