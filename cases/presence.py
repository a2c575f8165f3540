"""Who has a case open just now, and who is typing in it. Valkey alone knows; without it a page only shows nobody.

A browser tells every 20 s while its page is seen, and what it told is forgotten after 60 s. Names of staff only.
"""

import json
import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import redis
from django.conf import settings

from departments.models import User
from govgrid.lib.bilingual import in_language

log = logging.getLogger(__name__)

LIFE_S = 60
QUIET_AFTER_FAILURE_S = 5.0
TIMEOUT_S = 0.1
VIEWING, TYPING = "viewing", "typing"

_client = redis.Redis.from_url(
    settings.REDIS_URL, socket_timeout=TIMEOUT_S, socket_connect_timeout=TIMEOUT_S, retry=None, decode_responses=True
)
_silent_until = 0.0


@dataclass(frozen=True)
class Presence:
    """Somebody else at a case: `doing` is "viewing" or "typing"."""

    name: str
    doing: str


def beat(number: str, *, by: User, doing: str) -> None:
    """Remember for a minute that `by` has the case open; typing is told by "typing", all else is viewing."""
    told = json.dumps([by.name_en or by.name, by.name_zh or by.name, TYPING if doing == TYPING else VIEWING])
    _ask(lambda: _client.execute_command("HSETEX", _key(number), "EX", LIFE_S, "FIELDS", 1, by.pk, told))


def leave(number: str, *, by: User) -> None:
    """Forget `by` at once: the page was closed."""
    _ask(lambda: _client.hdel(_key(number), str(by.pk)))


def viewing(numbers: Iterable[str], *, to: User) -> dict[str, list[Presence]]:
    """Return by number who else is at those cases, in one round trip; numbers without anybody are left out.

    The caller names only cases that `to` may see. Whoever is typing comes first.
    """
    wanted = list(numbers)
    pipeline = _client.pipeline(transaction=False)
    for number in wanted:
        pipeline.hgetall(_key(number))
    found = (_ask(pipeline.execute) or []) if wanted else []
    here = {number: _others(told, to) for number, told in zip(wanted, found, strict=False)}
    return {number: others for number, others in here.items() if others}


def _others(told: dict[str, str], to: User) -> list[Presence]:
    said = [json.loads(words) for person, words in told.items() if person != str(to.pk)]
    others = [Presence(in_language(english, chinese), doing) for english, chinese, doing in said]
    return sorted(others, key=lambda one: (one.doing != TYPING, one.name))


def _key(number: str) -> str:
    return f"govgrid:here:{number}"


def _ask(question: Callable[[], Any]) -> Any:
    """Return Valkey's answer; None where it is away, and then nobody asks it for five seconds."""
    global _silent_until
    if time.monotonic() < _silent_until:
        return None
    try:
        return question()
    except (redis.RedisError, OSError) as fault:
        _silent_until = time.monotonic() + QUIET_AFTER_FAILURE_S
        log.debug("who is here stays unknown: %s", type(fault).__name__)
        return None
