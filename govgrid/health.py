"""What a load balancer and a person on duty ask: does the process answer, and is the platform whole?

`/healthz` looks at nothing but the process. `/readyz` refuses (503) only where no page could work: the database
cannot be reached or lacks migrations. Everything else that is missing is named in `degraded`, because the platform
goes on without it, only slower.
"""

from collections.abc import Callable

import redis
from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache


def healthz(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"status": "ok"})


@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    try:
        missing = _missing_migrations()
        degraded = [name for name, works in CHECKS.items() if not missing and not works()]
    except Error:
        return JsonResponse({"status": "down", "reason": "database"}, status=503)
    if missing:
        return JsonResponse({"status": "down", "reason": "migrations", "missing": missing}, status=503)
    return JsonResponse({"status": "degraded" if degraded else "ok", "degraded": degraded})


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


CHECKS: dict[str, Callable[[], bool]] = {
    "broker": _broker,
    "chinese_trigrams": _chinese_trigrams,
}
