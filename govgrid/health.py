"""What a load balancer and a person on duty ask: does the process answer, and is the platform whole?

`/healthz` looks at nothing but the process. `/readyz` refuses (503) only where no page could work: the database
cannot be reached or lacks migrations. Everything else that is missing is named in `degraded`, because the platform
goes on without it, only slower.
"""

import logging
from collections.abc import Callable
from datetime import timedelta

import redis
from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from cases.models import Checkup, Clock, ClockState, Heartbeat

log = logging.getLogger(__name__)

# A worker beats with every task and the ticker rings one each round of 2 s; these leave room for a long batch.
SILENCE = timedelta(seconds=90)
LAG = timedelta(seconds=60)


class Probes:
    """Middleware, the first of all: a probe needs no host name, no session, no city and no line in the log."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = ANSWERS.get(request.path_info)
        return answer() if answer else self.get_response(request)


def healthz() -> HttpResponse:
    return _said({"status": "ok"})


def readyz() -> HttpResponse:
    try:
        missing = _missing_migrations()
        degraded = [] if missing else [name for name, works in CHECKS.items() if not works()]
    except Error:
        log.exception("The database does not answer")
        return _said({"status": "down", "reason": "database"}, status=503)
    if missing:
        return _said({"status": "down", "reason": "migrations", "missing": missing}, status=503)
    return _said({"status": "degraded" if degraded else "ok", "degraded": degraded})


def _said(answer: dict, status: int = 200) -> HttpResponse:
    return JsonResponse(answer, status=status, headers={"Cache-Control": "no-store"})


def _missing_migrations() -> list[str]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def _broker() -> bool:
    client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=0.1, socket_connect_timeout=0.1)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()


def _chinese_trigrams() -> bool:
    # Empty when the cluster's LC_CTYPE is C: search by Chinese words would then read every row.
    with connection.cursor() as cursor:
        cursor.execute("SELECT cardinality(show_trgm('路灯不亮')) FROM pg_extension WHERE extname = 'pg_trgm'")
        row = cursor.fetchone()
    return bool(row and row[0])


def _beats(name: str) -> bool:
    return Heartbeat.objects.filter(name=name, at__gt=timezone.now() - SILENCE).exists()


def _sweep_in_time() -> bool:
    late = Clock.objects.filter(state=ClockState.RUNNING, next_fire_at__lt=timezone.now() - LAG)
    return not late.exists()


def _no_breach() -> bool:
    # Found by the ticker's hourly round or by `manage.py doctor`; the row says what.
    return not Checkup.objects.filter(breach=True).exists()


CHECKS: dict[str, Callable[[], bool]] = {
    "broker": _broker,
    "worker": lambda: _beats("worker"),
    "ticker": lambda: _beats("ticker"),
    "sweep_lag": _sweep_in_time,
    "doctor": _no_breach,
    "chinese_trigrams": _chinese_trigrams,
}
ANSWERS: dict[str, Callable[[], HttpResponse]] = {"/healthz": healthz, "/readyz": readyz}
