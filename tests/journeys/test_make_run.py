"""What a stranger does on the first day: start the demo city, report, and see the case closed by its people."""

import json
import time
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Browser, expect

from tests.city import PASSWORD
from tests.journeys.conftest import Walk
from tests.journeys.test_path_of_a_case import make, open_case, report_by_map
from tests.running.starting import Started, a_home, starter

pytestmark = pytest.mark.browser

PATIENCE = 60.0
WHERE_IT_STANDS = "SELECT status FROM cases_case WHERE number = %s"
WHO_HANDLES = """
SELECT u.username FROM cases_case c
  JOIN departments_posting p ON p.department_id = c.host_id AND p.role = 'handler'
  JOIN departments_user u ON u.id = p.user_id WHERE c.number = %s ORDER BY u.id LIMIT 1
"""
WHO_CHECKS = """
SELECT u.username FROM cases_fieldtask t JOIN cases_case c ON c.id = t.case_id
  JOIN departments_user u ON u.id = t.officer_id WHERE c.number = %s AND t.done_at IS NULL
"""


class DemoCity:
    """The demo city as `make run` brings it up: real web, workers and ticker."""

    def __init__(self, platform: Started) -> None:
        self.site = f"http://localhost:{platform.port}"
        self._database = json.loads((platform.home / "env.json").read_text())["DATABASE_URL"]

    def ask(self, question: str, number: str) -> str:
        with psycopg.connect(self._database) as connection:
            row = connection.execute(question, [number]).fetchone()  # type: ignore[arg-type]
        assert row, f"no answer for {number}: {question}"
        return row[0]

    def wait_until(self, status: str, number: str) -> None:
        until = time.monotonic() + PATIENCE
        while (found := self.ask(WHERE_IT_STANDS, number)) != status:
            assert time.monotonic() < until, f"{number} is {found}, not {status}"
            time.sleep(0.1)


@pytest.fixture(scope="module")
def demo_city() -> Iterator[DemoCity]:
    with a_home() as home, starter(home) as start:
        yield DemoCity(start(from_nothing=True, GOVGRID_CITY="cities/yunling", GOVGRID_DEMO_PASSWORD=PASSWORD))


def test_a_strangers_case_travels_through_the_demo_city(
    chromium: Browser, demo_city: DemoCity, a_photo: dict[str, Any]
) -> None:
    walk = Walk(chromium, demo_city.site, "zh-hans", pictures="demo")
    private = report_by_map(walk, a_photo)
    number = private.strip("/").split("/")[-1].split(":")[0]
    demo_city.wait_until("dispatched", number)

    handler = open_case(walk, demo_city.ask(WHO_HANDLES, number), "queue", number, "queue")
    make(handler, "accept")
    make(handler, "finish", "Filled and rolled.", a_photo)
    demo_city.wait_until("checking", number)
    make(open_case(walk, demo_city.ask(WHO_CHECKS, number), "checks", number), "pass_check", "Even again.")
    make(open_case(walk, "leader", "closing", number), "close")
    demo_city.wait_until("closed", number)

    citizen = walk.page_of()
    citizen.goto(f"{demo_city.site}{private}")
    citizen.check("[name=solved][value=yes]")
    citizen.check("[name=stars][value='5']")
    with citizen.expect_navigation():
        citizen.locator("form:has([name=solved]) button").click()
    expect(citizen.locator("[name=solved]")).to_have_count(0)
    walk.look(citizen, "track-rated")
    for person, desk in (("acceptor", "acceptance"), ("dispatcher", "dispatch"), ("supervisor", "board")):
        page = walk.page_of(person)
        page.goto(f"{demo_city.site}/desk/{desk}/")
        walk.look(page, desk)
    assert walk.faults == []
    walk.close()
