"""A million cases by COPY: nine of ten closed, the others open in department queues with their clocks running."""

import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.db import connection

from departments.models import Category, Department, Ladder, WorkCalendar
from grids.models import Area, Level

OPEN_SHARE = 0.1

RECOUNT = """
TRUNCATE cases_boarddelta, cases_boardcount;
INSERT INTO cases_boardcount (department_id, district_id, status, cases)
SELECT host_id, cases_district(area_path), status, count(*) FROM cases_case GROUP BY 1, 2, 3;
CALL cases_count_days()
"""
# Sums by day are counted once at the end, not row by row.
PAST_THE_TRIGGERS = ("cases_case", "cases_leg")
CASES = (
    "id number status step entries category_id cell_id area_path lon lat address words urgent host_id close_kind "
    "reported_at routed_at filed_at dispatched_at closed_at reworks reopens returns level public_words disputed review"
)
LEGS = (
    "id case_id department_id part mandatory state area_path due_at sent_at rule reason final extensions suspensions "
    "outcome excused finished_at"
)
CLOCKS = (
    "case_id leg_id kind state calendar_id around_the_clock budget_seconds consumed_seconds started_at resumed_at "
    "due_at ladder_id generation next_rung repeated next_fire_at"
)


class Filling:
    """Rows of `size` cases over the loaded city; ids and everything else follow from the seed.

    `open_share` of them are open; `departments` (by id) have them, all of the city where that is None.
    """

    def __init__(
        self, size: int, now: datetime, *, open_share: float = OPEN_SHARE, departments: Sequence[int] | None = None
    ) -> None:
        self.size, self.now, self.dice = size, now, random.Random(7)
        cells = Area.objects.filter(level=Level.CELL).values_list("pk", "path")
        self.cells = list(cells)
        self.categories = list(Category.objects.filter(parent__isnull=False).values_list("pk", flat=True))
        self.departments = departments or list(Department.objects.values_list("pk", flat=True))
        self.calendar, self.ladder = WorkCalendar.objects.first().pk, Ladder.objects.first().pk
        self.first = _next_id("cases_case")
        self.first_leg = _next_id("cases_leg")
        # Open cases are the newest ones, as in a city that keeps up.
        self.open_from = int(size * (1 - open_share))

    def write(self) -> None:
        """COPY cases, legs and clocks, count the board anew and let PostgreSQL look at its tables."""
        self.plan = [(self.dice.choice(self.cells), self.dice.choice(self.departments)) for _ in range(self.size)]
        with connection.cursor() as cursor:
            for table in PAST_THE_TRIGGERS:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        _copy("cases_case", CASES, self._cases())
        _copy("cases_leg", LEGS, self._legs())
        _copy("cases_clock", CLOCKS, self._clocks())
        with connection.cursor() as cursor:
            for table in PAST_THE_TRIGGERS:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            cursor.execute(RECOUNT)
            for table in ("cases_case", "cases_leg"):
                cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
            cursor.execute(
                "VACUUM ANALYZE cases_case, cases_leg, cases_clock, cases_boardcount, cases_caseday, cases_partday"
            )

    def _at(self, n: int) -> datetime:
        return self.now - timedelta(seconds=60 * (self.size - n) / 10)

    def _cases(self) -> Iterator[tuple]:
        for n, ((cell, path), department) in enumerate(self.plan):
            at, over = self._at(n), n < self.open_from
            status = "closed" if over else "dispatched" if n % 2 else "handling"
            yield (
                self.first + n, f"BENCH-{n:08d}", status, 6, 0, self.categories[n % len(self.categories)], cell, path,
                102.64 + n % 131 / 1000, 24.96 + n % 89 / 1000, "1 Lake Road",
                "A hole in the road in front of the school.", False, department, "fixed" if over else "",
                at, at, at, at, at + timedelta(hours=20) if over else None, 0, 0, 0, 0, "", False, "",
            )  # fmt: skip

    def _legs(self) -> Iterator[tuple]:
        for n, ((_cell, path), department) in enumerate(self.plan):
            state = "finished" if n < self.open_from else "sent" if n % 2 else "handling"
            due, sent = self._at(n) + timedelta(days=30), self._at(n)
            yield (
                self.first_leg + n, self.first + n, department, "host", True, state, path, due, sent, "D1", "By duty.",
                False, 0, 0, "", False, sent + timedelta(hours=20) if n < self.open_from else None,
            )  # fmt: skip

    def _clocks(self) -> Iterator[tuple]:
        for n in range(self.open_from, self.size):
            at = self._at(n)
            due = at + timedelta(days=30)
            yield (
                self.first + n, self.first_leg + n, "handle", "running", self.calendar, True, 30 * 86_400, 0, at, at,
                due, self.ladder, 1, 1, 0, due,
            )  # fmt: skip


def _next_id(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(max(id), 0) + 1 FROM {table}")
        return cursor.fetchone()[0]


def _copy(table: str, columns: str, rows: Iterator[tuple]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns.replace(' ', ', ')}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
