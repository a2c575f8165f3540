"""A running platform and the means to hurt it: its processes by what they do, its tables, its broker."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import psycopg
from celery import Celery
from redis import Redis

from govgrid.celery import broker_url
from govgrid.up import programs
from govgrid.up.children import CHECKOUT, Child
from tests.chaos.size import SIZE
from tests.running.starting import Started

WEB, WORKERS, TICKERS, BROKER = "granian", "celery", "manage.py tick", "valkey-server"
# Sessions that are in the middle of something, apart from the one that asks.
AT_WORK = """
SELECT count(*) FROM pg_stat_activity
 WHERE backend_type = 'client backend' AND xact_start IS NOT NULL AND pid <> pg_backend_pid()
"""


@dataclass
class Logs:
    """Where programs that a test starts beside the platform write; the starter's folder is the platform's own."""

    logs: Path


@dataclass(eq=False)
class Hurt:
    """A running platform; `ask` bears a database that is away for a moment, as long as it comes back."""

    platform: Started
    beside: list[Child] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)

    @cached_property
    def lent(self) -> dict[str, str]:
        return json.loads((self.platform.home / "env.json").read_text())

    # Tables

    def connect(self) -> psycopg.Connection:
        return psycopg.connect(self.lent["DATABASE_URL"], autocommit=True, connect_timeout=10)

    def rows(self, question: str, *values: Any) -> list[tuple]:
        until = time.monotonic() + 60
        while True:
            try:
                with self.connect() as connection:
                    return connection.execute(question, values or None).fetchall()  # type: ignore[arg-type]
            except psycopg.OperationalError:
                assert time.monotonic() < until, "PostgreSQL does not come back"
                time.sleep(0.2)

    def ask(self, question: str, *values: Any) -> Any:
        """Return the one value that an SQL question answers with."""
        rows = self.rows(question, *values)
        return rows[0][0] if rows else None

    def change(self, statement: str, *values: Any) -> int:
        """Run a statement and return how many rows it wrote."""
        with self.connect() as connection:
            return connection.execute(statement, values or None).rowcount  # type: ignore[arg-type]

    def wait_for(self, question: str, wanted: Any, *, patience: float = SIZE.patience) -> None:
        self.wait_until(lambda: self.ask(question) == wanted, f"{question} never was {wanted}", patience=patience)

    def wait_until(self, come: Callable[[], bool], sentence: str, *, patience: float = SIZE.patience) -> None:
        until = time.monotonic() + patience
        while not come():
            assert time.monotonic() < until, sentence
            time.sleep(0.1)

    @contextmanager
    def held(self, table: str) -> Iterator[psycopg.Connection]:
        """Hold a table: who writes to it waits in the middle of its transaction. A rollback lets go earlier."""
        with psycopg.connect(self.lent["DATABASE_URL"]) as connection:
            connection.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")  # type: ignore[arg-type]
            yield connection
            connection.rollback()

    def wait_for_a_writer_of(self, table: str) -> None:
        self.wait_until(lambda: self.has_a_writer(table), f"nobody writes to {table}", patience=60)

    def has_a_writer(self, table: str) -> bool:
        """Return whether somebody waits for a held table."""
        return self.ask("SELECT count(*) > 0 FROM pg_locks WHERE NOT granted AND relation = %s::regclass", table)

    # Processes

    def numbers(self, what: str) -> list[int]:
        """Return the processes of this platform that do `what`; the servers know its home only from their options."""
        home = str(self.platform.home)
        found = {*self.platform.children(), *(number for number in everybody() if home in command_of(number))}
        return sorted(number for number in found if what in command_of(number))

    def kill(self, what: str, number: int = signal.SIGKILL) -> int:
        """Send a signal, by default as a power cut would; return to how many processes. There must be one."""
        numbers = self.numbers(what)
        assert numbers, f"no {what} runs"
        for process in numbers:
            hit(process, number)
        return len(numbers)

    @contextmanager
    def asleep(self, *kinds: str) -> Iterator[None]:
        """Processes stand still, none of them in the middle of a transaction: as good as gone, and back at once."""
        numbers = [number for what in kinds for number in self.numbers(what)]
        assert numbers, f"none of {kinds} runs"
        self.wait_until(lambda: self._stop_at_rest(numbers), f"{kinds} never came to rest")
        try:
            yield
        finally:
            for number in numbers:
                hit(number, signal.SIGCONT)

    def _stop_at_rest(self, numbers: list[int]) -> bool:
        for number in numbers:
            hit(number, signal.SIGSTOP)
        time.sleep(0.1)
        if not self.ask(AT_WORK):
            return True
        for number in numbers:
            hit(number, signal.SIGCONT)
        time.sleep(0.1)
        return False

    @contextmanager
    def without_broker(self) -> Iterator[None]:
        """Valkey neither answers nor refuses: the worst way for a broker to be away."""
        self.kill(BROKER, signal.SIGSTOP)
        try:
            yield
        finally:
            self.kill(BROKER, signal.SIGCONT)

    def worker(self) -> Child:
        """Start one more pool of workers."""
        return self._begin(programs.worker)

    def ticker(self) -> Child:
        return self._begin(programs.ticker)

    def _begin(self, program: Callable[..., Child]) -> Child:
        folder = self.platform.home / "log" / "beside"
        folder.mkdir(exist_ok=True)
        child = program({**self.platform.env, **self.lent}, Logs(folder))
        child.start()
        self.beside.append(child)
        return child

    def end_what_was_started(self) -> None:
        while self.beside:
            self.beside.pop().stop()

    # PostgreSQL and Valkey

    @property
    def postmaster(self) -> int:
        return int((self.platform.home / "postgres" / "postmaster.pid").read_text().split("\n")[0])

    def restart_postgres(self, number: int = signal.SIGQUIT) -> None:
        """End PostgreSQL without a goodbye (SIGQUIT is `pg_ctl stop -m immediate`); the starter brings it back."""
        before = self.postmaster
        os.kill(before, number)
        self.wait_until(lambda: self._has_come_back(before), "PostgreSQL does not come back", patience=90)

    def _has_come_back(self, before: int) -> bool:
        try:
            if self.postmaster == before:
                return False
            with self.connect():
                return True
        except (OSError, ValueError, psycopg.Error):
            return False

    @property
    def valkey(self) -> Redis:
        return Redis.from_url(self.lent["REDIS_URL"])

    @cached_property
    def sender(self) -> Celery:
        """A Celery that sends to this platform's queues."""
        return Celery("chaos", broker=broker_url(self.lent["REDIS_URL"]), set_as_current=False)

    def ring(self) -> None:
        """Wake the workers, as a post would."""
        self.sender.send_task("cases.tasks.route", queue="route", ignore_result=True)

    def key_of(self, user: str) -> str:
        """Return a key that acts as `user`, the same one each time."""
        if user not in self.keys:
            said = self.platform.manage("issue_key", f"chaos {user}", "--user", user, "--quota", "1000000")
            self.keys[user] = said.strip().split()[-1]
        return self.keys[user]

    def doctor(self) -> str:
        """Examine everything, as a person in another terminal would; return what the doctor says, after its code."""
        env = {**self.platform.env, "GOVGRID_HOME": str(self.platform.home)}
        done = subprocess.run(
            [sys.executable, "manage.py", "doctor", "--full"],
            cwd=CHECKOUT, env=env, capture_output=True, text=True, check=False,
        )  # fmt: skip
        return f"{done.returncode}: {done.stdout}{done.stderr}"


def everybody() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]


def command_of(number: int) -> str:
    try:
        return Path(f"/proc/{number}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def hit(number: int, how: int) -> None:
    """Signal a process; one that has ended meanwhile is no error."""
    try:
        os.kill(number, how)
    except ProcessLookupError:
        return
