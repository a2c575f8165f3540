"""Rights come from postings, through guardian grants on departments and areas, and end with them."""

from datetime import datetime, timedelta

from departments import access
from departments.models import Posting, User
from departments.roles import ROLES, Role
from tests.city import Town


def as_new(user: User) -> User:
    return User.objects.get(pk=user.pk)


def test_a_handler_works_in_his_department_only(town: Town) -> None:
    reach = access.scope_of(town.people["li"]).reach("work_cases")

    assert reach.department_ids == {town.departments["roads"].pk}
    assert not reach.area_paths


def test_a_district_officer_covers_his_district_and_all_below_it(town: Town) -> None:
    reach = access.scope_of(town.people["wu"]).reach("check_cases")

    assert reach.covers([], town.cells[1].path)
    assert not reach.covers([], town.cells[2].path)


def test_a_posting_within_another_adds_no_condition_to_what_may_be_seen(town: Town, noon: datetime) -> None:
    wu = town.people["wu"]
    Posting.objects.create(user=wu, role=Role.OFFICER, area=town.cells[1])
    access.grant_postings(on=noon.date())

    reach = access.scope_of(as_new(wu)).reach("check_cases")

    assert reach.area_paths == (town.areas["west"].path,)


def test_who_has_no_posting_may_do_nothing(town: Town) -> None:
    assert access.scope_of(town.people["passer"]).reaches == {}


def test_a_posting_that_has_ended_takes_its_rights_away(town: Town, noon: datetime) -> None:
    li = town.people["li"]
    Posting.objects.filter(user=li).update(valid_to=noon.date())

    access.grant_postings(on=noon.date())

    assert access.scope_of(as_new(li)).reaches == {}


def test_a_posting_that_begins_tomorrow_gives_nothing_today(town: Town, noon: datetime) -> None:
    passer, tomorrow = town.people["passer"], noon.date() + timedelta(days=1)
    Posting.objects.create(user=passer, role=Role.HANDLER, department=town.departments["roads"], valid_from=tomorrow)

    access.grant_postings(on=noon.date())
    assert "work_cases" not in access.scope_of(as_new(passer))

    access.grant_postings(on=tomorrow)
    assert "work_cases" in access.scope_of(as_new(passer))


def test_a_person_put_out_of_service_loses_everything(town: Town) -> None:
    li = town.people["li"]
    User.objects.filter(pk=li.pk).update(is_active=False)

    assert access.scope_of(as_new(li)).reaches == {}


def test_the_two_axes_never_meet_in_one_role() -> None:
    watching, acting = {"file_cases", "close_cases", "check_cases"}, {"dispatch_cases", "work_cases", "assign_cases"}

    for role, means in ROLES.items():
        held = set(means.abilities)
        assert not (held & watching and held & acting), role


def test_the_smallest_area_around_a_place_names_its_officers(town: Town) -> None:
    west = access.holders(Role.OFFICER, area_path=town.cells[1].path)

    assert {officer.username for officer in west} == {"wu", "wen"}
