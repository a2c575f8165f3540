"""The database of a home, for a command that may find the platform running or not."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from govgrid.up import given, leftovers
from govgrid.up.home import Home, is_running, lent_environment, take_home
from govgrid.up.postgres import Postgres
from govgrid.up.refusal import CannotStart


def postgres_of(home: Home) -> Postgres:
    return Postgres(home.servers / "postgres", home.sockets, home.logs / "postgresql.log", home.owner, {})


@contextmanager
def open_database() -> Iterator[str]:
    """Yield the address of this home's database; its cluster is started for the while if nobody runs it."""
    if not os.environ.get("DATABASE_URL") and is_running():
        yield _running_database()
        return
    home = take_home()
    try:
        with database_of(home) as url:
            yield url
    finally:
        home.close()


@contextmanager
def database_of(home: Home) -> Iterator[str]:
    """Yield the address of the database of a home that this process holds: its own, or DATABASE_URL's."""
    if url := os.environ.get("DATABASE_URL"):
        given.check_database(url)
        yield url
        return
    leftovers.clear(home.children)
    postgres = postgres_of(home)
    try:
        postgres.start()
        yield postgres.url
    finally:
        postgres.child.stop()


def _running_database() -> str:
    url = lent_environment().get("DATABASE_URL")
    if url is None:
        raise CannotStart("The platform of this home is just starting: try again when it has said its address.")
    return url
