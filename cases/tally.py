"""How a ground stands: every figure of a board, asked in one round trip."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from cases import flows, league, pressing, questions
from cases.flows import Flow
from cases.grounds import Ground
from cases.league import Record
from cases.models import ENDED, Status
from cases.pressing import Oldest, Pressing
from cases.questions import Rows
from grids.city import city_day, this_city

# The statuses of an open case, in the order of its path.
OPEN = tuple(status for status in Status if status not in ENDED)

# Each way of looking at what is open has rows of its own, `by` says which: a hundred departments in ten districts at
# nine statuses would be thousands of rows to carry over and to add up here.
BY = {"department_id": 0b011, "district_id": 0b101, "status": 0b110}
LOOKED_AT = """
SELECT grouping(department_id, district_id, status) AS by, department_id, district_id, status, sum(cases)::int AS cases
  FROM ({rows}) open_cases
 GROUP BY GROUPING SETS ((department_id), (district_id), (status)) HAVING sum(cases) <> 0
"""
SUMMED = """
SELECT department_id, district_id, status, cases FROM (
    SELECT department_id, district_id, status, cases FROM cases_boardcount
    UNION ALL SELECT department_id, district_id, status, cases FROM cases_boarddelta) both_tables
 WHERE status = ANY(%(open)s) AND {district} AND {department}
"""
ANEW = """
SELECT c.host_id AS department_id, cases_district(c.area_path) AS district_id, c.status, 1 AS cases
  FROM cases_case c WHERE c.status = ANY(%(open)s) AND {ground}
"""


@dataclass(frozen=True)
class Tally:
    """The figures of `ground` at `at`: open cases by status, host and district; and what the other modules count."""

    ground: Ground
    at: datetime
    flow: Flow
    pressing: Pressing
    alarms: int
    oldest: Oldest | None
    records: dict[int, Record]
    counts: Rows = field(repr=False)

    @cached_property
    def by_status(self) -> Counter[str]:
        return self._open_by("status")

    @cached_property
    def by_host(self) -> Counter[int | None]:
        return self._open_by("department_id")

    @cached_property
    def by_district(self) -> Counter[int | None]:
        return self._open_by("district_id")

    @property
    def open(self) -> int:
        return sum(self.by_status.values())

    def _open_by(self, column: str) -> Counter[Any]:
        return Counter({row[column]: row["cases"] for row in self.counts if row["by"] == BY[column]})


def tally_of(ground: Ground, *, days: int, at: datetime) -> Tally:
    """Return how `ground` stands at `at`, with the flow of so many days, today included; one question."""
    shown = flows.days_shown(city_day(at), days)
    asked = {
        "counts": LOOKED_AT.format(rows=_open_cases(ground)),
        "flow": flows.question(ground),
        "records": league.question(ground),
        **pressing.questions(ground),
    }
    found = questions.ask(asked, _given(ground, shown[0], at))
    return Tally(
        ground, at, flows.read(found["flow"], shown), pressing.read(found["parts"]), found["alarms"][0]["cases"],
        pressing.read_oldest(found["oldest"]), league.read(found["records"]), found["counts"],
    )  # fmt: skip


def _given(ground: Ground, first: object, at: datetime) -> dict[str, Any]:
    """Return the parameters of all questions: those of the ground, instants, a day, the city's zone, open statuses."""
    statuses = [status.value for status in OPEN]
    said = {"first": first, "district": ground.district_id, "open": statuses, "zone": this_city().time_zone}
    return {**ground.given, **pressing.given(at), **said}


def _open_cases(ground: Ground) -> str:
    if not ground.is_summed:
        return ANEW.format(ground=ground.of_cases("c"))
    return SUMMED.format(
        district="district_id = %(district)s" if ground.district_id else "TRUE",
        department="department_id = %(host)s" if ground.department else "TRUE",
    )
