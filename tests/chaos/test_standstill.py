"""C9: nobody watched the clocks for six hours. Then the rung of the hour fires, with one notice and without a storm."""

from tests.chaos.accounting import UNFINISHED, all_is_well
from tests.chaos.alarms import alarms_of
from tests.chaos.hurting import TICKERS, WORKERS, Hurt
from tests.chaos.posting import Ledger
from tests.chaos.reported import cases_of, routed
from tests.chaos.size import SIZE
from tests.chaos.time_passing import let_hours_pass

HOURS = 6  # due after three, so the rungs at once, a minute and two hours later have come; the one after eight has not
CATCH_UPS = "SELECT count(*) FROM cases_notice WHERE kind = 'catch_up'"
MAILS = """
SELECT count(*) FROM cases_delivery d JOIN cases_notice n ON n.id = d.notice_id
  JOIN departments_user u ON u.id = d.user_id
 WHERE u.username = 'tiny-supervisor' AND d.channel = 'mail' AND n.kind = 'late' AND d.case_id = ANY(%s)
"""
TOLD = MAILS.replace("'mail'", "'inbox'")


def test_after_six_hours_each_clock_fires_the_rung_of_the_hour_only(city: Hurt, ledger: Ledger) -> None:
    ledger.post(f"standstill-{n}" for n in range(SIZE.late))
    city.wait_until(lambda: routed(city, "standstill") == SIZE.late, "the reports are not routed")
    city.wait_for(UNFINISHED, 0)
    cases, catch_ups = cases_of(city, "standstill"), city.ask(CATCH_UPS)

    with city.asleep(TICKERS, WORKERS):
        let_hours_pass(city, cases, HOURS)
        city.change("UPDATE cases_heartbeat SET at = at - make_interval(hours => %s) WHERE name = 'sweep'", HOURS)
    city.wait_until(lambda: len(alarms_of(city, cases)) >= SIZE.late, "the overdue clocks do not fire")
    all_is_well(city, ledger)

    assert [(alarm.rung, alarm.skipped) for alarm in alarms_of(city, cases)] == [(3, [1, 2])] * SIZE.late
    assert city.ask(CATCH_UPS) == catch_ups + 1
    assert city.ask(TOLD, cases) == SIZE.late
    assert 0 < city.ask(MAILS, cases) <= SIZE.late // 2
