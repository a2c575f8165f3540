"""Thousands of clocks fall due while tickers, workers and PostgreSQL are killed: each rung fires once, none early.

The clocks are those of reports that the workers of the platform have routed, set back so that they fall due now.
"""

import logging
import random
import signal
import time
from datetime import timedelta

from govgrid.up.children import Child
from tests.chaos.accounting import UNFINISHED, all_is_well
from tests.chaos.alarms import Alarm, alarms_of, clocks_of, p99
from tests.chaos.hurting import TICKERS, WORKERS, Hurt
from tests.chaos.posting import Ledger
from tests.chaos.size import SIZE
from tests.chaos.time_passing import let_hours_pass, make_due, write_heap

log = logging.getLogger(__name__)

RUNGS = {1: timedelta(0), 2: timedelta(seconds=36)}  # those that come now; see SPOILT
FRESH = """
SELECT k.case_id FROM cases_clock k JOIN cases_case c ON c.id = k.case_id
 WHERE k.state = 'running' AND k.next_rung = 1 AND c.words = 'One of a heap' ORDER BY k.id LIMIT %s
"""
FIRED = "SELECT count(*) FROM cases_historyentry WHERE action = 'escalate' AND case_id = ANY(%s)"
AFTER_A_FAULT = timedelta(minutes=2)
OTHERWISE = timedelta(seconds=30)


def test_a_heap_is_worked_off_while_a_transaction_holds_the_past_open(city: Hurt, ledger: Ledger) -> None:
    with city.connect() as reader:
        reader.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
        before = reader.execute("SELECT count(*) FROM cases_case").fetchone()
        write_heap(city, SIZE.backlog)
        city.wait_for(UNFINISHED, 0)

        assert reader.execute("SELECT count(*) FROM cases_case").fetchone() == before
        reader.execute("COMMIT")
    all_is_well(city, ledger)


def test_whatever_is_killed_each_rung_of_every_clock_fires_once(city: Hurt, ledger: Ledger) -> None:
    cases = fresh_cases(city)

    with city.asleep(TICKERS, WORKERS):  # the platform's own, so that nobody sweeps who is not killed
        killing = Killing(city, cases)
        make_due(city, cases, after=5, spread=SIZE.spread)
        if SIZE.hurry:
            killing.until(len(cases), restarts=SIZE.restarts)
            let_hours_pass(city, cases, 34 / 3600)
            killing.until(2 * len(cases), restarts=0)
        else:
            killing.until(2 * len(cases), restarts=SIZE.restarts)
    all_is_well(city, ledger)

    alarms = alarms_of(city, cases)
    assert sorted(alarm.key for alarm in alarms) == [
        (pk, 1, rung, 0) for pk in clocks_of(city, cases) for rung in RUNGS
    ]
    assert all(alarm.at >= alarm.fires_at == alarm.due_at + RUNGS[alarm.rung] for alarm in alarms)
    assert not [alarm for alarm in alarms if alarm.skipped]
    tell(alarms, killing)
    assert max(alarm.lag for alarm in alarms) < AFTER_A_FAULT + killing.longest
    assert p99([alarm for alarm in alarms if not killing.explains(alarm)]) < OTHERWISE


def fresh_cases(city: Hurt) -> list[int]:
    """Return cases with a clock that is not due yet, as many as are wanted; what is missing is written and routed."""
    missing = SIZE.clocks - len(city.rows(FRESH, SIZE.clocks))
    if missing:
        write_heap(city, missing)
        city.wait_for(UNFINISHED, 0)
    return [pk for (pk,) in city.rows(FRESH, SIZE.clocks)]


class Killing:
    """Two tickers and a pool of workers that are killed again and again, and PostgreSQL now and then."""

    def __init__(self, city: Hurt, cases: list[int]) -> None:
        self.city, self.cases, self.dice = city, cases, random.Random(20_000)
        self.victims = [city.ticker(), city.ticker(), city.worker()]
        self.kills, self.away = 0, []

    def until(self, wanted: int, *, restarts: int) -> None:
        """Kill until so many rungs have fired; PostgreSQL `restarts` times, evenly over the work."""
        due, until = [wanted * n // restarts for n in range(restarts)], time.monotonic() + SIZE.patience
        while (fired := self.fired()) < wanted:
            assert time.monotonic() < until, f"{fired} of {wanted} rungs have fired"
            if due and fired > due[0]:
                due.pop(0)
                self.restart_postgres()
            elif self.dice.random() < 0.3:
                self.kill_all_in_the_middle(wanted)
            else:
                self.kill(self.dice.choice(self.victims))
            time.sleep(2 + 2 * self.dice.random())  # to start again, and to be somewhere in the work
        assert not due, "PostgreSQL was not restarted as often as it should be"

    def fired(self) -> int:
        return self.city.ask(FIRED, self.cases)

    def kill(self, child: Child) -> None:
        child.process.kill()
        child.stop()
        child.start()
        self.kills += 1

    def kill_all_in_the_middle(self, wanted: int) -> None:
        """Kill them while one of them has fired rungs and cannot write the entries yet."""
        with self.city.held("cases_historyentry"):
            self.city.wait_until(
                lambda: self.city.has_a_writer("cases_historyentry") or self.fired() >= wanted, "nobody fires any more"
            )
            for child in self.victims:
                self.kill(child)

    def restart_postgres(self) -> None:
        began = self.city.ask("SELECT clock_timestamp()")
        self.city.restart_postgres(self.dice.choice([signal.SIGQUIT, signal.SIGKILL]))
        self.away.append((began, self.city.ask("SELECT clock_timestamp()")))

    @property
    def longest(self) -> timedelta:
        return max((ended - began for began, ended in self.away), default=timedelta(0))

    def explains(self, alarm: Alarm) -> bool:
        """Return whether it came due while PostgreSQL was away, or within the time that recovery may take."""
        return any(began - OTHERWISE <= alarm.fires_at <= ended + AFTER_A_FAULT for began, ended in self.away)


def tell(alarms: list[Alarm], killing: Killing) -> None:
    """Put the figures into the log: `make chaos` shows them."""
    clocks, most = len({alarm.clock for alarm in alarms}), max(alarm.lag for alarm in alarms)
    log.info("%s rungs of %s clocks, lag p99 %s, largest %s", len(alarms), clocks, p99(alarms), most)
    log.info("%s kills; PostgreSQL was away %s times, at most %s", killing.kills, len(killing.away), killing.longest)
