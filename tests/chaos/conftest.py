"""A platform of real processes with the smallest city, and the means to hurt it."""

import http.client
import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.packs import tiny
from tests.running.starting import Started, a_home, starter

PATIENCE = 120.0


@dataclass
class Hurt:
    """A running platform, a key for posting, and its processes by what they do."""

    platform: Started
    key: str

    @property
    def _lent(self) -> dict[str, str]:
        return json.loads((self.platform.home / "env.json").read_text())

    def post(self, numbers: range) -> list[int]:
        """Post one report for each number over one connection; return the statuses."""
        line = http.client.HTTPConnection("localhost", self.platform.port, timeout=20)
        statuses = []
        for number in numbers:
            said = {"words": f"Hole {number}", "category": "E0113", "lon": 102.702, "lat": 25.002}
            headers = {
                "Authorization": f"Bearer {self.key}",
                "Idempotency-Key": str(number),
                "Content-Type": "application/json",
            }
            line.request("POST", "/api/v1/reports/", json.dumps(said), headers)
            answer = line.getresponse()
            answer.read()
            statuses.append(answer.status)
        line.close()
        return statuses

    def ask(self, question: str) -> Any:
        """Return the one number that an SQL question answers with."""
        with psycopg.connect(self._lent["DATABASE_URL"]) as connection:
            row = connection.execute(question).fetchone()  # type: ignore[arg-type]
        return row[0] if row else None

    def wait_for(self, question: str, wanted: int) -> None:
        """Wait until `question` answers `wanted`."""
        until = time.monotonic() + PATIENCE
        while (found := self.ask(question)) != wanted:
            assert time.monotonic() < until, f"{question}: {found}, not {wanted}"
            time.sleep(0.2)

    @contextmanager
    def without_valkey(self) -> Iterator[None]:
        """Valkey neither answers nor refuses: the worst way for a broker to be away."""
        numbers = processes_with("valkey-server", self._lent["REDIS_URL"].removeprefix("unix://").partition("?")[0])
        assert numbers, "no Valkey was found"
        for number in numbers:
            os.kill(number, signal.SIGSTOP)
        try:
            yield
        finally:
            for number in numbers:
                os.kill(number, signal.SIGCONT)

    def kill_workers(self) -> int:
        """Kill every worker process of this platform as a power cut would; return how many there were."""
        mine = set(self.platform.children())
        numbers = [number for number in processes_with("celery", "worker") if number in mine]
        for number in numbers:
            os.kill(number, signal.SIGKILL)
        return len(numbers)


def processes_with(*words: str) -> list[int]:
    return [
        int(path.name)
        for path in Path("/proc").iterdir()
        if path.name.isdigit() and all(word in _command_of(path) for word in words)
    ]


def _command_of(path: Path) -> str:
    try:
        return (path / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hurt]:
    """A platform with the tiny city, for all tests of a module: each leaves it whole."""
    pack = tiny.write_tiny(tmp_path_factory.mktemp("pack") / "tiny")
    with a_home() as home, starter(home) as start:
        platform = start(GOVGRID_CITY=str(pack))
        key = platform.manage("issue_key", "chaos", "--user", "chaos", "--quota", "100000").strip().split()[-1]
        yield Hurt(platform, key)
