"""Cover of areas by officers: by posting, shift and absence at the instant; assigned and released by administrators."""

from datetime import date, timedelta

import pytest

from departments import cover
from departments.access import scope_of
from departments.cover import Cover, NoGrid, NotAnOfficer, NotYoursToPost, PostedAlready
from departments.models import Absence, Posting, Shift, User
from departments.roles import Role
from grids.models import Area, Level
from tests.city import NOON, SINCE, Town

HOUR = timedelta(hours=1)
TODAY = date(2026, 9, 16)


def fresh_user(town: Town, name: str) -> User:
    return User.objects.get(pk=town.people[name].pk)


@pytest.fixture
def grid(town: Town) -> Area:
    """One responsibility grid, in the west community."""
    west = town.areas["west community"]
    made = Area.objects.create(
        parent=west, level=Level.RESPONSIBILITY, code=f"{west.code}A", name_en="Grid A", name_zh="甲格",
        path="/a/", valid_from=SINCE,
    )  # fmt: skip
    made.path = f"{west.path}{made.pk}/"
    made.save(update_fields=["path"])
    return made


@pytest.fixture
def posted(town: Town, grid: Area) -> Posting:
    return cover.assign(town.people["wu"], grid, by=town.people["adam"], on=TODAY, at=NOON)


def state_of(area: Area) -> Cover:
    return next(one.state for one in cover.cover_at(NOON) if one.area == area)


def test_without_responsibility_grids_communities_are_covered(town: Town) -> None:
    assert [one.area.level for one in cover.cover_at(NOON)] == [Level.COMMUNITY, Level.COMMUNITY]


def test_an_area_without_a_posting_is_a_gap(grid: Area) -> None:
    assert [(one.area, one.state) for one in cover.cover_at(NOON)] == [(grid, Cover.GAP)]


def test_where_no_officer_has_shifts_a_posting_covers(grid: Area, posted: Posting) -> None:
    assert state_of(grid) == Cover.HERE


def test_a_posting_without_a_running_shift_does_not_cover_where_officers_have_shifts(
    town: Town, grid: Area, posted: Posting
) -> None:
    Shift.objects.create(user=town.people["ou"], area=town.areas["east"], begins_at=NOON - HOUR, ends_at=NOON + HOUR)

    assert state_of(grid) == Cover.OFF


def test_an_officer_on_shift_covers(town: Town, grid: Area, posted: Posting) -> None:
    Shift.objects.create(user=town.people["wu"], area=grid, begins_at=NOON - HOUR, ends_at=NOON + HOUR)

    (one,) = cover.cover_at(NOON)
    assert (one.state, one.there) == (Cover.HERE, [town.people["wu"]])


def test_an_absent_officer_does_not_cover(town: Town, grid: Area, posted: Posting) -> None:
    Absence.objects.create(user=town.people["wu"], begins_at=NOON - HOUR, ends_at=NOON + HOUR)

    assert state_of(grid) == Cover.AWAY


def test_a_deputy_covers_for_who_is_away(town: Town, grid: Area, posted: Posting) -> None:
    Absence.objects.create(
        user=town.people["wu"], deputy=town.people["wen"], begins_at=NOON - HOUR, ends_at=NOON + HOUR
    )

    (one,) = cover.cover_at(NOON)
    assert (one.state, one.there) == (Cover.HERE, [town.people["wen"]])


def test_gaps_come_first(town: Town, grid: Area, posted: Posting) -> None:
    beside = Area.objects.create(
        parent=grid.parent, level=Level.RESPONSIBILITY, code=f"{grid.parent.code}B", path="/b/", valid_from=SINCE
    )

    assert [one.area for one in cover.cover_at(NOON)] == [beside, grid]


def test_an_assigned_officer_sees_the_cases_of_the_grid_from_that_day(town: Town, grid: Area) -> None:
    cover.assign(town.people["ou"], grid, by=town.people["adam"], on=TODAY, at=NOON)
    cover.assign(town.people["wu"], grid, by=town.people["adam"], on=TODAY + timedelta(days=1), at=NOON)

    assert grid.path in scope_of(fresh_user(town, "ou")).reach("view_cases").area_paths
    assert grid.path not in scope_of(fresh_user(town, "wu")).reach("view_cases").area_paths


def test_a_released_officer_sees_them_no_more_and_can_be_assigned_again(
    town: Town, grid: Area, posted: Posting
) -> None:
    cover.release(posted, by=town.people["adam"], on=TODAY, at=NOON)

    assert grid.path not in scope_of(fresh_user(town, "wu")).reach("view_cases").area_paths
    assert state_of(grid) == Cover.GAP
    again = cover.assign(town.people["wu"], grid, by=town.people["adam"], on=TODAY, at=NOON)
    assert (again.pk, again.valid_to) == (posted.pk, None)


def test_a_posting_that_has_ended_keeps_its_last_day_when_it_is_released_again(
    town: Town, grid: Area, posted: Posting
) -> None:
    stale = Posting.objects.get(pk=posted.pk)
    cover.release(posted, by=town.people["adam"], on=TODAY, at=NOON)

    later = NOON + timedelta(days=30)
    cover.release(stale, by=town.people["adam"], on=later.date(), at=later)

    assert Posting.objects.get(pk=posted.pk).valid_to == TODAY


def test_nobody_is_assigned_twice(town: Town, grid: Area, posted: Posting) -> None:
    with pytest.raises(PostedAlready, match="Wu is posted to Grid A already"):
        cover.assign(town.people["wu"], grid, by=town.people["adam"], on=TODAY, at=NOON)


def test_only_officers_are_assigned(town: Town, grid: Area) -> None:
    with pytest.raises(NotAnOfficer):
        cover.assign(town.people["li"], grid, by=town.people["adam"], on=TODAY, at=NOON)


def test_nobody_is_assigned_to_an_area_that_has_ended(town: Town, grid: Area) -> None:
    grid.valid_to = TODAY

    with pytest.raises(NoGrid):
        cover.assign(town.people["wu"], grid, by=town.people["adam"], on=TODAY, at=NOON)


@pytest.mark.parametrize("name", ["su", "li", "wu", "ding"])
def test_only_administrators_assign_and_release(town: Town, grid: Area, posted: Posting, name: str) -> None:
    by = town.people[name]

    with pytest.raises(NotYoursToPost):
        cover.assign(town.people["ou"], grid, by=by, on=TODAY, at=NOON)
    with pytest.raises(NotYoursToPost):
        cover.release(posted, by=by, on=TODAY, at=NOON)
    assert Posting.objects.filter(area=grid, role=Role.OFFICER, valid_to=None).count() == 1
