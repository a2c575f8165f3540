"""The outbox: letters are written in the transaction of what they tell of, and sent later by a worker."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from cases.models import Case, Notice
from govgrid.lib import rows


def write(
    cases: Sequence[Case],
    kind: str,
    *,
    at: datetime,
    topic: Notice.Topic = Notice.Topic.TELL,
    data: Mapping[int, Mapping[str, Any]] | None = None,
) -> None:
    """Leave one notice a case for the workers; `kind` is a key of cases.letters.LETTERS."""
    rows.insert(
        Notice,
        [
            {
                "topic": topic.value,
                "case_id": case.pk,
                "kind": kind,
                "data": dict((data or {}).get(case.pk, {})),
                "created_at": at,
                "available_at": at,
                "attempts": 0,
                "error": "",
            }
            for case in cases
        ],
    )


def ask_to_route(cases: Sequence[Case], *, at: datetime) -> None:
    """Have the workers locate, file and dispatch these cases (again)."""
    write(cases, "", at=at, topic=Notice.Topic.ROUTE)
