"""What came in, what ended and what is still open, by the city's day: from sums by day, or counted anew."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from cases.grounds import Ground
from cases.models import CaseDay
from cases.questions import Rows

Kind = CaseDay.Kind

SUMMED = """
SELECT kind, day, sum(cases)::int AS cases FROM cases_caseday
 WHERE (kind = 'open' OR day >= %(first)s) AND {district} GROUP BY kind, day HAVING sum(cases) <> 0
"""
# The days are told by the zone that is given: the database's own word for a day looks the city up for every case. And
# only where they count, for a day costs more than all else: most cases have come and ended before the first one.
ANEW = """
WITH known AS (SELECT c.status = ANY(%(open)s) AS is_open, c.reported_at, c.closed_at,
                      %(first)s::timestamp AT TIME ZONE %(zone)s AS first_at FROM cases_case c WHERE {ground}),
told_days AS (SELECT is_open,
                     CASE WHEN is_open OR reported_at >= first_at THEN (reported_at AT TIME ZONE %(zone)s)::date END
                         AS came,
                     CASE WHEN closed_at >= first_at THEN (closed_at AT TIME ZONE %(zone)s)::date END AS ended
                FROM known)
SELECT told.kind, told.day, sum(one.cases)::int AS cases
  FROM (SELECT is_open, came, ended, count(*) AS cases FROM told_days GROUP BY 1, 2, 3) one
       CROSS JOIN LATERAL (VALUES ('came', one.came), ('ended', CASE WHEN NOT one.is_open THEN one.ended END),
                                  ('open', CASE WHEN one.is_open THEN one.came END)) AS told(kind, day)
 WHERE told.kind = 'open' AND told.day IS NOT NULL OR told.day >= %(first)s GROUP BY 1, 2
"""


@dataclass(frozen=True)
class Flow:
    """Counts by day; `days` are those that are shown, the oldest first, today the last."""

    days: tuple[date, ...]
    came: Mapping[date, int] = field(default_factory=dict)
    ended: Mapping[date, int] = field(default_factory=dict)
    open: Mapping[date, int] = field(default_factory=dict)

    @property
    def full_days(self) -> tuple[date, ...]:
        """The days that are over: today's figures are not whole yet."""
        return self.days[:-1]

    @property
    def cases_open(self) -> int:
        return sum(self.open.values())

    @property
    def ended_a_day(self) -> float:
        return self._a_day(self.ended)

    @property
    def grows_a_day(self) -> float:
        """How many more came in than ended on a full day; below 0, the heap shrinks."""
        return self._a_day(self.came) - self.ended_a_day

    @property
    def days_to_clear(self) -> float | None:
        """Days to end all that is open at the pace of the full days, if nothing came in; None: nothing ended."""
        return self.cases_open / self.ended_a_day if self.ended_a_day else None

    def _a_day(self, by_day: Mapping[date, int]) -> float:
        return sum(by_day.get(day, 0) for day in self.full_days) / max(1, len(self.full_days))


def question(ground: Ground) -> str:
    """Return the question for a ground; its parameters are tally's: see there."""
    if ground.is_summed and ground.department is None:
        return SUMMED.format(district="district_id = %(district)s" if ground.district_id else "TRUE")
    return ANEW.format(ground=ground.of_cases("c"))


def days_shown(today: date, number: int) -> tuple[date, ...]:
    """Return so many days, the oldest first, `today` the last."""
    return tuple(today - timedelta(days=ago) for ago in range(number - 1, -1, -1))


def read(rows: Rows, days: tuple[date, ...]) -> Flow:
    """Return the flow that the rows of the question tell."""
    found: dict[str, Counter[date]] = {kind: Counter() for kind in Kind.values}
    for row in rows:
        found[row["kind"]][date.fromisoformat(row["day"])] += row["cases"]
    return Flow(days, found[Kind.CAME], found[Kind.ENDED], found[Kind.OPEN])
