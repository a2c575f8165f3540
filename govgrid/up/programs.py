"""How web, worker and ticker are started on one machine. `docker-compose.yml` starts the same programs."""

import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from govgrid.up.children import Child
from govgrid.up.home import Home

QUEUES = "route,escalate,notify,bulk,insight"


def web(env: Mapping[str, str], home: Home, port: int) -> Child:
    """One process with four threads and a pool of connections; more processes are for more cores."""
    threads = env.get("GOVGRID_WEB_THREADS") or "4"
    command = [
        *(_program("granian"), "--interface", "wsgi", "govgrid.wsgi:application"),
        *("--host", env.get("GOVGRID_BIND") or "127.0.0.1", "--port", str(port)),
        *("--workers", env.get("GOVGRID_WEB_WORKERS") or "1", "--blocking-threads", threads),
        *("--no-ws", "--log-level", "warning", "--respawn-failed-workers", "--workers-kill-timeout", "10"),
    ]
    settings = {"GOVGRID_WEB_POOL": "1", "GOVGRID_WEB_THREADS": threads}
    return Child("Web", command, {**env, **settings}, home.logs / "web.log", patience=15)


def worker(env: Mapping[str, str], home: Home) -> Child:
    """One pool for all queues. Two processes, so that a slow mail server never stops the routing."""
    command = [
        *(_program("celery"), "-A", "govgrid", "worker", "--pool", "prefork"),
        *("--concurrency", env.get("GOVGRID_WORKERS") or "2", "--queues", QUEUES),
        *("--without-gossip", "--without-mingle", "--loglevel", "INFO"),
    ]
    # SIGTERM as Celery's SIGQUIT: finish for 20 s, hand the rest back, and never hang in a warm shutdown.
    # `prepare` has just run Django's checks; again they would load every page into the worker.
    settings = {"REMAP_SIGTERM": "SIGQUIT", "CELERY_SKIP_CHECKS": "1"}
    return Child("Worker", command, {**env, **settings}, home.logs / "worker.log", patience=40)


def ticker(env: Mapping[str, str], home: Home) -> Child:
    command = [sys.executable, "manage.py", "tick"]
    return Child("Ticker", command, env, home.logs / "tick.log", stop_with=signal.SIGTERM)


def _program(name: str) -> str:
    # Beside this Python, so that an environment need not be activated.
    return str(Path(sys.executable).parent / name)
