"""What a check of the platform is: a code, a sentence that says what is wrong where it finds something, a question.

Questions are SQL that begins at an index and names cases; the table of checks is in cases.doctor.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils.functional import Promise

SHOWN = 5
# What the hourly round looks at of the tables that only grow: the cases of so many entries.
NEWEST_ENTRIES = 5000

ALL_CASES = "cases_case"
NEWEST_CASES = f"""
(SELECT * FROM cases_case WHERE id IN
    (SELECT case_id FROM (SELECT case_id FROM cases_historyentry ORDER BY id DESC LIMIT {NEWEST_ENTRIES}) latest))
"""  # noqa: S608


@dataclass(frozen=True)
class Round:
    """One examination at an instant: of everything (`full`), or of what an hour can have changed."""

    at: datetime
    full: bool = False

    @property
    def cases(self) -> str:
        """The cases whose whole history is looked at, as a table for FROM."""
        return ALL_CASES if self.full else NEWEST_CASES

    def ago(self, length: timedelta) -> datetime:
        return self.at - length


@dataclass(frozen=True)
class Found:
    """How often a check found something, and the numbers of up to five cases."""

    count: int = 0
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Check:
    """`means` says in a sentence what is wrong where it finds something; a `warning` is told, but is no breach."""

    code: str
    means: Promise
    look: Callable[[Round], Found]
    warning: bool = False
    # False: it reads whole tables, so only a full examination asks it.
    hourly: bool = True


def ask(question: str, **values: Any) -> Found:
    """Run `question`, which selects case numbers as `number`, and return what it finds."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT number, count(*) OVER () FROM ({question}) found ORDER BY 1 LIMIT {SHOWN}", values)  # noqa: S608
        rows = cursor.fetchall()
    return Found(rows[0][1], tuple(number for number, _count in rows)) if rows else Found()


def found(numbers: Iterable[str]) -> Found:
    """Return what a check found that looks at cases one after the other."""
    examples: tuple[str, ...] = ()
    count = 0
    for number in numbers:
        count, examples = count + 1, (*examples, number)[:SHOWN]
    return Found(count, examples)
