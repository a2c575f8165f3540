"""Departments beside their volume: what they finished in time, how long it took, and how sure a rank is.

A share of few is luck: below LEAST finished parts nobody is ranked, and above it a rank is a span, from the 95 %
interval of the share (Wilson's), so that two departments whose intervals overlap are not told apart.
"""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt

from cases.grounds import Ground
from cases.questions import Rows

LEAST = 10
SURE = 1.96

SUMMED = """
SELECT department_id, took, sum(finished)::int AS finished, sum(late)::int AS late, sum(paused)::int AS paused,
       sum(reopened)::int AS reopened
  FROM cases_partday p WHERE p.day >= %(first)s AND {district} AND {department} GROUP BY department_id, took
"""
ANEW = """
SELECT l.department_id, least(365, extract(epoch FROM l.finished_at - l.sent_at)::bigint / 86400)::int AS took,
       count(*)::int AS finished,
       count(*) FILTER (WHERE coalesce(l.finished_at > l.due_at, false) AND NOT l.excused)::int AS late,
       count(*) FILTER (WHERE l.suspensions > 0)::int AS paused,
       count(*) FILTER (WHERE c.reopens > 0)::int AS reopened
  FROM cases_leg l JOIN cases_case c ON c.id = l.case_id
 WHERE l.state = 'finished' AND l.finished_at >= %(first)s::timestamp AT TIME ZONE %(zone)s AND {ground}
   AND NOT EXISTS (SELECT FROM cases_leg n WHERE n.case_id = l.case_id AND n.department_id = l.department_id
                                             AND n.state = 'finished' AND n.id > l.id)
 GROUP BY 1, 2
"""


@dataclass(frozen=True)
class Record:
    """What a department finished in the days shown; `took` is the median of whole days from sending to finishing."""

    department_id: int
    finished: int = 0
    late: int = 0
    paused: int = 0
    reopened: int = 0
    took: int | None = None

    @property
    def in_time(self) -> float:
        """The share that was in time, 0 to 1; nothing finished counts as 0."""
        return (self.finished - self.late) / self.finished if self.finished else 0.0

    @property
    def is_ranked(self) -> bool:
        return self.finished >= LEAST

    @property
    def interval(self) -> tuple[float, float]:
        """Between which shares the department's true one lies, with 95 % confidence."""
        n, share = max(1, self.finished), self.in_time
        middle, spread = share + SURE**2 / (2 * n), SURE * sqrt(share * (1 - share) / n + SURE**2 / (4 * n * n))
        return (middle - spread) / (1 + SURE**2 / n), (middle + spread) / (1 + SURE**2 / n)


@dataclass(frozen=True)
class Rank:
    """From the best place to the worst that a department may have among `of`."""

    best: int
    worst: int
    of: int


def question(ground: Ground) -> str:
    """Return the question for a ground; its parameters are tally's: see there."""
    if not ground.is_summed:
        return ANEW.format(ground=ground.of_parts("l", case="c"))
    return SUMMED.format(
        district="district_id = %(district)s" if ground.district_id else "TRUE",
        department="department_id = %(host)s" if ground.department else "TRUE",
    )


def read(rows: Rows) -> dict[int, Record]:
    """Return the records by department."""
    sums: dict[int, Counter[str]] = defaultdict(Counter)
    took: dict[int, Counter[int]] = defaultdict(Counter)
    for row in rows:
        sums[row["department_id"]].update({key: row[key] for key in ("finished", "late", "paused", "reopened")})
        took[row["department_id"]][row["took"]] += row["finished"]
    return {pk: Record(pk, **found, took=median(took[pk])) for pk, found in sums.items() if found["finished"]}


def median(counts: Mapping[int, int]) -> int | None:
    """Return the lower median of values by how often each occurs; None for none."""
    half, seen = (sum(counts.values()) + 1) // 2, 0
    for value in sorted(counts):
        seen += counts[value]
        if counts[value] > 0 and seen >= half:
            return value
    return None


def ranks(records: Iterable[Record]) -> dict[int, Rank]:
    """Return by department the span of its rank; who has finished too little has none."""
    intervals = {record.department_id: record.interval for record in records if record.is_ranked}
    lows, highs = (sorted(ends) for ends in zip(*intervals.values(), strict=True)) if intervals else ([], [])
    number = len(intervals)
    return {
        pk: Rank(best=1 + number - bisect_right(lows, highest), worst=number - bisect_left(highs, lowest), of=number)
        for pk, (lowest, highest) in intervals.items()
    }
