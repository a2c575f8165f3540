"""The Celery app. A message is a doorbell: it carries ids at most, and losing it costs seconds, never a case.

There is no beat table here: `manage.py tick` rings by the clock and needs no broker.
"""

import gc
import os
from urllib.parse import parse_qs, urlsplit

from celery import Celery, signals
from django.conf import settings
from django.db import close_old_connections
from kombu import Queue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "govgrid.settings")

QUEUES = ("route", "escalate", "notify", "bulk", "insight")


def broker_url(redis_url: str) -> str:
    """Return `redis_url` as Celery spells it; only the form of a Unix socket differs."""
    url = urlsplit(redis_url)
    if url.scheme != "unix":
        return redis_url
    database = parse_qs(url.query).get("db", ["0"])[0]
    return f"redis+socket://{url.path}?virtual_host={database}"


# A page rings and goes on: a broker that is away may cost it 100 ms, never a wait. A worker may wait longer.
PATIENCE = {"socket_timeout": 0.1, "socket_connect_timeout": 0.1}
if not settings.IN_WEB:
    PATIENCE = {"socket_timeout": 10, "socket_connect_timeout": 5, "health_check_interval": 25}

app = Celery("govgrid")
app.conf.update(
    broker_url=broker_url(settings.REDIS_URL),
    broker_transport_options={
        # Longer than the hard time limit, or a long task would be handed out twice. Restoring looks every 5 s;
        # by default it looks every 100 s.
        "visibility_timeout": 120,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        # For one who sends. Without these, sending while the broker is away would never return.
        "max_retries": 1,
        "interval_start": 0,
        "interval_max": 0.1,
        **PATIENCE,
    },
    task_queues=[Queue(name) for name in QUEUES],
    task_default_queue="bulk",
    task_serializer="json",
    accept_content=["json"],
    task_ignore_result=True,
    task_store_eager_result=False,
    # The outbox is the one retry authority: a task lost with its worker is found again by the next drain, so
    # `task_reject_on_worker_lost` and `task_retry_on_worker_lost` stay off (a poison batch would loop for ever).
    task_acks_late=True,
    task_publish_retry=False,
    task_soft_time_limit=45,
    task_time_limit=60,
    worker_prefetch_multiplier=1,
    worker_max_tasks_per_child=500,
    worker_enable_remote_control=False,
    worker_send_task_events=False,
    worker_hijack_root_logger=False,
    worker_redirect_stdouts=False,
    # With REMAP_SIGTERM=SIGQUIT: running tasks get 20 s, then their messages go back at once.
    worker_soft_shutdown_timeout=20,
    # A broker that is away at start or later is waited for without end: work goes on by the ticker meanwhile.
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    # Celery would otherwise connect to PostgreSQL anew for every task: 192 instead of 579 routings a second.
    CELERY_DB_REUSE_MAX=1000,
)
app.autodiscover_tasks()


def _drop_dead_connections(**_signal: object) -> None:
    # Reused connections are only safe if the dead ones among them are dropped first.
    close_old_connections()


def _share_memory(**_signal: object) -> None:
    # Before the pool is forked: what is loaded now is left out of every later collection, so that the pages stay
    # shared between the processes (measured: a pool of two needs 109 MB, before 145).
    gc.collect()
    gc.freeze()


signals.worker_init.connect(_share_memory)
signals.task_prerun.connect(_drop_dead_connections)
signals.task_postrun.connect(_drop_dead_connections)
