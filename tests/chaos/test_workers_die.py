"""C1, C2 and the kill for want of memory of C12: whoever dies at whatever instant, the work is done once."""

import json
import os
import signal
import socket
import time

from tests.chaos.accounting import all_is_well
from tests.chaos.hurting import TICKERS, WEB, WORKERS, Hurt, command_of, hit
from tests.chaos.posting import Ledger, said_with
from tests.chaos.size import SIZE

REPORTED = "SELECT count(*) FROM cases_case WHERE status = 'reported'"
ROUTE_ORDERS = "SELECT count(*) FROM cases_notice WHERE topic = 'route' AND done_at IS NULL"
LETTERS = "SELECT count(*) FROM cases_delivery"


def test_the_same_reports_sent_twice_are_the_same_cases(city: Hurt, ledger: Ledger) -> None:
    keys = [f"twice-{n}" for n in range(50)]

    first, again = ledger.post(keys), ledger.post(keys)

    assert (set(first), set(again)) == ({201}, {200})
    all_is_well(city, ledger)


def test_an_answer_that_nobody_read_is_given_again(city: Hurt, ledger: Ledger) -> None:
    lines = [send_and_read_nothing(ledger, f"unread-{n}") for n in range(10)]
    city.wait_for("SELECT count(*) FROM cases_idempotencykey WHERE key LIKE 'unread-%'", 10)
    for line in lines:
        line.close()

    assert ledger.post(f"unread-{n}" for n in range(10)) == [200] * 10
    all_is_well(city, ledger)


def test_workers_killed_in_the_middle_of_routing_leave_it_to_others(city: Hurt, ledger: Ledger) -> None:
    with city.asleep(TICKERS), city.held("cases_leg"):
        ledger.post([f"before-commit-{n}" for n in range(20)])
        city.wait_for_a_writer_of("cases_leg")

        city.kill(WORKERS)

        assert city.ask(REPORTED) == 20
    all_is_well(city, ledger)


def test_workers_killed_between_commit_and_acknowledgement_route_once(city: Hurt, ledger: Ledger) -> None:
    with city.asleep(TICKERS), city.held("cases_leg") as lock:
        ledger.post([f"after-commit-{n}" for n in range(20)])
        city.wait_for_a_writer_of("cases_leg")
        with city.without_broker():  # so nobody can say that it is done
            lock.rollback()
            city.wait_for(ROUTE_ORDERS, 0)

            city.kill(WORKERS)
    all_is_well(city, ledger)


def test_workers_killed_in_the_middle_of_the_letters_write_each_once(city: Hurt, ledger: Ledger) -> None:
    before = city.ask(LETTERS)
    with city.asleep(TICKERS), city.held("cases_delivery"):
        ledger.post([f"letters-{n}" for n in range(20)])
        city.wait_for_a_writer_of("cases_delivery")

        city.kill(WORKERS)

        assert city.ask(LETTERS) == before
    all_is_well(city, ledger)
    assert city.ask(LETTERS) > before


def test_a_task_killed_for_want_of_memory_takes_nothing_with_it(city: Hurt, ledger: Ledger) -> None:
    city.wait_until(lambda: bool(pool(city)), "the workers do not come back")
    with city.asleep(TICKERS), city.held("cases_leg"):
        ledger.post([f"memory-{n}" for n in range(20)])
        city.wait_for_a_writer_of("cases_leg")

        parents = {parent_of(number) for number in pool(city)}
        for number in pool(city):
            hit(number, signal.SIGKILL)

    all_is_well(city, ledger)
    assert parents <= set(city.numbers(WORKERS)), "the parent of the pool died as well"


def test_workers_that_are_restarted_in_turn_under_load_lose_nothing(city: Hurt, ledger: Ledger) -> None:
    with city.asleep(WORKERS), ledger.posting("rolling", SIZE.posts):
        old = city.worker()
        for _round in range(SIZE.rounds // 2):
            new = city.worker()
            city.wait_until(lambda new=new: started(new), "a new worker does not start", patience=60)
            old.stop()  # SIGTERM first, and after its patience whatever is left is killed
            old = new
    all_is_well(city, ledger)


def test_web_killed_under_load_answers_every_report_at_last(city: Hurt, ledger: Ledger) -> None:
    before = len(ledger.errors)
    with ledger.posting("web", SIZE.posts):
        for _round in range(SIZE.rounds // 2):
            time.sleep(1)
            city.kill(WEB)
            city.wait_until(lambda: bool(city.numbers(WEB)), "web does not come back", patience=60)
    all_is_well(city, ledger)
    assert len(ledger.errors) > before, "nobody noticed that web was away"


def send_and_read_nothing(ledger: Ledger, key: str) -> socket.socket:
    """Post a report and leave its answer unread; return the open line."""
    body = json.dumps(said_with(key))
    head = (
        f"POST /api/v1/reports/ HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {ledger.bearer}\r\n"
        f"Idempotency-Key: {key}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    line = socket.create_connection(("localhost", ledger.port))
    line.sendall((head + body).encode())
    return line


def pool(city: Hurt) -> list[int]:
    """Return the processes that do the work; their parent only hands it out."""
    return [number for number in city.numbers(WORKERS) if WORKERS in command_of(parent_of(number))]


def parent_of(number: int) -> int:
    try:
        with open(f"/proc/{number}/stat") as stat:
            return int(stat.read().rpartition(") ")[2].split()[1])
    except OSError:
        return 0


def started(child) -> bool:
    """Return whether a worker has forked its pool."""
    assert child.alive(), f"a worker ended by itself; see {child.log}"
    with open(f"/proc/{child.process.pid}/task/{child.process.pid}/children") as children:
        return bool(children.read().split()) and os.path.exists(f"/proc/{child.process.pid}")
