"""How often one caller may call: counted in PostgreSQL, so that a limit holds with Valkey gone."""

from datetime import datetime

from django.db import connection
from django.utils.translation import ngettext

from govgrid.lib.refusals import Refusal

COUNT = """
INSERT INTO departments_callcount AS c (caller, minute, calls) VALUES (%s, %s, 1)
ON CONFLICT (caller, minute) DO UPDATE SET calls = c.calls + 1 RETURNING calls
"""


class TooManyCalls(Refusal):
    """`facts["retry_after"]` is in seconds."""

    code = "too_many_calls"
    status = 429


def count_call(caller: str, *, limit: int, at: datetime) -> None:
    """Count one call of `caller` in the minute of `at`. Raises TooManyCalls from the `limit` + 1st on."""
    minute, second = divmod(int(at.timestamp()), 60)
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [caller[:80], minute])
        calls = cursor.fetchone()[0]
    if calls > limit:
        wait = 60 - second
        raise TooManyCalls(
            ngettext(
                "Too many requests from here in one minute. Try again in %(wait)s second.",
                "Too many requests from here in one minute. Try again in %(wait)s seconds.",
                wait,
            )
            % {"wait": wait},
            retry_after=wait,
        )


def forget_old(at: datetime) -> None:
    """Delete the counts of past minutes."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM departments_callcount WHERE minute < %s", [int(at.timestamp()) // 60 - 2])
