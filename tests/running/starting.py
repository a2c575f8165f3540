"""A platform started as a person would start it, in a home of its own and without a city, so that it is quick."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from govgrid.up.owner import of_servers
from govgrid.up.postgres import SCRATCH, Postgres
from tests import migrated

CHECKOUT = Path(__file__).parents[2]
# What `make test` has set for itself must not reach the platforms under test.
OWN = {name: value for name, value in os.environ.items() if name in {"PATH", "LANG", "HOME"}}
PATIENCE = 180


@dataclass
class Started:
    """One `python -m govgrid.up` with its output."""

    home: Path
    port: int
    env: dict[str, str]
    process: subprocess.Popen
    said: list[str] = field(default_factory=list)

    def wait_until_it_answers(self) -> None:
        until = time.monotonic() + PATIENCE
        while "Stop with Ctrl-C" not in "".join(self.said):
            assert time.monotonic() < until, self.said
            line = self.process.stdout.readline()
            assert line, self.said
            self.said.append(line)

    def ask(self, path):
        with urllib.request.urlopen(f"http://localhost:{self.port}{path}", timeout=10) as answer:
            return json.load(answer)

    def manage(self, *arguments):
        """Run manage.py beside the platform, as a person in another terminal would."""
        command = [sys.executable, "manage.py", *arguments]
        env = {**OWN, "GOVGRID_HOME": str(self.home)}
        done = subprocess.run(command, cwd=CHECKOUT, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def end(self, number=signal.SIGINT) -> int:
        if self.process.poll() is None:
            self.process.send_signal(number)
        self.said.append(self.process.communicate(timeout=PATIENCE)[0])
        return self.process.returncode

    def end_of_itself(self) -> None:
        said = self.process.communicate(timeout=PATIENCE)[0]
        assert self.process.returncode == 0, said

    def children(self):
        """Return the numbers of living processes that have this home's path in their environment."""
        mark = f"GOVGRID_HOME={self.home}".encode()
        return [number for number in _numbers() if number != os.getpid() and mark in _environ_of(number)]


def _numbers():
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]


def _environ_of(number):
    try:
        return Path(f"/proc/{number}/environ").read_bytes() + Path(f"/proc/{number}/cmdline").read_bytes()
    except OSError:
        return b""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def a_home():
    # Short, and passable for the servers' user when the tests run as root (pytest's own folders are closed).
    with tempfile.TemporaryDirectory(prefix="gg-") as name:
        Path(name).chmod(0o711)
        yield Path(name) / "home"


def make_migrated(home):
    home.mkdir(mode=0o711)
    (home / "log").mkdir(mode=0o700)
    owner = of_servers()
    postgres = Postgres(home / "postgres", owner.folder(home / "run"), home / "log" / "postgresql.log", owner, SCRATCH)
    postgres.start()
    try:
        migrated.migrate(postgres.url)
    finally:
        postgres.child.stop()


@contextmanager
def starter(home):
    """Yield a function that starts a platform; every one that it started is ended at last.

    A home that is not there yet begins with a migrated database, unless it is to begin `from_nothing`.
    """
    started = []

    def start(*arguments, home=home, wait=True, from_nothing=False, **settings):
        if wait and not from_nothing and not home.exists():
            make_migrated(home)
        port = int(settings.pop("PORT", None) or free_port())
        env = {**OWN, "GOVGRID_CITY": "none", "GOVGRID_HOME": str(home), "PORT": str(port), **settings}
        command = [sys.executable, "-m", "govgrid.up", *arguments]
        pipe, merged = subprocess.PIPE, subprocess.STDOUT
        process = subprocess.Popen(command, cwd=CHECKOUT, env=env, stdout=pipe, stderr=merged, text=True)
        one = Started(home, port, env, process)
        started.append(one)
        if wait:
            one.wait_until_it_answers()
        return one

    yield start
    for one in started:
        one.end()
