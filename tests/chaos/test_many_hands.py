"""C10: fifty threads on one case: of those who want the same step one wins, the others are told who did."""

import json
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from tests.chaos.accounting import all_is_well
from tests.chaos.hurting import TICKERS, WORKERS, Hurt
from tests.chaos.posting import Ledger, call
from tests.chaos.reported import cases_of, routed
from tests.chaos.size import SIZE
from tests.chaos.time_passing import make_due

HEAD, HANDLER, ACCEPTOR, DISPATCHER = "tiny-head", "tiny-handler", "tiny-acceptor", "tiny-dispatcher"
# Whoever lost is told at once: overtaken, not possible any more, or no longer to be seen by this person.
TOLD = {403, 404, 409}
DISPATCHES = """
SELECT count(*) FROM cases_historyentry h JOIN cases_case c ON c.id = h.case_id
 WHERE c.number = %s AND h.action = 'dispatch'
"""


class Hands:
    """People with keys of their own, all at one case at the same instant."""

    def __init__(self, city: Hurt, port: int) -> None:
        self.city, self.port = city, port
        self.key = city.key_of

    def step(self, number: str) -> int:
        return self.city.ask("SELECT step FROM cases_case WHERE number = %s", number)

    def all_at_once(
        self, number: str, wishes: Sequence[tuple[str, str, dict[str, Any]]], step: int | None = None
    ) -> list[tuple[int, dict]]:
        """Have each (user, action, more) be wished at `step`, by default that of the case now; return the answers."""
        for user in {user for user, _action, _more in wishes}:
            self.key(user)
        step = step or self.step(number)
        start = Barrier(len(wishes))

        def wish(wanted: tuple[str, str, dict[str, Any]]) -> tuple[int, dict]:
            user, action, more = wanted
            start.wait(60)
            body = json.dumps({"action": action, "step": step, **more})
            status, data = call(self.port, "POST", f"/api/v1/cases/{number}/moves/", body, self.key(user))
            return status, json.loads(data)

        with ThreadPoolExecutor(len(wishes)) as pool:
            return list(pool.map(wish, wishes))


def one_wins(answers: list[tuple[int, dict]]) -> None:
    counted = Counter(status for status, _said in answers)
    losers = [said for status, said in answers if status != 200]
    assert counted[200] == 1, counted
    assert set(counted) <= TOLD | {200}, losers
    assert all(said.get("detail") for said in losers), losers


@pytest.fixture
def number(city: Hurt, ledger: Ledger) -> str:
    """A case that waits for roads, whose rungs come while everybody is at it."""
    name = f"hands-{len(ledger.numbers)}"
    ledger.post_one(f"{name}-0")
    city.wait_until(lambda: routed(city, name) == 1, "the report is not routed")
    make_due(city, cases_of(city, name), after=0, spread=0)
    return ledger.numbers[f"{name}-0"]


def test_of_fifty_who_claim_and_accept_one_has_it(city: Hurt, ledger: Ledger, number: str) -> None:
    hands = Hands(city, ledger.port)

    one_wins(hands.all_at_once(number, [(HEAD, "assign", {}), (HANDLER, "assign", {})] * (SIZE.hands // 2)))
    one_wins(hands.all_at_once(number, [(HEAD, "accept", {}), (HANDLER, "accept", {})] * (SIZE.hands // 2)))

    assert city.ask("SELECT count(*) FROM cases_case WHERE number = %s AND status = 'handling'", number) == 1
    all_is_well(city, ledger)


def test_of_an_edit_and_work_at_the_same_instant_one_is_done(city: Hurt, ledger: Ledger, number: str) -> None:
    elsewhere = {"note": "It lies further east.", "lon": 102.712, "lat": 25.003}
    wishes = [(HANDLER, "accept", {}), (ACCEPTOR, "correct", elsewhere)] * (SIZE.hands // 2)

    one_wins(Hands(city, ledger.port).all_at_once(number, wishes))

    all_is_well(city, ledger)


def test_of_a_person_and_the_router_that_dispatches_in_heaps_one_sends(city: Hurt, ledger: Ledger, number: str) -> None:
    hands, elsewhere = Hands(city, ledger.port), {"note": "It lies further east.", "lon": 102.712, "lat": 25.003}
    hands.key(DISPATCHER)
    with city.asleep(TICKERS, WORKERS):
        one_wins(hands.all_at_once(number, [(ACCEPTOR, "correct", elsewhere)]))
        step = hands.step(number)
    answers = hands.all_at_once(number, [(DISPATCHER, "dispatch", {"department": "roads"})] * SIZE.hands, step)

    counted = Counter(status for status, _said in answers)
    assert counted[200] <= 1, counted
    assert set(counted) <= TOLD | {200}, answers
    all_is_well(city, ledger)
    assert city.ask(DISPATCHES, number) == 2  # before the edit and after it
