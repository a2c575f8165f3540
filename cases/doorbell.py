"""The doorbell: after a write, wake the workers at once. Valkey only shortens the wait; nothing depends on it."""

import logging
import time
from collections.abc import Callable
from functools import wraps

import redis
from celery import current_app
from django.conf import settings
from django.http import HttpRequest, HttpResponse

log = logging.getLogger(__name__)

BELL = "govgrid:bell"
View = Callable[..., HttpResponse]
ONE_RING_MS = 200
QUIET_AFTER_FAILURE_S = 5.0
TIMEOUT_S = 0.1

_client = redis.Redis.from_url(
    settings.REDIS_URL, socket_timeout=TIMEOUT_S, socket_connect_timeout=TIMEOUT_S, retry=None
)
_silent_until = 0.0


def ring() -> bool:
    """Wake a worker, at most once in 200 ms; return whether a message was sent. A dead Valkey is asked every 5 s."""
    global _silent_until
    if time.monotonic() < _silent_until:
        return False
    if _silent_until:
        # It was silent before: one request of this process waits to find out, the others go on.
        _silent_until = time.monotonic() + QUIET_AFTER_FAILURE_S
    try:
        first = _client.set(BELL, 1, nx=True, px=ONE_RING_MS)
        _silent_until = 0.0
        if not first:
            return False
        current_app.send_task("cases.tasks.route", queue="route", retry=False, ignore_result=True)
    except Exception as fault:  # whatever the broker's client raises, the post has succeeded
        _silent_until = time.monotonic() + QUIET_AFTER_FAILURE_S
        log.warning("the doorbell is silent: %s", type(fault).__name__)
        return False
    return True


def ring_for_recounts() -> None:
    """Wake a worker for the recounts."""
    _send("cases.tasks.recount", "bulk")


def ring_for_bulk() -> None:
    """Wake a worker for moves of many cases."""
    _send("cases.tasks.move_many", "bulk")


def ring_for_tiles() -> None:
    """Wake a worker to draw the far tiles of an edition."""
    _send("cases.tasks.publish_tiles", "insight")


def ring_for_words() -> None:
    """Wake a worker to write what cases are found by."""
    _send("cases.tasks.index", "insight")


def _send(task: str, queue: str) -> None:
    """A broker that is away costs a line in the log: the ticker does the work itself."""
    try:
        current_app.send_task(task, queue=queue, retry=False, ignore_result=True)
    except Exception as fault:
        log.warning("nobody was woken for %s: %s", task, type(fault).__name__)


def unring() -> None:
    """Take the bell down before reading the outbox: whoever writes after this rings again."""
    try:
        _client.delete(BELL)
    except redis.RedisError:
        log.debug("the bell could not be taken down; it falls by itself")


def leaves_no_work(view: View) -> View:
    """Mark a view whose POST writes nothing that a worker would wait for: nobody is woken after it."""

    @wraps(view)
    def quiet(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        request.leaves_no_work = True  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    return quiet


class RingAfterWriting:
    """Middleware: every request that may have left work in the outbox rings once, after its answer is made."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        writes = request.method not in {"GET", "HEAD", "OPTIONS"} and not hasattr(request, "leaves_no_work")
        if writes and response.status_code < 400:
            ring()
        return response
