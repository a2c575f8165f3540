"""C7: PostgreSQL dies under load. Requests may fail meanwhile; sent again with their keys they are one case each."""

import signal
import time

from tests.chaos.accounting import all_is_well
from tests.chaos.hurting import Hurt
from tests.chaos.posting import Ledger
from tests.chaos.size import SIZE


def test_postgres_restarted_at_once_and_killed_under_load_loses_no_accepted_report(city: Hurt, ledger: Ledger) -> None:
    before = len(ledger.errors)
    with ledger.posting("database", SIZE.posts):
        for number in (signal.SIGQUIT, signal.SIGKILL) * (SIZE.rounds // 2):
            time.sleep(2)
            city.restart_postgres(number)
    all_is_well(city, ledger)
    assert len(ledger.errors) > before, "nobody noticed that PostgreSQL was away"
