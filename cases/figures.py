"""The city's own figures, for everybody: counted at most every quarter of an hour, kept, and too small ones left out.

One reading of the cases of the last ninety days costs seconds in a large city; so the newest count is a row, one
caller at a time counts anew, and all others read what was counted before.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from cases import board
from cases.chores import take_turn
from cases.models import ENDED, CityFigures
from departments.access import Reach

ANEW_AFTER = timedelta(minutes=15)
KEPT = timedelta(days=2)
# Below so many, a number could tell of single people.
TOO_FEW = 5
WEEK, MONTH, QUARTER = 7, 30, 90
WEEKS = 12
EVERYWHERE = Reach(area_paths=("/0/",))

FLOW = """
SELECT count(*) FILTER (WHERE reported_at > %(week)s), count(*) FILTER (WHERE reported_at > %(month)s),
       count(*) FILTER (WHERE closed_at > %(week)s AND status = 'closed'),
       count(*) FILTER (WHERE closed_at > %(month)s AND status = 'closed')
  FROM cases_case WHERE reported_at > %(month)s OR closed_at > %(month)s
"""

WEEKLY = """
SELECT week, count(*) FILTER (WHERE what = 'new')::int, count(*) FILTER (WHERE what = 'closed')::int FROM (
    SELECT floor(extract(epoch FROM %(at)s - reported_at) / 604800)::int, 'new' FROM cases_case
     WHERE reported_at > %(since)s AND reported_at <= %(at)s
    UNION ALL
    SELECT floor(extract(epoch FROM %(at)s - closed_at) / 604800)::int, 'closed' FROM cases_case
     WHERE closed_at > %(since)s AND closed_at <= %(at)s AND status = 'closed') told(week, what)
 GROUP BY week
"""

# Of the cases closed in the last ninety days: how many, how long, in time by the host's own limit, what people said.
# A case is in time when no clock of its handling ran out; one that an appeal excused says nothing.
CLOSED = """
WITH done AS (
    SELECT c.id, c.category_id, c.host_id, split_part(c.area_path, '/', 3) AS district,
           extract(epoch FROM c.closed_at - c.reported_at) / 86400 AS days,
           (SELECT bool_and(k.state = 'met') FROM cases_clock k JOIN cases_leg l ON l.id = k.leg_id
             WHERE k.case_id = c.id AND k.kind = 'handle' AND k.state IN ('met', 'missed')
               AND l.part = 'host' AND NOT l.excused) AS in_time,
           (SELECT r.solved FROM cases_rating r WHERE r.case_id = c.id ORDER BY r.id DESC LIMIT 1) AS solved
      FROM cases_case c WHERE c.status = 'closed' AND c.closed_at > %(quarter)s)
SELECT {by}, count(*)::int, percentile_cont(0.5) WITHIN GROUP (ORDER BY days),
       count(in_time)::int, count(*) FILTER (WHERE in_time)::int,
       count(solved)::int, count(*) FILTER (WHERE solved = 'yes')::int
  FROM done GROUP BY 1
"""
GROUPS = {"all": "''", "category": "category_id::text", "district": "district", "department": "host_id::text"}


def newest(*, at: datetime) -> CityFigures:
    """Return the figures; counted anew when they are a quarter of an hour old and nobody else is counting."""
    kept = CityFigures.objects.order_by("-at").first()
    if kept and at - kept.at < ANEW_AFTER:
        return kept
    if kept and not take_turn("figures", ANEW_AFTER):
        return kept
    CityFigures.objects.filter(at__lt=at - KEPT).delete()
    return CityFigures.objects.create(at=at, counted=count(at=at))


def count(*, at: datetime) -> dict[str, Any]:
    """Return the figures as they are kept: whole numbers, nothing left out yet; see shown()."""
    times = {
        "at": at, "week": at - timedelta(days=WEEK), "month": at - timedelta(days=MONTH),
        "quarter": at - timedelta(days=QUARTER), "since": at - timedelta(weeks=WEEKS),
    }  # fmt: skip
    [flow] = _ask(FLOW, times)
    return {
        "open": _open(),
        "flow": dict(zip(("new_week", "new_month", "closed_week", "closed_month"), flow, strict=True)),
        "weeks": [list(row) for row in _ask(WEEKLY, times)],
        **{name: [_row(row) for row in _ask(CLOSED.format(by=by), times)] for name, by in GROUPS.items()},
    }


def shown(number: int | None) -> int | None:
    """Return a count as everybody may read it; None for one that is too small."""
    return None if number is None or number < TOO_FEW else number


def share(part: int, whole: int) -> int | None:
    """Return a share in per cent; None where the whole is too small to speak of."""
    return None if whole < max(TOO_FEW, 1) else round(100 * part / whole)


def left_out(numbers: Sequence[int]) -> list[int | None]:
    """Return a column of counts as everybody may read it: small ones left out, and never a single one of them.

    A single one could be reckoned from the sum: so the smallest of the others is left out with it.
    """
    found = [shown(number) for number in numbers]
    if found.count(None) == 1 and len(found) > 1:
        found[found.index(min(number for number in found if number is not None))] = None
    return found


def _open() -> dict[str, Any]:
    """Return how many cases are open, in all and by host department and district; from the board's own counts."""
    departments: dict[str, int] = {}
    districts: dict[str, int] = {}
    total = 0
    for one in board.counts(EVERYWHERE):
        if one.status in ENDED:
            continue
        total += one.cases
        departments[str(one.department_id or "")] = departments.get(str(one.department_id or ""), 0) + one.cases
        districts[str(one.district_id or "")] = districts.get(str(one.district_id or ""), 0) + one.cases
    return {"all": total, "department": departments, "district": districts}


def _row(row: Sequence[Any]) -> dict[str, Any]:
    key, closed, days, timed, in_time, rated, solved = row
    return {"key": key or "", "closed": closed, "days": round(float(days or 0), 1), "timed": timed, "in_time": in_time,
            "rated": rated, "solved": solved}  # fmt: skip


def _ask(statement: str, times: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, times)
        return cursor.fetchall()
