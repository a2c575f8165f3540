"""The city's own day decides what is in force, wherever the server stands: its midnight is 16:00 in UTC."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cases import chores
from departments.access import scope_of
from departments.dictionary import dictionary
from departments.models import FilingStandard, Posting, User
from departments.roles import Role
from govgrid.lib import remembered
from govgrid.management.commands.tick import Command
from grids.city import city_today
from grids.models import Area
from grids.wide_areas import wide_areas
from tests.city import NOON, Town

HALF_PAST_ELEVEN = datetime(2026, 9, 16, 15, 30, tzinfo=UTC)  # 23:30 on the 16th in the town
HALF_PAST_MIDNIGHT = HALF_PAST_ELEVEN + timedelta(hours=1)
TOMORROW = (NOON + timedelta(days=1)).date()


@pytest.fixture
def it_is(monkeypatch: pytest.MonkeyPatch):
    """`it_is(instant)`: what the server's clock shows."""

    def shows(at: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: at)
        monkeypatch.setattr(chores, "now", lambda: at)
        remembered.forget_all()

    return shows


def test_the_day_changes_at_the_citys_midnight(town: Town, it_is) -> None:
    it_is(HALF_PAST_ELEVEN)
    assert city_today() == NOON.date()

    it_is(HALF_PAST_MIDNIGHT)
    assert city_today() == TOMORROW


def test_a_standard_that_ends_today_files_until_midnight(town: Town, it_is) -> None:
    road = town.categories["road"]
    FilingStandard.objects.filter(category=road).update(valid_to=TOMORROW)

    it_is(HALF_PAST_ELEVEN)
    assert dictionary().standard_for(road.pk, "general")

    it_is(HALF_PAST_MIDNIGHT)
    assert dictionary().standard_for(road.pk, "general") is None


def test_a_new_sub_district_is_there_from_midnight(town: Town, it_is) -> None:
    Area.objects.filter(code=town.areas["west street"].code).update(valid_from=TOMORROW)

    it_is(HALF_PAST_ELEVEN)
    assert town.areas["west street"].code not in wide_areas()

    it_is(HALF_PAST_MIDNIGHT)
    assert town.areas["west street"].code in wide_areas()


def test_a_posting_is_in_force_from_midnight(town: Town, it_is) -> None:
    passer = town.people["passer"]
    Posting.objects.create(user=passer, role=Role.ACCEPTOR, area=town.areas["west"], valid_from=TOMORROW)

    it_is(HALF_PAST_ELEVEN)
    keep_house()
    assert "file_cases" not in scope_of(User.objects.get(pk=passer.pk))

    it_is(HALF_PAST_MIDNIGHT)
    keep_house()
    assert "file_cases" in scope_of(User.objects.get(pk=passer.pk))


def keep_house() -> None:
    ticker = Command()
    ticker.next_housekeeping = 0.0
    ticker._keep_house()


def test_the_frame_names_the_roles_of_the_citys_day(town: Town, it_is) -> None:
    passer, client = town.people["passer"], Client()
    Posting.objects.create(user=passer, role=Role.ACCEPTOR, area=town.areas["west"], valid_from=TOMORROW)
    client.force_login(passer)

    it_is(HALF_PAST_MIDNIGHT)

    assert client.get("/desk/inbox/").context["frame"].role_names == ["Acceptor"]
