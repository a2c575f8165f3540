"""A database as the migrations leave it. They take a quarter of a minute, so they run once, and a dump is kept of them.

The dump lies in `build/` under a name made of all that it depends on: a changed migration has a dump of its own.
"""

import fcntl
import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from govgrid.up.owner import Owner
from govgrid.up.postgres import programs

CHECKOUT = Path(__file__).parents[1]
KEPT = CHECKOUT / "build" / "migrated"


def template() -> str:
    """Return the name of a migrated database on the servers of this run; the first who asks makes it."""
    name = f"migrated_{_digest()}"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection, _alone("template"):
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            half = f"{name}_half"
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(half)))
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(half)))
            server, options = re.fullmatch(r"([^?]*/)[^?]+(.*)", os.environ["DATABASE_URL"]).groups()
            migrate(f"{server}{half}{options}")
            rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
            connection.execute(rename.format(sql.Identifier(half), sql.Identifier(name)))
    return name


def migrate(url: str) -> None:
    """Bring an empty database to where the migrations lead."""
    dump = KEPT / f"{_digest()}.dump"
    with _alone("dump"):
        if not dump.exists():
            _migrate_and_keep(url, dump)
            return
    _run("pg_restore", "--no-owner", "--exit-on-error", f"--dbname={url}", str(dump))


def _migrate_and_keep(url: str, dump: Path) -> None:
    command = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
    subprocess.run(command, cwd=CHECKOUT, env={**os.environ, "DATABASE_URL": url}, check=True)
    half = dump.with_suffix(".half")
    _run("pg_dump", "--format=custom", "--no-owner", f"--file={half}", url)
    half.rename(dump)


def _digest() -> str:
    found = [CHECKOUT / "requirements.lock", *sorted(CHECKOUT.glob("*/migrations/*.py"))]
    return hashlib.sha256(b"".join(path.read_bytes() for path in found)).hexdigest()[:16]


@contextmanager
def _alone(at: str) -> Iterator[None]:
    """The others of this run wait here: they would do the same work."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / f"{at}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _run(program: str, *arguments: str) -> None:
    subprocess.run([str(programs(Owner()) / program), *arguments], check=True)
