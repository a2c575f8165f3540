"""Templates on their pages: both languages, places checked before they are saved, words tried on a real case."""

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client

from departments.access import grant_postings
from departments.models import ConfigChange, Posting, Template
from tests.builders import a_routed_case
from tests.city import NOON, Town

SignedIn = Callable[[str], Client]
TEMPLATES = "/desk/settings/templates/"
WORDS = {
    "code": "on-our-way", "name_en": "On our way", "words_en": "We are at {place}.", "words_zh": "我们正赶往{place}。",
    "audience": "citizen", "position": "1",
}  # fmt: skip


@pytest.fixture
def adam(signed_in: SignedIn) -> Client:
    return signed_in("adam")


def new(client: Client, **other: str) -> HttpResponse:
    return client.post(f"{TEMPLATES}new/", {**WORDS, "save": "1", **other})


def test_a_template_is_written_changed_and_offered_no_more(town: Town, adam: Client):
    assert new(adam).status_code == 302
    page = f"{TEMPLATES}on-our-way/"
    seen = adam.get(page).context["form"]["seen"].value()

    assert adam.post(page, {**WORDS, "seen": seen, "words_en": "We come.", "save": "1"}).status_code == 302
    assert adam.post(f"{page}end/").status_code == 302

    template = Template.objects.get()
    assert (template.words_en, template.valid_to is not None) == ("We come.", True)
    assert [one.action for one in ConfigChange.objects.order_by("pk")] == ["added", "changed", "ended"]


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"words_en": "At {nowhere}."}, "words_en"),
        ({"words_zh": "在{place"}, "words_zh"),
        ({"words_en": "", "words_zh": ""}, "words_zh"),
        ({"audience": ""}, "audience"),
        ({"name_en": ""}, "name_zh"),
        ({"code": "On our way"}, "code"),
    ],
)
def test_words_that_cannot_be_are_said_at_their_field(town: Town, adam: Client, other: dict, field: str):
    answer = new(adam, **other)

    assert (answer.status_code, field in answer.context["form"].errors) == (422, True)
    assert not Template.objects.exists()


def test_words_are_tried_on_a_case_that_the_reader_may_see(town: Town, adam: Client):
    case = a_routed_case(town, address="1 Well Road")
    said = {**WORDS, "words_en": "{number} at {place}", "number": case.number, "preview": "1"}

    hidden = adam.post(f"{TEMPLATES}new/", said)
    assert "you may not see it" in hidden.content.decode()
    assert "1 Well Road" not in hidden.content.decode()

    Posting.objects.create(user=town.people["su"], role="administrator", area=town.areas["city"])
    grant_postings(on=NOON.date())
    client = Client()
    client.force_login(town.people["su"], backend="django.contrib.auth.backends.ModelBackend")
    shown = client.post(f"{TEMPLATES}new/", said)
    assert ("English", f"{case.number} at 1 Well Road") in shown.context["preview"]
    assert not Template.objects.exists()


def test_without_a_case_each_place_says_what_would_stand_there(town: Town, adam: Client):
    new(adam)

    assert "〔address, or area, of the case〕" in adam.get(f"{TEMPLATES}on-our-way/").content.decode()


def test_supervisors_read_and_nobody_else(town: Town, adam: Client, signed_in: SignedIn):
    new(adam)
    su, li, page = signed_in("su"), signed_in("li"), f"{TEMPLATES}on-our-way/"

    assert "We are at {place}." in su.get(page).content.decode()
    assert [su.post(path, WORDS).status_code for path in (page, f"{page}end/", f"{TEMPLATES}new/")] == [403, 403, 403]
    assert [li.get(path).status_code for path in (TEMPLATES, page)] == [404, 404]
