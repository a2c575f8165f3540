"""Sweepers that are killed at any instant: each rung that is due has fired once, none early, none missing."""

import os
import random
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import pytest
from django.db import connection
from django.utils.dateparse import parse_datetime

from cases.models import Clock, HistoryEntry, Notice
from tests.builders import HOUR, a_routed_case
from tests.cases.climbing import a_ladder, sweep
from tests.city import NOON, Town, build_town

pytestmark = pytest.mark.django_db(transaction=True)

CHECKOUT = Path(__file__).parents[2]
CASES, KILLS = 120, 4


@pytest.fixture
def town(transactional_db: None) -> Town:
    return build_town()


def a_sweeper(at: datetime) -> subprocess.Popen[bytes]:
    """Start a sweeper on the database of this test."""
    address, name = os.environ["DATABASE_URL"], connection.settings_dict["NAME"]
    before, _, query = address.partition("?")
    url = f"{before.rpartition('/')[0]}/{name}{'?' + query if query else ''}"
    env = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "govgrid.settings"}
    return subprocess.Popen([sys.executable, "-m", "tests.chaos.sweeper", at.isoformat()], env=env, cwd=CHECKOUT)


def fired() -> list[HistoryEntry]:
    return list(HistoryEntry.objects.filter(action="escalate").order_by("id"))


def wait_for_entries(number: int) -> None:
    until = time.monotonic() + 60
    while HistoryEntry.objects.filter(action="escalate").count() < number:
        assert time.monotonic() < until, "the sweepers fire nothing"
        time.sleep(0.005)


def test_whatever_is_killed_each_rung_fires_once_and_none_early(town: Town) -> None:
    a_ladder((0, "notify", "department_head"), (0.05, "watch", "supervisor"), (0.08, "raise", "supervisor"))
    for n in range(CASES):
        a_routed_case(town, cell=1 + n % 4)
    due = Clock.objects.earliest("due_at").due_at
    assert due is not None
    # All three rungs have come, and none so long ago that it would be passed over.
    at, dice = due + HOUR / 12, random.Random(7)

    for kill in range(KILLS):
        one, other = a_sweeper(at), a_sweeper(at)
        wait_for_entries(40 * (kill + 1))
        time.sleep(dice.random() / 20)
        for process in (one, other):
            process.kill()
            process.wait()
    sweep(at)

    keys = [entry.data["key"] for entry in fired()]
    clocks = Clock.objects.values_list("pk", flat=True)
    assert sorted(keys) == sorted(f"{pk}:1:{rung}:0" for pk in clocks for rung in (1, 2, 3))
    assert all(entry.at >= parse_datetime(entry.data["fires_at"]) >= NOON for entry in fired())
    assert Notice.objects.filter(kind="late").count() == 3 * CASES
    assert not Clock.objects.filter(stuck_at=None).exists()
