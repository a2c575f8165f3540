"""Servers that someone else runs: looked at once before anything is started, so that a fault is one sentence."""

import psycopg
from django.core.exceptions import ImproperlyConfigured

from govgrid.lib import env
from govgrid.up.refusal import CannotStart

OLDEST = 180_000  # PostgreSQL 18: uuidv7() and temporal keys


def check_database(url: str) -> None:
    """Raise CannotStart unless `url` leads to a PostgreSQL that is new enough."""
    try:
        env.postgres("DATABASE_URL")
        with psycopg.connect(url, connect_timeout=5) as connection:
            version = connection.info.server_version
    except ImproperlyConfigured as error:
        raise CannotStart(str(error)) from None
    except psycopg.Error as error:
        reason = " ".join(str(error).split())
        raise CannotStart(f"The database of DATABASE_URL cannot be used: {reason}") from None
    if version < OLDEST:
        raise CannotStart(f"The database of DATABASE_URL is PostgreSQL {version // 10_000}; 18 or later is needed.")
