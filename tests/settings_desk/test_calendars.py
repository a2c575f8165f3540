"""Working calendars on their pages: what an edit moves is shown first, and the running clocks follow it."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from cases import chores
from cases.models import Clock, Recount
from departments.calendar_edits import missing_years
from departments.models import CalendarDay, ConfigChange, WorkCalendar
from tests.builders import a_routed_case
from tests.city import Town

SignedIn = Callable[[str], Client]
OFFICE = "/desk/settings/calendars/office/"


@pytest.fixture
def adam(signed_in: SignedIn) -> Client:
    return signed_in("adam")


def office() -> WorkCalendar:
    return WorkCalendar.objects.get(code="office")


def put(client: Client, day: date, **other: object) -> HttpResponse:
    """Type a holiday, read what it moves, and save it."""
    said = {"version": office().version, "first": day.isoformat(), "kind": "holiday", "name_zh": "节日", **other}
    shown = client.post(OFFICE, said)
    if shown.status_code != 200:
        return shown
    return client.post(OFFICE, {**said, "foreseen": shown.context["form"].data["foreseen"]})


def next_working_day() -> date:
    day = timezone.localdate() + timedelta(days=2)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day


def test_what_a_holiday_moves_is_shown_before_it_is_saved(town: Town, adam: Client):
    a_routed_case(town, at=chores.now())
    said = {"version": office().version, "first": next_working_day().isoformat(), "kind": "holiday"}

    shown = adam.post(OFFICE, said)

    assert shown.status_code == 200
    assert "would be due at another time" in shown.content.decode()
    assert "later by up to" in " ".join(shown.context["foreseen"])
    assert not CalendarDay.objects.filter(day=next_working_day()).exists()


def test_a_saved_holiday_moves_the_running_limits_and_is_written_down(town: Town, adam: Client):
    a_routed_case(town, at=chores.now())
    clock = Clock.objects.get(kind="handle")

    assert put(adam, next_working_day()).status_code == 302

    chores.recount_all()
    assert Clock.objects.get(pk=clock.pk).due_at > clock.due_at
    assert Recount.objects.get().asked_by == town.people["adam"]
    change = ConfigChange.objects.get()
    assert (change.subject, change.key) == ("calendar", f"office {next_working_day()}")
    assert (change.before, change.after["kind"]) == ({}, "holiday")


def test_other_words_are_shown_again_before_they_are_saved(town: Town, adam: Client):
    said = {"version": office().version, "first": "2027-05-03", "kind": "holiday"}
    mark = adam.post(OFFICE, said).context["form"].data["foreseen"]

    again = adam.post(OFFICE, {**said, "first": "2027-05-04", "foreseen": mark})

    assert again.status_code == 200
    assert not CalendarDay.objects.filter(day__year=2027).exists()


def test_a_golden_week_is_put_in_at_once(town: Town, adam: Client):
    put(adam, date(2027, 10, 1), last="2027-10-07")

    assert CalendarDay.objects.filter(day__year=2027, kind="holiday").count() == 7
    assert "Days that differ" in adam.get(f"{OFFICE}?year=2027").content.decode()


def test_the_list_of_calendars_names_the_days_ahead_those_in_a_row_together(town: Town, adam: Client):
    put(adam, date(2027, 10, 1), last="2027-10-03", name_en="National Day")
    put(adam, date(2027, 10, 5), name_en="National Day")

    page = adam.get("/desk/settings/calendars/")

    [ahead] = [row["ahead"] for row in page.context["rows"] if row["calendar"].code == "office"]
    days = [(run.first.day, run.last.day) for run in ahead if run.first.month == 10 and run.first.year == 2027]
    assert days == [(1, 3), (5, 5)]
    assert "National Day · Holiday" in page.content.decode()


def test_a_day_taken_out_is_a_weekday_again(town: Town, adam: Client):
    put(adam, date(2027, 10, 1))
    page = f"{OFFICE}days/2027-10-01/take/"
    assert "nothing moves" in adam.get(page).content.decode()

    assert adam.post(page, {"version": office().version}).status_code == 302

    assert not CalendarDay.objects.filter(day__year=2027).exists()
    assert ConfigChange.objects.latest("pk").action == "removed"


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"first": ""}, "first"),
        ({"last": "2027-04-01"}, "last"),
        ({"last": "2028-04-01"}, "last"),
        ({"windows": "08:00-12:00"}, "windows"),
        ({"kind": "makeup"}, "windows"),
        ({"kind": "special", "windows": "12:00-08:00"}, "windows"),
        ({"kind": "special", "windows": "all day"}, "windows"),
    ],
)
def test_days_that_cannot_be_are_said_at_their_field(town: Town, adam: Client, other: dict, field: str):
    answer = put(adam, date(2027, 5, 3), **other)

    assert (answer.status_code, field in answer.context["form"].errors) == (422, True)
    assert not CalendarDay.objects.filter(day__year=2027).exists()


def test_the_second_of_two_people_looks_again(town: Town, adam: Client):
    early = office().version
    put(adam, date(2027, 5, 3))

    answer = put(adam, date(2027, 5, 4), version=early, name_zh="我的字")

    assert answer.status_code == 409
    assert "我的字" in answer.content.decode()
    assert not CalendarDay.objects.filter(day=date(2027, 5, 4)).exists()


def test_who_types_the_same_day_sees_what_stands_there_now(town: Town, adam: Client):
    early = office().version
    put(adam, date(2027, 5, 3))

    answer = put(adam, date(2027, 5, 3), version=early, kind="makeup", windows="09:00-12:00")

    assert answer.context["form"].stands_now == [("3 May 2027", "Make-up workday 09:00-12:00", "Holiday")]


def test_the_second_of_two_people_sees_the_hours_of_the_other_week(town: Town, adam: Client):
    said = week_of(adam)
    week(adam, sat="09:00-12:00")

    answer = see_and_save(adam, {**said, "sun": "10:00-11:00"})

    assert answer.status_code == 409
    assert ("Saturday", "–", "09:00-12:00") in answer.context["form"].stands_now
    assert ("Sunday", "10:00-11:00", "–") in answer.context["form"].stands_now


def week(client: Client, **other: str) -> HttpResponse:
    return see_and_save(client, {**week_of(client), **other})


def week_of(client: Client) -> dict[str, str]:
    form = client.get(f"{OFFICE}week/").context["form"]
    said = {field.html_name: field.value() for field in form if field.value() not in (None, False)}
    return {**said, "covered_to": str(said["covered_to"])}


def see_and_save(client: Client, said: dict[str, str]) -> HttpResponse:
    shown = client.post(f"{OFFICE}week/", said)
    if shown.status_code != 200:
        return shown
    return client.post(f"{OFFICE}week/", {**said, "foreseen": shown.context["form"].data["foreseen"]})


def test_the_week_is_changed_and_its_version_counts_up(town: Town, adam: Client):
    before = office().version

    assert week(adam, sat="09:00-12:00").status_code == 302

    assert office().windows[5] == [["09:00", "12:00"]]
    assert office().version == before + 1


def test_another_name_is_no_edit_of_hours(town: Town, adam: Client):
    before = office().version

    assert week(adam, name_en="Offices").status_code == 302

    assert (office().name_en, office().version) == ("Offices", before)


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"mon": "8-12"}, "mon"),
        ({"time_zone": "Moon/Base"}, "time_zone"),
        ({"covered_to": ""}, "covered_to"),
        ({day: "" for day in ("mon", "tue", "wed", "thu", "fri")}, "mon"),
    ],
)
def test_a_week_that_cannot_be_is_said_at_its_field(town: Town, adam: Client, other: dict, field: str):
    answer = week(adam, **other)

    assert (answer.status_code, field in answer.context["form"].errors) == (422, True)


def test_a_year_is_known_only_with_days_of_it(town: Town, adam: Client):
    adam.post(f"{OFFICE}known/", {"year": 2028})
    assert office().covered_to == date(2027, 12, 31)

    put(adam, date(2028, 1, 1))
    adam.post(f"{OFFICE}known/", {"year": 2028})
    assert office().covered_to == date(2028, 12, 31)


@pytest.mark.parametrize(
    ("on", "missing"),
    [
        (date(2027, 9, 1), []),
        (date(2027, 10, 1), [2028]),
        (date(2028, 1, 1), [2028]),
    ],
)
def test_next_year_is_asked_for_once_it_is_announced(town: Town, on: date, missing: list[int]):
    assert [year for _calendar, year in missing_years(WorkCalendar.objects.all(), on)] == missing


def test_supervisors_read_and_nobody_else(town: Town, signed_in: SignedIn):
    su, li = signed_in("su"), signed_in("li")

    assert "Put in days" not in su.get(OFFICE).content.decode()
    assert su.post(OFFICE, {}).status_code == 403
    assert su.get(f"{OFFICE}week/").status_code == 403
    assert [li.get(page).status_code for page in ("/desk/settings/calendars/", OFFICE)] == [404, 404]
