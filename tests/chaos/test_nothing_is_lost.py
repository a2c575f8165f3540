"""Whatever dies, each accepted report is one case, routed once."""

import time
from threading import Event, Thread

import pytest

from tests.chaos.conftest import Hurt

pytestmark = pytest.mark.xdist_group("running")

REPORTS = "SELECT count(*) FROM cases_report"
WAITING = "SELECT count(*) FROM cases_notice WHERE topic = 'route' AND done_at IS NULL"
ROUTED = "SELECT count(*) FROM cases_case WHERE status = 'dispatched'"
LEGS = "SELECT count(*) FROM cases_leg"
LEGS_OF_ONE_CASE = "SELECT coalesce(max(n), 0) FROM (SELECT count(*) n FROM cases_leg GROUP BY case_id) legs"
# An entry for each number, a number for each entry, and as many as the case has counted.
BROKEN_HISTORIES = """
SELECT count(*) FROM cases_case c
 WHERE (SELECT array_agg(number ORDER BY number) FROM cases_historyentry h WHERE h.case_id = c.id)
       IS DISTINCT FROM ARRAY(SELECT generate_series(1, c.entries))
"""
BOARD_ERROR = """
SELECT (SELECT count(*) FROM cases_case)
     - (SELECT coalesce(sum(cases), 0) FROM cases_boardcount) - (SELECT coalesce(sum(cases), 0) FROM cases_boarddelta)
"""


def all_is_well(city: Hurt) -> None:
    reports = city.ask(REPORTS)
    city.wait_for(ROUTED, reports)
    assert city.ask(LEGS) == reports
    assert city.ask(LEGS_OF_ONE_CASE) == 1
    assert city.ask(BROKEN_HISTORIES) == 0
    assert city.ask(BOARD_ERROR) == 0


def test_the_same_reports_sent_twice_are_the_same_cases(city: Hurt) -> None:
    before = city.ask(REPORTS)

    first, again = city.post(range(50)), city.post(range(50))

    assert (set(first), set(again)) == ({201}, {200})
    assert city.ask(REPORTS) - before == 50
    all_is_well(city)


def test_with_valkey_away_every_post_succeeds_and_the_ticker_routes(city: Hurt) -> None:
    with city.without_valkey():
        statuses = city.post(range(1000, 1200))
        all_is_well(city)

    assert statuses == [201] * 200
    assert city.post(range(1200, 1210)) == [201] * 10
    all_is_well(city)


def test_a_worker_killed_in_the_middle_of_routing_loses_and_doubles_nothing(city: Hurt) -> None:
    killed: list[int] = []
    posted = Event()

    def kill_again_and_again() -> None:
        while len(killed) < 4 and not posted.is_set():
            if city.ask(WAITING):
                killed.append(city.kill_workers())
            time.sleep(0.3)

    killer = Thread(target=kill_again_and_again, daemon=True)
    killer.start()
    statuses = city.post(range(2000, 2700))
    posted.set()
    killer.join(30)

    assert statuses == [201] * 700
    assert sum(killed) > 0
    all_is_well(city)
