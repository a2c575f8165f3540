"""The platform as `make run` starts it, on a scratch home, and what its processes weigh."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).parents[1]
SERVERS = {"granian": "web", "celery": "worker", "tick": "ticker", "valkey": "Valkey", "postgres": "PostgreSQL"}


@dataclass
class Stack:
    """A running platform; `process` is its parent."""

    home: Path
    port: int
    process: subprocess.Popen

    @property
    def env(self) -> dict[str, str]:
        return json.loads((self.home / "env.json").read_text())

    def numbers(self) -> list[int]:
        """Return the numbers of all its processes, from the parent down."""
        found, fresh = [], [self.process.pid]
        while fresh:
            found += fresh
            fresh = [child for parent in fresh for child in _children(parent)]
        return found

    def memory(self) -> dict[str, float]:
        """Return the proportional memory (PSS) of each kind of process in MB."""
        weights: Counter[str] = Counter()
        for number in self.numbers():
            weights[_kind(number)] += _pss_mb(number)
        return dict(weights)

    @contextmanager
    def without_valkey(self) -> Iterator[None]:
        """Freeze the broker: worse than dead, for whoever asks it waits."""
        [number] = [number for number in self.numbers() if _kind(number) == "Valkey"]
        os.kill(number, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(number, signal.SIGCONT)


@contextmanager
def running(workers: int = 2) -> Iterator[Stack]:
    """Start the platform with the demo city and `workers` web processes; stop it and remove its home afterwards."""
    with tempfile.TemporaryDirectory(prefix="gg-bench-") as name:
        Path(name).chmod(0o711)  # the servers' user passes through when we are root
        home, port = Path(name) / "home", _free_port()
        # Without any variable of another platform: neither its servers nor its city.
        env = {key: value for key, value in os.environ.items() if not key.startswith(("GOVGRID", "DATABASE", "REDIS"))}
        env |= {
            "GOVGRID_HOME": str(home),
            "PORT": str(port),
            "GOVGRID_WEB_WORKERS": str(workers),
            "GOVGRID_LOG": "ERROR",
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "govgrid.up"], cwd=CHECKOUT, env=env, stdout=subprocess.PIPE, text=True
        )
        try:
            _wait(process)
            yield Stack(home, port, process)
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=120)


def _wait(process: subprocess.Popen) -> None:
    for line in process.stdout or ():
        if "Stop with Ctrl-C" in line:
            return
    raise SystemExit("The platform did not start.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _children(number: int) -> list[int]:
    try:
        return [int(word) for word in Path(f"/proc/{number}/task/{number}/children").read_text().split()]
    except OSError:
        return []


def _kind(number: int) -> str:
    try:
        command = Path(f"/proc/{number}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return "gone"
    return next((name for word, name in SERVERS.items() if word in command), "parent")


def _pss_mb(number: int) -> float:
    try:
        lines = Path(f"/proc/{number}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
