"""The chains of the history looked over: every entry fits its digest, none is missing, and no day was rewritten.

A trigger chains the entries of a case as they are written (migration 0006). Whoever rewrites a whole tail makes a
chain that fits again; so once a day the digests of all that was written since are anchored, each anchor over the one
before it and said in the log, where the database's owner cannot take it back.
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Max

from cases.models import ChainAnchor, HistoryEntry

log = logging.getLogger(__name__)

BATCH = 500
# What was being written when an anchor was taken has ended by then: nothing of ours runs for a minute.
SETTLED = timedelta(minutes=10)

EVERY = "SELECT id, number, entries FROM cases_case WHERE id > %(after)s ORDER BY id LIMIT %(size)s"
NEWEST = """
SELECT id, number, entries FROM cases_case WHERE id IN
    (SELECT case_id FROM (SELECT case_id FROM cases_historyentry ORDER BY id DESC LIMIT %(size)s) written_last)
"""

# One row a case: what it counts, what is there, and where the first hole and the first wrong digest are.
LOOK = """
WITH batch AS ({batch}),
looked AS (
    SELECT h.case_id, h.number, lag(h.number, 1, 0) OVER chain + 1 AS wanted,
           h.hash IS NOT DISTINCT FROM cases_history_digest(lag(h.hash) OVER chain, h) AS fits
      FROM batch JOIN cases_historyentry h ON h.case_id = batch.id
    WINDOW chain AS (PARTITION BY h.case_id ORDER BY h.number))
SELECT batch.id, batch.number, batch.entries, count(looked.number), coalesce(max(looked.number), 0),
       min(wanted) FILTER (WHERE looked.number <> wanted), min(looked.number) FILTER (WHERE NOT fits)
  FROM batch LEFT JOIN looked ON looked.case_id = batch.id
 GROUP BY batch.id, batch.number, batch.entries ORDER BY batch.id
"""

SEAL = """
SELECT count(*), sha256(%(before)s::bytea || coalesce(string_agg(hash, ''::bytea ORDER BY id), ''::bytea))
  FROM cases_historyentry WHERE id > %(after)s AND id <= %(up_to)s
"""


@dataclass(frozen=True)
class Chain:
    """The entries of one case as they were found; `hole` and `changed` are numbers of entries, None where all fit."""

    case_id: int
    case_number: str
    counted: int
    found: int
    last: int
    hole: int | None
    changed: int | None

    @property
    def broken(self) -> tuple[int, str] | None:
        """The first entry that is not as it was written, and what is wrong with it; None: the chain is whole."""
        faults = [
            (self.hole, "is missing"),
            (self.changed, "does not fit its digest: it, or the entry before it, was changed"),
            (self.last + 1 if self.last < self.counted else None, f"is missing: the case counts {self.counted}"),
            (self.counted + 1 if self.last > self.counted else None, f"is too many: the case counts {self.counted}"),
        ]
        return min(((entry, what) for entry, what in faults if entry), default=None)

    def __str__(self) -> str:
        entry, what = self.broken or (self.last, "is right")
        return f"case {self.case_number}: entry {entry} {what}"


def every_chain(size: int = BATCH) -> Iterator[Chain]:
    """Yield the chains of all cases in their order, a batch at a time: memory does not grow with the city."""
    after = 0
    while batch := _look(EVERY, after=after, size=size):
        yield from batch
        after = batch[-1].case_id


def newest_chains(entries: int) -> list[Chain]:
    """Return the whole chains of the cases to which the last `entries` entries belong."""
    return _look(NEWEST, size=entries)


def _look(batch: str, **limits: int) -> list[Chain]:
    with connection.cursor() as cursor:
        cursor.execute(LOOK.format(batch=batch), limits)
        return [Chain(*row) for row in cursor.fetchall()]


def anchor(*, at: datetime) -> None:
    """Take the day's anchor, and seal those taken long enough ago; called as often as one likes."""
    newest = HistoryEntry.objects.aggregate(newest=Max("id"))["newest"] or 0
    ChainAnchor.objects.get_or_create(day=at.date(), defaults={"taken_at": at, "up_to": newest})
    for taken in ChainAnchor.objects.filter(digest=None, taken_at__lte=at - SETTLED).order_by("day"):
        taken.entries, taken.digest = _sealed(taken, _before(taken))
        taken.save(update_fields=["entries", "digest"])
        log.info("history anchored: %s, %s entries, digest %s", taken.day, taken.entries, bytes(taken.digest).hex())


def forged_anchors() -> Iterator[str]:
    """Yield what is wrong with each anchor that no longer fits the entries it covers."""
    before: ChainAnchor | None = None
    for kept in ChainAnchor.objects.exclude(digest=None).order_by("day").iterator():
        entries, digest = _sealed(kept, before)
        if entries != kept.entries:
            yield f"anchor of {kept.day}: {kept.entries} entries were written, {entries} are there"
        elif digest != bytes(kept.digest or b""):
            yield f"anchor of {kept.day}: the entries of that day are not those that were written"
        before = kept


def stands(digest: bytes) -> bool:
    """Return whether the anchor with this digest, noted outside the database, is still there."""
    return ChainAnchor.objects.filter(digest=digest).exists()


def _before(anchor: ChainAnchor) -> ChainAnchor | None:
    return ChainAnchor.objects.filter(day__lt=anchor.day).order_by("day").last()


def _sealed(anchor: ChainAnchor, before: ChainAnchor | None) -> Sequence[Any]:
    """Return how many entries `anchor` covers, and the digest over theirs and the anchor before."""
    values: dict[str, Any] = {
        "before": bytes(before.digest or b"") if before else b"",
        "after": before.up_to if before else 0,
        "up_to": anchor.up_to,
    }
    with connection.cursor() as cursor:
        cursor.execute(SEAL, values)
        entries, digest = cursor.fetchone()
    return entries, bytes(digest)
