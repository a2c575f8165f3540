"""What workers and the ticker do again and again: empty the outbox, sweep the clocks, fold the board's counts."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Min

from cases import (
    assignment,
    board,
    bulk,
    catching_up,
    claims,
    escalation,
    indexing,
    letters,
    mornings,
    recounting,
    routing,
    suspending,
    unmanned,
    unsent,
)
from cases.models import Delivery, Heartbeat, Notice
from grids.tiles import publishing

# One run holds a worker no longer than this; the rest is taken by the next ring.
RUN_SECONDS = 20.0
LOOK_AHEAD = timedelta(hours=1)
FORGET_TILES = timedelta(hours=12)
EACH_MINUTE = timedelta(minutes=1)

BEAT = """
INSERT INTO cases_heartbeat AS mine (name, at) VALUES (%s, clock_timestamp())
    ON CONFLICT (name) DO UPDATE SET at = excluded.at
"""


def now() -> datetime:
    """Return PostgreSQL's clock, the one source of time; read once by each door."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def _until_empty(batch: Callable[[datetime], int]) -> int:
    done, ends = 0, time.monotonic() + RUN_SECONDS
    while (taken := batch(now())) and time.monotonic() < ends:
        done += taken
    return done


def route_all() -> int:
    """Route until nothing waits, then give out what pushing departments have got; return the cases taken."""
    routed = _until_empty(lambda at: routing.route_waiting(at=at))
    hand_out_all()
    return routed


def hand_out_all() -> int:
    """Take back claims that have run out, and give waiting parts to who is on shift; return the parts given."""
    _until_empty(lambda at: claims.return_stale_claims(at))
    return _until_empty(lambda at: assignment.push_waiting(at=at))


def sweep_all() -> int:
    """Fire every rung that is due, after suspensions that end now; return the clocks looked at."""
    _until_empty(lambda at: suspending.resume_due(at=at))
    with transaction.atomic():
        at, before = now(), beat("sweep")
        if before and at - before > escalation.BEHIND:
            catching_up.tell_of_standstill(since=before, at=at)
    return _until_empty(lambda at: escalation.raise_due_alarms(at=at))


def recount_all() -> int:
    """Ask for the recounts that calendar edits call for and compute on until nothing waits; return the clocks seen."""
    recounting.ask(at=now())
    return _until_empty(lambda at: recounting.recount_waiting(at=at))


def recount_some() -> int:
    """One batch of a recount, for the ticker, which must be back at its alarms soon; return the clocks seen."""
    return recounting.recount_waiting(at=now())


def move_many() -> int:
    """Work on the moves that were asked for many cases, until none waits; return the cases looked at."""
    return _until_empty(lambda at: bulk.work_on_waiting(at=at))


def move_some() -> int:
    """A batch of them, for the ticker, which must be back at its alarms soon; return the cases looked at."""
    return bulk.work_on_waiting(at=now())


def bulk_waits(since: timedelta = timedelta(0)) -> bool:
    """Return whether moves of many cases wait, begun so long ago at least."""
    return bulk.at_work().filter(started_at__lte=now() - since).exists()


def recounts_wait(since: timedelta = timedelta(0)) -> bool:
    """Return whether a calendar edit calls for a recount, asked for so long ago at least."""
    at = now()
    recounting.ask(at=at)
    return recounting.waiting().filter(asked_at__lte=at - since).exists()


def look_ahead() -> int:
    """Once an hour, whoever asks: warn of rungs that would reach nobody; return the warnings written."""
    return unmanned.warn_of_empty_targets(at=now()) if take_turn("look ahead", LOOK_AHEAD) else 0


def write_summaries() -> int:
    """Once a minute, whoever asks: write the morning summaries that are due; return how many."""
    return mornings.write_due(at=now()) if take_turn("morning summaries", EACH_MINUTE) else 0


def publish_tiles() -> int:
    """Draw the far tiles of editions that have come into force, until none waits; return the zooms drawn."""
    if take_turn("forget tiles", FORGET_TILES):
        publishing.forget_old(at=now())
        unsent.forget_old(at=now())
    return _until_empty(lambda at: publishing.publish_waiting(at=at))


def publish_some() -> int:
    """One zoom of one edition, for the ticker, which must be back at its alarms soon; return the zooms drawn."""
    return publishing.publish_waiting(at=now())


def tiles_wait(since: timedelta = timedelta(0)) -> bool:
    """Return whether an edition that holds is still to be drawn, and was made so long ago at least."""
    return publishing.waits(at=now(), since=since)


def index_all() -> int:
    """Write what cases are found by, until none waits; return the cases written."""
    return _until_empty(lambda _at: indexing.index_waiting())


def index_some() -> int:
    """One batch, for the ticker, which must be back at its alarms soon; return the cases written."""
    return indexing.index_waiting()


def indexing_waits(since: timedelta = timedelta(0)) -> bool:
    """Return whether a case waits to be found, for so long at least."""
    return indexing.waits(at=now(), since=since)


def tell_all() -> int:
    """Turn notices into letters and send what waits; return the letters written."""
    written = _until_empty(lambda at: letters.write_waiting(at=at))
    _until_empty(lambda at: letters.send_waiting(at=at))
    board.fold()
    return written


def oldest_waiting(topic: Notice.Topic) -> datetime | None:
    """Return since when the oldest notice of a topic could have been taken; None: nothing waits."""
    waiting = Notice.objects.filter(topic=topic, done_at=None, dead_at=None)
    return waiting.aggregate(oldest=Min("available_at"))["oldest"]


def letters_wait() -> bool:
    """Return whether a letter is due to be sent."""
    return Delivery.objects.filter(state=Delivery.State.WAITING, available_at__lte=now()).exists()


def behind(topic: Notice.Topic, by: timedelta) -> bool:
    oldest = oldest_waiting(topic)
    return oldest is not None and now() - oldest > by


def silent(name: str, since: timedelta) -> bool:
    """Return whether nothing was heard of `name` for so long."""
    return not Heartbeat.objects.filter(name=name, at__gt=now() - since).exists()


def beat(name: str) -> datetime | None:
    """Note that `name` is alive; return when it was before. None: this is its first sign of life."""
    with connection.cursor() as cursor:
        cursor.execute(f"{BEAT} RETURNING old.at", [name])
        return cursor.fetchone()[0]


def take_turn(name: str, every: timedelta) -> bool:
    """Return whether `name` was not done for so long, and take it on: of two who ask at once one gets it."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"{BEAT} WHERE mine.at < clock_timestamp() - make_interval(secs => %s) RETURNING name",
            [name, every.total_seconds()],
        )
        return cursor.fetchone() is not None
