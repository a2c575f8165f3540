"""Scratch servers for one command: real ones, in a temporary home that is removed afterwards."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from govgrid.up.children import CHECKOUT
from govgrid.up.owner import of_servers
from govgrid.up.postgres import SCRATCH, Postgres
from govgrid.up.secrets import made_secrets
from govgrid.up.stop import Stopped, stop_on_signals
from govgrid.up.valkey import Valkey


@contextmanager
def scratch_home(settings: Mapping[str, str], *, durable: bool) -> Iterator[dict[str, str]]:
    """Yield the environment of fresh servers; `durable` keeps them as careful with the disk as in `make run`."""
    owner = of_servers()
    home = Path(tempfile.mkdtemp(prefix="govgrid-"))
    home.chmod(0o711)  # the servers' user passes through; only we may look inside
    sockets = owner.folder(home / "run")
    careless = {} if durable else SCRATCH
    postgres = Postgres(home / "postgres", sockets, home / "postgres.log", owner, {**careless, **settings})
    valkey = Valkey(home / "valkey", sockets, home / "valkey.log", owner, lasting=durable)
    (home / "home" / "static").mkdir(parents=True)
    try:
        postgres.start()
        valkey.start()
        yield {
            **made_secrets(),
            "GOVGRID_HOME": str(home / "home"),
            "DATABASE_URL": postgres.url,
            "REDIS_URL": valkey.url,
        }
    finally:
        valkey.child.stop()
        postgres.child.stop()
        shutil.rmtree(home, ignore_errors=True)


def run_beside(command: Sequence[str], settings: Mapping[str, str], *, durable: bool) -> int:
    """Run `command` with scratch servers in its environment and return its exit code (128 + n for signal n)."""
    with stop_on_signals() as heed, scratch_home(settings, durable=durable) as found:
        env = {**os.environ, "GOVGRID_MODE": "test", "PYTHONPATH": str(CHECKOUT), **found}
        process = subprocess.Popen(command, env=env)
        try:
            heed()
            code = process.wait()
        except Stopped:
            # Ctrl-C has reached the command as well, which shares our terminal; a SIGTERM has not.
            process.send_signal(signal.SIGTERM)
            code = process.wait(30)
    return code if code >= 0 else 128 - code
