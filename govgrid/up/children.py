"""Child processes that cannot outlive us: the kernel signals them when their parent is gone, kill -9 included."""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from govgrid.up.owner import Owner

CHECKOUT = Path(__file__).resolve().parents[2]
PR_SET_PDEATHSIG = 1
LONG_LOG = 20 * 2**20  # bytes; a longer log is set aside at the next start, and replaces the one set aside before
_libc = ctypes.CDLL(None, use_errno=True)  # loaded before any fork


@dataclass
class Child:
    """A program to keep running. `stop_with` asks it to end; after `patience` seconds it is killed.

    Without a `log` it writes to our own terminal.
    """

    name: str
    command: Sequence[str]
    env: Mapping[str, str]
    log: Path | None
    owner: Owner = field(default_factory=Owner)
    stop_with: int = signal.SIGTERM
    patience: float = 10
    process: subprocess.Popen | None = None
    started_at: float = 0

    def start(self) -> None:
        if self.log and self.log.exists() and self.log.stat().st_size > LONG_LOG:
            self.log.replace(self.log.with_suffix(".old"))
        with self.log.open("ab") if self.log else nullcontext() as out:
            self.process = subprocess.Popen(
                self.command,
                env=dict(self.env),
                cwd=CHECKOUT,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT if out else None,
                # Its own session: Ctrl-C in the terminal reaches only us, and we end the children in order.
                start_new_session=True,
                preexec_fn=partial(_end_with_parent, self.stop_with, os.getpid()),
                **self.owner.as_arguments(),
            )
        self.started_at = time.monotonic()

    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        """Ask the child to end, wait, and kill whatever is left of its process group."""
        if self.process is None:
            return
        if self.alive():
            self.process.send_signal(self.stop_with)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(self.patience)
        kill_group(self.process.pid)
        self.process.wait()
        self.process = None


def kill_group(leader: int) -> None:
    """Kill every process of the group that `leader` leads; a group that is gone is no error."""
    try:
        os.killpg(leader, signal.SIGKILL)
    except ProcessLookupError:
        return


def _end_with_parent(number: int, parent: int) -> None:
    # Runs between fork and exec, after the change of user (which would clear the request).
    _libc.prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)
    if os.getppid() != parent:  # it died before the request was made
        os._exit(1)
