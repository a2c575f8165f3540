"""Filing standards on their pages: a change is a version from a day, tried before, and old cases keep theirs."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from cases.forms_desk import FileForm
from departments.dictionary import dictionary
from departments.models import ConfigChange, FilingStandard
from departments.standards import COLUMNS, standards_on
from govgrid.lib import remembered
from grids.city import city_day
from tests.builders import a_routed_case
from tests.city import Town

SignedIn = Callable[[str], Client]
STANDARDS = "/desk/settings/standards/"


def today() -> date:
    return city_day(timezone.now())


@pytest.fixture
def adam(signed_in: SignedIn) -> Client:
    return signed_in("adam")


def of(code: str) -> FilingStandard:
    return FilingStandard.objects.filter(category__code=code).latest("version")


def typed(standard: FilingStandard, **other: object) -> dict[str, object]:
    """What the page of a standard sends back, with some of it changed."""
    said = {name: getattr(standard, name) for name in COLUMNS}
    said = {name: value for name, value in said.items() if value not in (False, "")}
    return {**said, "valid_from": today().isoformat(), **other}


def save(client: Client, standard: FilingStandard, **other: object) -> HttpResponse:
    return client.post(f"{STANDARDS}{standard.pk}/", {**typed(standard, **other), "save": "1"})


def test_a_change_is_a_new_version_and_an_old_case_keeps_its_own(town: Town, adam: Client):
    case, old = a_routed_case(town), of("E0113")

    assert save(adam, old, limit_value="3").status_code == 302

    new = of("E0113")
    assert (new.version, new.limit_value, new.valid_to) == (2, 3, None)
    old.refresh_from_db()
    assert old.valid_to == today()
    case.refresh_from_db()
    assert case.standard == old
    change = ConfigChange.objects.get()
    assert (change.subject, change.key, change.by) == ("standard", "E0113 · 1", town.people["adam"])
    assert (change.before["limit_value"], change.after["limit_value"]) == ("5.00", "3")


def test_a_version_of_a_later_day_leaves_the_present_one_in_force_until_then(town: Town, adam: Client):
    old, day = of("E0113"), today() + timedelta(days=10)

    save(adam, old, limit_value="3", valid_from=day.isoformat())

    assert list(standards_on(today()).filter(category=old.category)) == [old]
    assert list(standards_on(day).filter(category=old.category)) == [of("E0113")]
    remembered.forget_all()
    assert dictionary().standard_for(old.category_id, "") == old
    case = a_routed_case(town, category="road")
    form = FileForm(case=case, user=town.people["an"])
    assert [choice[0].value for choice in form.fields["standard"].choices] == [old.pk]


def test_an_earlier_day_takes_the_place_of_a_planned_version(town: Town, adam: Client):
    old, day = of("E0113"), today() + timedelta(days=10)
    save(adam, old, limit_value="3", valid_from=day.isoformat())

    save(adam, of("E0113"), limit_value="2")

    assert [one.version for one in standards_on(today()).filter(category=old.category)] == [3]
    assert [one.version for one in standards_on(day).filter(category=old.category)] == [3]


def test_a_limit_is_tried_on_an_example_before_anything_is_saved(town: Town, adam: Client):
    example = {"begins": "2026-09-16T09:00", "department": "roads", "preview": "1"}

    answer = adam.post(f"{STANDARDS}{of('E0113').pk}/", {**typed(of("E0113"), limit_value="1"), **example})

    assert answer.status_code == 200
    assert "is due 17 Sep 2026, 09:00" in answer.content.decode()
    assert of("E0113").version == 1
    assert 'value="1"' in answer.content.decode()


def test_the_second_of_two_people_is_told_and_keeps_the_words(town: Town, adam: Client):
    first = of("E0113")
    save(adam, first, limit_value="3")

    answer = save(adam, first, limit_value="8", condition_en="My own words")

    assert answer.status_code == 409
    assert "made version 2 meanwhile" in answer.content.decode()
    assert "My own words" in answer.content.decode()
    assert of("E0113").version == 2
    assert ("Time limit", "8", "3") in answer.context["form"].stands_now
    assert answer.context["standard"] == of("E0113"), "what is typed is sent over the newest version next"
    assert save(adam, of("E0113"), limit_value="8").status_code == 302


def test_a_standard_that_somebody_has_ended_is_not_brought_back_by_another(town: Town, adam: Client):
    standard = of("E0113")
    adam.post(f"{STANDARDS}{standard.pk}/end/", {"sure": "on"})

    answer = save(adam, standard, limit_value="8")

    assert answer.status_code == 409
    assert "ended this standard meanwhile" in answer.content.decode()
    assert of("E0113") == standard


@pytest.mark.parametrize(
    ("other", "field", "words"),
    [
        ({"limit_value": "0"}, "limit_value", "more than nothing"),
        ({"limit_value": "soon"}, "limit_value", "Write a number"),
        ({"limit_value": ""}, "limit_value", "how long"),
        ({"condition_en": "", "condition_zh": ""}, "condition_zh", "one of the languages"),
        ({"valid_from": "2020-01-01"}, "valid_from", "has passed"),
        ({"close_kind": "forced"}, "close_kind", "forced"),
    ],
)
def test_what_cannot_hold_is_said_at_its_field(town: Town, adam: Client, other: dict, field: str, words: str):
    answer = save(adam, of("E0113"), **other)

    assert answer.status_code == 422
    assert words in " ".join(answer.context["form"].errors[field])
    assert of("E0113").version == 1


def new(client: Client, town: Town, **other: object) -> HttpResponse:
    road = town.categories["road"]
    said = {"category": road.pk, "condition_no": "2", "zone": "", **typed(of("E0113"), automatic="")}
    return client.post(f"{STANDARDS}new/", {**said, **other, "save": "1"})


def test_a_category_may_have_more_standards_but_one_that_files_by_itself(town: Town, adam: Client):
    assert new(adam, town).status_code == 302
    assert FilingStandard.objects.filter(category__code="E0113").count() == 2

    again = new(adam, town)
    assert (again.status_code, "another number" in again.content.decode()) == (422, True)
    rival = new(adam, town, condition_no="3", automatic="on")
    assert (rival.status_code, "files without a person already" in rival.content.decode()) == (422, True)


def test_a_standard_ends_and_its_category_is_named_as_without_one(town: Town, adam: Client):
    old = of("E0113")

    assert adam.post(f"{STANDARDS}{old.pk}/end/", {}).status_code == 422
    assert adam.post(f"{STANDARDS}{old.pk}/end/", {"sure": "on"}).status_code == 302

    old.refresh_from_db()
    assert old.valid_to == today()
    assert "Nothing files these kinds of cases" in adam.get(STANDARDS).content.decode()
    assert ConfigChange.objects.get().action == "ended"


def test_the_list_is_asked_by_words_and_state(town: Town, adam: Client):
    codes = lambda query: [one.category.code for one in adam.get(STANDARDS + query).context["page"].rows]  # noqa: E731

    assert codes("?q=路灯") == ["C0137"]
    assert codes("?q=E011") == ["E0110", "E0113"]
    assert codes("?only=planned") == []


def test_supervisors_read_and_nobody_else(town: Town, signed_in: SignedIn):
    su, path = signed_in("su"), f"{STANDARDS}{of('E0113').pk}/"

    assert "Save as a new version" not in su.get(path).content.decode()
    assert save(su, of("E0113"), limit_value="3").status_code == 403
    assert su.get(f"{STANDARDS}new/").status_code == 403
    li = signed_in("li")
    assert [li.get(page).status_code for page in (STANDARDS, path, f"{STANDARDS}new/")] == [404, 404, 404]
