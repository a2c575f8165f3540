"""The admin configures who works where; it opens to administrators only and shows no case."""

import json
from collections.abc import Callable

import pytest
from django.test import Client

from cases.models import Status
from departments import api_keys
from departments.access import scope_of
from departments.models import Absence, ApiKey, Posting, Shift, User, WorkCalendar
from tests.builders import a_case
from tests.city import Town

SignedIn = Callable[[str], Client]
PAGES = ("user", "posting", "absence", "shift", "department", "category", "workcalendar", "apikey")


@pytest.mark.parametrize("page", PAGES)
def test_an_administrator_opens_every_table(town: Town, signed_in: SignedIn, page: str) -> None:
    assert signed_in("adam").get(f"/admin/departments/{page}/").status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_an_account_of_the_staff_without_that_posting_opens_none(town: Town, signed_in: SignedIn, page: str) -> None:
    User.objects.filter(username="li").update(is_staff=True)

    assert signed_in("li").get(f"/admin/departments/{page}/").status_code == 403


def test_no_case_is_in_the_admin(town: Town, signed_in: SignedIn) -> None:
    a_case(town, Status.HANDLING)

    assert b"/admin/cases/" not in signed_in("adam").get("/admin/").content
    assert signed_in("adam").get("/admin/cases/case/").status_code == 404


def test_a_posting_gives_its_rights_at_once_and_takes_them_back(town: Town, signed_in: SignedIn) -> None:
    adam, passer, roads = signed_in("adam"), town.people["passer"], town.departments["roads"]
    adam.post("/admin/departments/posting/add/", {"user": passer.pk, "role": "handler", "department": roads.pk})
    hired = scope_of(User.objects.get(pk=passer.pk)).reach("work_cases").department_ids
    posting = Posting.objects.get(user=passer)
    adam.post(f"/admin/departments/posting/{posting.pk}/delete/", {"post": "yes"})

    assert hired == {roads.pk}
    assert "work_cases" not in scope_of(User.objects.get(pk=passer.pk))


def test_a_handler_is_not_posted_in_an_area(town: Town, signed_in: SignedIn) -> None:
    said = {"user": town.people["passer"].pk, "role": "handler", "area": town.areas["city"].pk}

    answer = signed_in("adam").post("/admin/departments/posting/add/", said)

    assert b"This role is not posted here" in answer.content
    assert not Posting.objects.filter(user=town.people["passer"]).exists()


def at_noon(field: str, day: int) -> dict[str, str]:
    """An instant as the admin's two fields send it."""
    return {f"{field}_0": f"2026-09-{day}", f"{field}_1": "12:00:00"}


def test_a_shift_is_of_a_department_or_an_area_and_of_nobody_elses_hours(town: Town, signed_in: SignedIn) -> None:
    adam, page = signed_in("adam"), "/admin/departments/shift/add/"
    said = {"user": town.people["li"].pk, "call_order": 1, **at_noon("begins_at", 16), **at_noon("ends_at", 17)}
    roads = {"department": town.departments["roads"].pk}

    neither = adam.post(page, said).content.decode()
    adam.post(page, {**said, **roads})
    again = adam.post(page, {**said, **roads}).content.decode()
    backwards = adam.post(page, {**said, **roads, **at_noon("ends_at", 15)}).content.decode()

    assert "Choose a department or an area, and not both." in neither
    assert "on another shift during that time" in again
    assert "The end must lie after the beginning" in backwards
    assert Shift.objects.count() == 1


def test_an_absence_that_nobody_covers_is_saved_with_a_warning(town: Town, signed_in: SignedIn) -> None:
    adam, li = signed_in("adam"), town.people["li"]
    said = {"user": li.pk, **at_noon("begins_at", 16), **at_noon("ends_at", 18)}

    alone = adam.post("/admin/departments/absence/add/", said, follow=True).content.decode()
    own = adam.post("/admin/departments/absence/add/", {**said, "deputy": li.pk}).content.decode()

    assert "nobody stands in for Li" in alone
    assert "Nobody is their own deputy" in own
    assert Absence.objects.count() == 1


def test_a_posting_names_a_deputy_who_is_somebody_else(town: Town, signed_in: SignedIn) -> None:
    posting, li = Posting.objects.get(user=town.people["li"]), town.people["li"]
    said = {"user": li.pk, "role": "handler", "department": posting.department_id}
    page = f"/admin/departments/posting/{posting.pk}/change/"

    answer = signed_in("adam").post(page, {**said, "deputy": li.pk}).content.decode()
    signed_in("adam").post(page, {**said, "deputy": town.people["lu"].pk})

    posting.refresh_from_db()
    assert "Nobody is their own deputy" in answer
    assert posting.deputy == town.people["lu"]


def test_an_administrator_does_not_change_a_superuser(town: Town, signed_in: SignedIn) -> None:
    town.people["passer"].is_superuser = True
    town.people["passer"].save(update_fields=["is_superuser"])

    answer = signed_in("adam").post(
        f"/admin/departments/user/{town.people['passer'].pk}/password/", {"password1": "x" * 20, "password2": "x" * 20}
    )

    assert answer.status_code == 403


def test_an_administrator_does_not_make_himself_a_superuser(town: Town, signed_in: SignedIn) -> None:
    adam = town.people["adam"]
    said = {"username": "adam", "is_active": "on", "is_staff": "on", "is_superuser": "on"}
    sets = ("postings", "absences")
    forms = {f"{name}-{count}_FORMS": 0 for name in sets for count in ("TOTAL", "INITIAL")}

    answer = signed_in("adam").post(f"/admin/departments/user/{adam.pk}/change/", {**said, **forms})

    assert answer.status_code == 302
    assert not User.objects.get(pk=adam.pk).is_superuser


def test_a_key_is_shown_once_and_can_be_revoked(town: Town, signed_in: SignedIn) -> None:
    adam, passer = signed_in("adam"), town.people["passer"]
    said = {"name": "Replay", "user": passer.pk, "quota_per_minute": 100}
    shown = adam.post("/admin/departments/apikey/add/", said, follow=True).content.decode()
    again = adam.get("/admin/departments/apikey/").content.decode()
    key = ApiKey.objects.get()
    adam.post("/admin/departments/apikey/", {"action": "revoke_keys", "_selected_action": key.pk})

    assert api_keys.PREFIX in shown
    assert api_keys.PREFIX not in again
    assert ApiKey.objects.get().revoked_at is not None


def test_hours_that_nobody_can_read_are_refused(town: Town, signed_in: SignedIn) -> None:
    office = WorkCalendar.objects.get(code="office")
    said = {
        "name_en": "Office",
        "name_zh": "办公",
        "time_zone": "Asia/Shanghai",
        "windows": '[["8"],[],[],[],[],[],[]]',
    }
    forms = {"days-TOTAL_FORMS": 0, "days-INITIAL_FORMS": 0}

    answer = signed_in("adam").post(f"/admin/departments/workcalendar/{office.pk}/change/", {**said, **forms})

    assert b"Write hours as" in answer.content


def office_form(town: Town, **said: object) -> tuple[str, dict[str, object]]:
    """The address of the office calendar's form, and what it says when only `said` is changed."""
    office = WorkCalendar.objects.get(code="office")
    whole = {
        "name_en": "Office", "name_zh": "办公", "time_zone": "Asia/Shanghai", "windows": json.dumps(office.windows),
        "covered_to": "2027-12-31", "days-TOTAL_FORMS": 0, "days-INITIAL_FORMS": 0, **said,
    }  # fmt: skip
    return f"/admin/departments/workcalendar/{office.pk}/change/", whole


def test_a_day_off_counts_the_calendars_version_up_and_says_who_did_it(town: Town, signed_in: SignedIn) -> None:
    day = {"days-TOTAL_FORMS": 1, "days-0-day": "2026-09-17", "days-0-kind": "special", "days-0-windows": "[]"}
    path, said = office_form(town, **day)

    answer = signed_in("adam").post(path, said)

    office = WorkCalendar.objects.get(code="office")
    assert answer.status_code == 302
    assert (office.version, office.edited_by) == (2, town.people["adam"])


def test_another_name_of_a_calendar_computes_nothing_anew(town: Town, signed_in: SignedIn) -> None:
    path, said = office_form(town, name_en="Offices")

    signed_in("adam").post(path, said)

    office = WorkCalendar.objects.get(code="office")
    assert (office.name_en, office.version) == ("Offices", 1)
