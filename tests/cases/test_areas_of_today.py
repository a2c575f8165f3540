"""Areas are offered by the day: what ends tomorrow is still there, what begins tomorrow is not yet."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cases.forms_place import PlaceForm
from grids.city import city_day
from grids.models import Area, Level
from tests.city import Town


@pytest.fixture
def changing(town: Town) -> Town:
    """The west street ends tomorrow, and another begins."""
    west, tomorrow = town.areas["west street"], city_day(timezone.now()) + timedelta(days=1)
    Area.objects.filter(pk=west.pk).update(valid_to=tomorrow)
    Area.objects.create(
        parent=west.parent, level=Level.STREET, code="990101002", name_en="New Street", name_zh="新街道",
        path=f"{west.parent.path}999999/", valid_from=tomorrow,
    )  # fmt: skip
    return town


def test_the_form_offers_the_areas_of_today(changing: Town) -> None:
    offered = set(PlaceForm(said={}).fields["area"].queryset.values_list("code", flat=True))

    assert {"990101001", "990102001"} <= offered
    assert "990101002" not in offered


def test_a_program_is_told_the_areas_of_today(changing: Town) -> None:
    answer = Client().get("/api/v1/areas/", {"parent": "990101"})

    assert [area["code"] for area in answer.json()] == ["990101001"]


@pytest.mark.parametrize(("code", "accepted"), [("990101001", True), ("990101002", False)])
def test_a_program_may_name_an_area_of_today_only(changing: Town, code: str, accepted: bool) -> None:
    told = {"words": "A hole in the road.", "area": code, "address": "1 Lake Road"}

    answer = Client().post("/api/v1/reports/", told, content_type="application/json", headers={"Idempotency-Key": "k1"})

    assert (answer.status_code == 201) is accepted
