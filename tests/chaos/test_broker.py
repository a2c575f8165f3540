"""C3 and C4: Valkey empty, dead or silent, and every message many times: the work is done, and done once."""

import random
import signal
import time

from tests.chaos.accounting import UNFINISHED, all_is_well
from tests.chaos.hurting import BROKER, Hurt
from tests.chaos.posting import Ledger
from tests.chaos.size import SIZE

COPIES = range(2, 6)


def test_a_broker_that_forgets_everything_under_load_loses_nothing(city: Hurt, ledger: Ledger) -> None:
    dice = random.Random(3)
    with ledger.posting("flushed", SIZE.posts):
        for _round in range(SIZE.rounds):
            city.valkey.flushall()
            time.sleep(dice.random())
    all_is_well(city, ledger)


def test_a_broker_that_is_silent_costs_no_post_and_the_ticker_routes(city: Hurt, ledger: Ledger) -> None:
    keys = [f"silent-{n}" for n in range(SIZE.posts)]
    with city.without_broker():
        began = time.monotonic()
        first = ledger.post(keys)
        city.wait_for(UNFINISHED, 0)
        time.sleep(max(0, SIZE.broker_paused - (time.monotonic() - began)))

    assert first == [201] * SIZE.posts
    assert ledger.post(f"heard-{n}" for n in range(10)) == [201] * 10
    all_is_well(city, ledger)


def test_a_broker_that_dies_under_load_costs_no_post(city: Hurt, ledger: Ledger) -> None:
    errors = dict(ledger.errors)
    with ledger.posting("broker-killed", SIZE.posts):
        city.kill(BROKER, signal.SIGKILL)
        city.wait_until(lambda: bool(city.numbers(BROKER)), "Valkey does not come back", patience=60)
    all_is_well(city, ledger)
    assert ledger.errors == errors


def test_every_message_many_times_and_in_any_order_does_its_work_once(city: Hurt, ledger: Ledger) -> None:
    dice, queues = random.Random(4), {"route": "route", "escalate": "escalate", "notify": "notify"}
    with ledger.posting("many-times", SIZE.posts):
        for _round in range(SIZE.posts // 20):
            rung = [name for name in queues for _copy in range(dice.choice(COPIES))]
            dice.shuffle(rung)
            for name in rung:
                city.sender.send_task(f"cases.tasks.{name}", queue=queues[name], ignore_result=True)
    all_is_well(city, ledger)
