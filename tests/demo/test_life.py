"""The demo's cases are real cases: made by the steps, whole, and the same for the same seed."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.core.management import CommandError, call_command

from cases import board, ringing_back
from cases.models import Case, FieldTask
from departments.access import Reach
from govgrid.demo.life import Life
from govgrid.demo.today import plan_calls, plan_round, today
from grids.models import City, Place
from tests.city import Town, middle_of


@pytest.fixture
def places(town: Town) -> None:
    for number in (1, 2, 3, 4):
        point = middle_of(number)
        Place.objects.create(name_en=f"Corner {number}", name_zh="路口", kind="corner", lon=point.lon, lat=point.lat)


def test_every_case_of_the_demo_has_a_history_without_gaps(town: Town, places: None, noon: datetime) -> None:
    Life(seed=3, until=noon).live(25)

    for case in Case.unscoped.all():
        assert list(case.history.values_list("number", flat=True)) == list(range(1, case.entries + 1))


def test_the_demo_reaches_several_stages_and_the_board_agrees(town: Town, places: None, noon: datetime) -> None:
    Life(seed=3, until=noon).live(25)

    stages = Counter(Case.unscoped.values_list("status", flat=True))
    assert len(stages) >= 3
    assert board.by_status(board.counts(Reach(area_paths=("/1/",)))) == stages


def test_an_officer_of_the_demo_finds_a_round_for_today(town: Town, places: None, noon: datetime) -> None:
    waiting = plan_round(Life(seed=3, until=noon), at=noon)

    assert 0 < waiting == FieldTask.objects.filter(done_at=None).count()


def test_an_agent_of_the_demo_finds_somebody_to_ring_up_at_any_hour(town: Town, places: None, noon: datetime) -> None:
    before_dawn = noon - timedelta(hours=8)

    plan_calls(Life(seed=3, until=before_dawn), at=before_dawn)

    assert {one.why for one in ringing_back.to_call(town.people["hua"], at=before_dawn)} == {"promised", "result"}


def test_the_demo_gives_its_numbers_in_the_order_of_time(town: Town, places: None, noon: datetime) -> None:
    life = Life(seed=3, until=noon)

    life.live(10, *today(life, at=noon))

    told = list(Case.unscoped.order_by("number").values_list("reported_at", flat=True))
    assert len(told) > 10
    assert told == sorted(told)


def test_what_the_demo_hands_back_waits_at_the_dispatch_desk(
    town: Town, places: None, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("govgrid.demo.life.RETURNED", 1)

    Life(seed=3, until=noon).live(10)

    assert set(Case.unscoped.filter(returns=1).values_list("status", flat=True)) == {"filed"}


def test_no_case_is_invented_in_a_real_city(town: Town) -> None:
    City.objects.update(demo=False)

    with pytest.raises(CommandError, match="no demo city"):
        call_command("make_cases")
