"""What fired of the clocks of some cases, read from their history, and how late it was."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.chaos.hurting import Hurt

ESCALATED = """
SELECT (data ->> 'clock')::bigint, (data ->> 'generation')::int, (data ->> 'rung')::int, (data ->> 'repeat')::int,
       (data ->> 'fires_at')::timestamptz, (data ->> 'due_at')::timestamptz, at, data -> 'skipped'
  FROM cases_historyentry WHERE action = 'escalate' AND case_id = ANY(%s) ORDER BY id
"""


@dataclass(frozen=True)
class Alarm:
    """One entry of a rung that fired."""

    clock: int
    generation: int
    rung: int
    repeat: int
    fires_at: datetime
    due_at: datetime
    at: datetime
    skipped: list[int]

    @property
    def key(self) -> tuple[int, int, int, int]:
        return self.clock, self.generation, self.rung, self.repeat

    @property
    def lag(self) -> timedelta:
        return self.at - self.fires_at


def alarms_of(city: Hurt, cases: list[int]) -> list[Alarm]:
    return [Alarm(*row) for row in city.rows(ESCALATED, cases)]


def clocks_of(city: Hurt, cases: list[int]) -> list[int]:
    return [pk for (pk,) in city.rows("SELECT id FROM cases_clock WHERE case_id = ANY(%s) ORDER BY id", cases)]


def p99(alarms: list[Alarm]) -> timedelta:
    """Return the lag that ninety-nine of a hundred alarms stayed below; nothing for no alarm."""
    lags = sorted(alarm.lag for alarm in alarms)
    return lags[len(lags) * 99 // 100] if lags else timedelta(0)
