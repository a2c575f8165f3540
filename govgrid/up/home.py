"""The home: one folder with everything that a running platform keeps, held by one process at a time."""

import fcntl
import hashlib
import json
import os
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from govgrid.up.children import CHECKOUT
from govgrid.up.owner import ROOST, Owner, can_reach, of_servers
from govgrid.up.refusal import CannotStart
from govgrid.up.secrets import write_private

SOCKET_PATH_LIMIT = 100  # bytes; Linux allows 107 for the whole name


def path_of_home() -> Path:
    return Path(os.environ.get("GOVGRID_HOME") or CHECKOUT / ".govgrid").resolve()


@dataclass
class Home:
    """A home that this process holds. `servers` is where the cluster and the broker keep their files."""

    path: Path
    servers: Path
    sockets: Path
    owner: Owner
    lock: IO[str]

    @property
    def logs(self) -> Path:
        return self.path / "log"

    @property
    def environment(self) -> Path:
        return self.path / "env.json"

    @property
    def children(self) -> Path:
        return self.path / "children.json"

    def say(self, address: str) -> None:
        """Leave word, for a second start, of who holds the home."""
        self.lock.seek(0)
        self.lock.truncate()
        self.lock.write(f"process {os.getpid()}, {address}")
        self.lock.flush()

    def lend(self, env: Mapping[str, str]) -> None:
        """Write the running platform's environment, for commands that are run beside it (see `beside`)."""
        write_private(self.environment, {name: env[name] for name in LENT if name in env})

    def close(self) -> None:
        self.environment.unlink(missing_ok=True)
        self.lock.close()


LENT = (
    "DATABASE_URL",
    "REDIS_URL",
    "GOVGRID_SECRET_KEY",
    "GOVGRID_CONTACT_KEYS",
    "GOVGRID_DEMO_PASSWORD",
    "GOVGRID_MODE",
    "GOVGRID_PUBLIC_URL",
)


def take_home() -> Home:
    """Make the home where there is none and hold it until this process ends. Raises CannotStart."""
    path, owner = path_of_home(), of_servers()
    try:
        path.mkdir(mode=0o711 if owner.uid is not None else 0o700, parents=True, exist_ok=True)
        lock = (path / "lock").open("a+")
        (path / "log").mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise CannotStart(
            f"The home {path} cannot be written ({error.strerror}): choose another folder with GOVGRID_HOME."
        ) from None
    _hold(lock, path)
    servers = _room_of_servers(path, owner)
    return Home(path, servers, _room_of_sockets(servers, owner), owner, lock)


def _hold(lock: IO[str], path: Path) -> None:
    # The kernel lets go of this lock when the process ends, however it ends.
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        raise CannotStart(
            f"GovGrid already runs from {path} ({lock.read() or 'it is just starting'}): "
            "stop that one, or choose another home with GOVGRID_HOME."
        ) from None


def _room_of_servers(path: Path, owner: Owner) -> Path:
    if can_reach(owner, path / "postgres"):
        return path
    # Root, and a folder above is closed to others (/root is). Its mode is not ours to widen.
    # The room's name is kept in the home, so that a home that was deleted and made anew gets a new room.
    note = path / "servers"
    if not note.exists():
        note.write_text(str(ROOST / secrets.token_hex(6)))
    room = Path(note.read_text())
    for folder in (ROOST, room):
        folder.mkdir(mode=0o711, parents=True, exist_ok=True)
    return room


def _room_of_sockets(servers: Path, owner: Owner) -> Path:
    room = servers / "run"
    if len(os.fsencode(room / ".s.PGSQL.5432")) > SOCKET_PATH_LIMIT:
        room = _short_room(servers)
    return owner.folder(room)


def _short_room(servers: Path) -> Path:
    # A name in a folder that everybody writes to could be taken first by someone else, hence the owner's check.
    digest = hashlib.sha256(str(servers).encode()).hexdigest()[:12]
    room = Path(tempfile.gettempdir()) / f"govgrid-{digest}"
    if os.path.lexists(room) and (room.is_symlink() or room.stat().st_uid not in _own_ids()):
        raise CannotStart(f"{room} belongs to someone else: choose a shorter path with GOVGRID_HOME.")
    return room


def _own_ids() -> set[int | None]:
    return {os.geteuid(), of_servers().uid}


def is_running() -> bool:
    """Return whether some process holds this home now."""
    try:
        with (path_of_home() / "lock").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def lent_environment() -> dict[str, str]:
    """Return the environment of the platform that runs from this home; empty if none does."""
    note = path_of_home() / "env.json"
    try:
        return json.loads(note.read_text())
    except (OSError, ValueError):
        return {}
