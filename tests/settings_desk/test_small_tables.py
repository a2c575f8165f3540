"""Departments, the dictionary, reasons and stage limits on their pages: changed, ended, never deleted, written down."""

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client

from departments.models import Category, ConfigChange, Department, FilingStandard, Reason, StageLimit
from tests.builders import a_routed_case
from tests.city import Town

SignedIn = Callable[[str], Client]
HOME = "/desk/settings/"
PAGES = ("departments/", "departments/roads/", "dictionary/", "dictionary/E0113/", "reasons/", "stages/", "changes/")


@pytest.fixture
def adam(signed_in: SignedIn) -> Client:
    return signed_in("adam")


def typed(client: Client, page: str, **other: object) -> dict[str, object]:
    """What the form of a page holds, with some of it changed."""
    form = client.get(HOME + page).context["form"]
    said = {field.html_name: field.value() for field in form}
    return {name: value for name, value in {**said, **other}.items() if value not in (None, False)}


def save(client: Client, page: str, **other: object) -> HttpResponse:
    return client.post(HOME + page, typed(client, page, **other))


def test_a_department_is_changed_and_the_log_says_what_stood_there(town: Town, adam: Client):
    answer = save(
        adam, "departments/roads/", name_en="Roads Office", cap_per_person="8", area_code=town.areas["west"].code
    )

    assert answer.status_code == 302
    roads = Department.objects.get(code="roads")
    assert (roads.name_en, roads.cap_per_person, roads.area) == ("Roads Office", 8, town.areas["west"])
    change = ConfigChange.objects.get()
    assert change.before == {"name_en": "Roads Bureau", "cap_per_person": None, "area": None}
    assert "Roads Bureau" in adam.get(f"{HOME}departments/roads/").content.decode()


def test_the_second_of_two_people_sees_what_stands_now_and_keeps_the_words(town: Town, adam: Client):
    said = typed(adam, "departments/roads/", name_en="Mine")
    save(adam, "departments/roads/", name_en="Theirs")

    answer = adam.post(f"{HOME}departments/roads/", said)

    assert answer.status_code == 409
    words = answer.content.decode()
    assert "Theirs" in words
    assert 'value="Mine"' in words
    again = {field.html_name: field.value() for field in answer.context["form"] if field.value() not in (None, False)}
    assert adam.post(f"{HOME}departments/roads/", again).status_code == 302
    assert Department.objects.get(code="roads").name_en == "Mine"
    assert ("Name in English", "Mine", "Theirs") in answer.context["form"].stands_now


def test_what_somebody_has_ended_meanwhile_is_not_changed_in_silence(town: Town, adam: Client):
    said = typed(adam, "departments/bright/", name_en="Mine")
    end(adam, "departments/bright/")

    answer = adam.post(f"{HOME}departments/bright/", said)

    assert answer.status_code == 409
    assert "ended this meanwhile" in answer.content.decode()
    assert ("Name in English", "Mine", "Clean Two") in answer.context["form"].stands_now
    assert Department.objects.get(code="bright").name_en == "Clean Two"


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"name_zh": ""}, "name_zh"),
        ({"email": "roads"}, "email"),
        ({"area_code": "nowhere"}, "area_code"),
        ({"calendar": ""}, "calendar"),
    ],
)
def test_a_department_that_cannot_be_is_said_at_its_field(town: Town, adam: Client, other: dict, field: str):
    answer = save(adam, "departments/roads/", **other)

    assert (answer.status_code, field in answer.context["form"].errors) == (422, True)


def test_no_department_stands_above_itself(town: Town, adam: Client):
    save(adam, "departments/lamps/", parent=town.departments["roads"].pk)

    answer = save(adam, "departments/roads/", parent=town.departments["lamps"].pk)

    assert "above itself" in " ".join(answer.context["form"].errors["parent"])


def test_a_new_department_has_a_code_of_its_own(town: Town, adam: Client):
    office = town.departments["roads"].calendar_id
    said = {"name_zh": "园林局", "name_en": "Parks", "kind": "bureau", "calendar": office, "assignment": "pull"}

    assert adam.post(f"{HOME}departments/new/", {**said, "code": "roads"}).status_code == 422
    assert adam.post(f"{HOME}departments/new/", {**said, "code": "parks"}).status_code == 302
    assert ConfigChange.objects.get().action == "added"


def end(client: Client, page: str) -> HttpResponse:
    return client.post(f"{HOME}{page}end/", {"sure": "on"})


def test_a_department_with_open_parts_or_that_gets_the_rest_does_not_end(town: Town, adam: Client):
    a_routed_case(town)

    busy, desk = end(adam, "departments/roads/"), end(adam, "departments/centre/")

    assert (busy.status_code, "1 open parts" in busy.content.decode()) == (409, True)
    assert (desk.status_code, "no duty names" in desk.content.decode()) == (409, True)
    assert not Department.objects.exclude(valid_to=None).exists()


def test_a_department_ends_and_stays_to_be_read(town: Town, adam: Client):
    assert adam.post(f"{HOME}departments/bright/end/", {}).status_code == 422
    assert end(adam, "departments/bright/").status_code == 302

    adam.get(HOME)  # what was said about it is read
    assert "Clean Two" not in adam.get(f"{HOME}departments/").content.decode()
    assert "Clean Two" in adam.get(f"{HOME}departments/?ended=1").content.decode()
    assert "ended" in adam.get(f"{HOME}departments/bright/").content.decode()


def test_a_kind_of_case_is_hidden_from_citizens(town: Town, adam: Client):
    assert save(adam, "dictionary/E0128/", public=False, icon="volume").status_code == 302

    assert not Category.objects.get(code="E0128").public
    rows = adam.get(f"{HOME}dictionary/?only=hidden").context["classes"]
    assert [one.code for _class, found in rows for one in found] == ["E0128"]


def a_kind(code: str, kind: str) -> dict[str, object]:
    """What is typed for a new kind of case below the class E01."""
    major = Category.objects.get(code="E01").pk
    return {"code": code, "kind": kind, "parent": major, "name_zh": "新", "name_en": "New", "publish": "never"}


@pytest.mark.parametrize(
    ("code", "kind", "field"),
    [
        ("e0199", "event", "code"),
        ("X0199", "event", "code"),
        ("E0113", "event", "code"),
        ("E0199", "component", "parent"),
    ],
)
def test_a_code_is_checked(town: Town, adam: Client, code: str, kind: str, field: str):
    answer = adam.post(f"{HOME}dictionary/new/", a_kind(code, kind))

    assert (answer.status_code, field in answer.context["form"].errors) == (422, True)
    assert Category.objects.filter(name_en="New").count() == 0


def test_a_new_kind_of_case_waits_for_its_standard(town: Town, adam: Client):
    assert adam.post(f"{HOME}dictionary/new/", a_kind("E0199", "event")).status_code == 302

    rows = adam.get(f"{HOME}dictionary/?only=without").context["classes"]
    assert [one.code for _class, found in rows for one in found] == ["E0199"]
    assert "Nothing files it" in adam.get(f"{HOME}dictionary/E0199/").content.decode()


def test_a_kind_of_case_ends_with_what_files_it(town: Town, adam: Client):
    assert "kinds of cases are below" in end(adam, "dictionary/E01/").content.decode()
    assert end(adam, "dictionary/E0128/").status_code == 302

    assert not FilingStandard.objects.filter(category__code="E0128", valid_to=None).exists()
    assert ConfigChange.objects.get().key == "E0128"


def test_reasons_are_added_changed_and_offered_no_more(town: Town, adam: Client):
    new = {"kind": "return", "code": "not-ours", "name_zh": "非本部门职责", "name_en": "Not ours", "position": "1"}
    assert adam.post(f"{HOME}reasons/", {**new, "name_zh": ""}).status_code == 422
    assert adam.post(f"{HOME}reasons/", new).status_code == 302
    reason = Reason.objects.get()

    assert save(adam, f"reasons/{reason.pk}/", name_en="Not for us").status_code == 302
    assert adam.post(f"{HOME}reasons/{reason.pk}/end/").status_code == 302

    reason.refresh_from_db()
    assert (reason.name_en, reason.valid_to is not None) == ("Not for us", True)
    assert [change.action for change in ConfigChange.objects.order_by("pk")] == ["added", "changed", "ended"]


def test_a_stage_is_timed_changed_and_timed_no_more(town: Town, adam: Client):
    said = {"stage": "file", "file-limit_value": "0.25", "file-limit_unit": "urgent_hour"}
    assert adam.post(f"{HOME}stages/", {**said, "file-limit_value": "0"}).status_code == 422
    assert adam.post(f"{HOME}stages/", said).status_code == 302
    assert str(StageLimit.objects.get().limit_value) == "0.2500"

    assert adam.post(f"{HOME}stages/file/untime/").status_code == 302
    assert not StageLimit.objects.exists()
    assert ConfigChange.objects.latest("pk").action == "removed"


@pytest.mark.parametrize("page", PAGES)
def test_supervisors_read_every_page_and_others_see_none(town: Town, signed_in: SignedIn, page: str):
    assert signed_in("su").get(HOME + page).status_code == 200
    assert [signed_in(who).get(HOME + page).status_code for who in ("li", "ding", "wu")] == [404, 404, 404]


@pytest.mark.parametrize(
    "page",
    ["departments/new/", "departments/roads/", "departments/roads/end/", "dictionary/new/", "dictionary/E0113/",
     "dictionary/E0113/end/", "reasons/", "stages/"],
)  # fmt: skip
def test_supervisors_change_nothing(town: Town, signed_in: SignedIn, page: str):
    assert signed_in("su").post(HOME + page, {}).status_code == 403
    assert not ConfigChange.objects.exists()
