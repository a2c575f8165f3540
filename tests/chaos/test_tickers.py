"""C5: two tickers, none, and tickers without any worker."""

from datetime import timedelta

from tests.chaos.accounting import all_is_well
from tests.chaos.alarms import alarms_of, clocks_of, p99
from tests.chaos.hurting import TICKERS, WORKERS, Hurt
from tests.chaos.posting import Ledger
from tests.chaos.reported import cases_of, routed
from tests.chaos.time_passing import make_due


def test_without_a_ticker_the_workers_are_rung_by_each_post(city: Hurt, ledger: Ledger) -> None:
    city.wait_until(lambda: bool(city.numbers(WORKERS)), "the workers do not come back")
    with city.asleep(TICKERS):
        ledger.post(f"no-ticker-{n}" for n in range(50))
        city.wait_until(lambda: routed(city, "no-ticker") == 50, "the workers route nothing by themselves")
    all_is_well(city, ledger)


def test_with_tickers_alone_everything_is_done_and_each_rung_fires_once(city: Hurt, ledger: Ledger) -> None:
    with city.asleep(WORKERS):
        city.ticker()
        ledger.post(f"two-tickers-{n}" for n in range(50))
        city.wait_until(lambda: routed(city, "two-tickers") == 50, "the tickers route nothing")
        cases = cases_of(city, "two-tickers")
        make_due(city, cases, after=1, spread=2)
        city.wait_until(lambda: len(alarms_of(city, cases)) >= 50, "the tickers fire nothing")
        all_is_well(city, ledger)

    alarms = [alarm for alarm in alarms_of(city, cases) if alarm.rung == 1]
    assert sorted(alarm.key for alarm in alarms) == [(pk, 1, 1, 0) for pk in clocks_of(city, cases)]
    assert p99(alarms) < timedelta(seconds=30)
