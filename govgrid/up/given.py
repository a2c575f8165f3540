"""A database that someone else runs: looked at once before anything is started, so that a fault is one sentence.

The look is a short process of its own, since the parent that lives as long as the platform needs no driver.
"""

import os
import subprocess
import sys

from govgrid.up.children import CHECKOUT
from govgrid.up.refusal import CannotStart

OLDEST = 180_000  # PostgreSQL 18: uuidv7() and temporal keys


def check_database(url: str) -> None:
    """Raise CannotStart unless `url` leads to a PostgreSQL that is new enough."""
    look = [sys.executable, "-m", "govgrid.up.given"]
    done = subprocess.run(
        look, env={**os.environ, "DATABASE_URL": url}, cwd=CHECKOUT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise CannotStart(done.stdout.strip() or done.stderr.strip())


def _fault() -> str | None:
    import psycopg
    from django.core.exceptions import ImproperlyConfigured

    from govgrid.lib import env

    try:
        env.postgres("DATABASE_URL")
        with psycopg.connect(os.environ["DATABASE_URL"], connect_timeout=5) as connection:
            version = connection.info.server_version
    except ImproperlyConfigured as error:
        return str(error)
    except psycopg.Error as error:
        return f"The database of DATABASE_URL cannot be used: {' '.join(str(error).split())}"
    if version < OLDEST:
        return f"The database of DATABASE_URL is PostgreSQL {version // 10_000}; 18 or later is needed."
    return None


if __name__ == "__main__":
    if fault := _fault():
        print(fault)
        sys.exit(1)
