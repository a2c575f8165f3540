"""Putting a backup into a home: whole or not at all."""

import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from govgrid.up.backup import digest_of, fingerprint
from govgrid.up.home import Home, take_home
from govgrid.up.own_database import database_of
from govgrid.up.owner import Owner
from govgrid.up.postgres import programs
from govgrid.up.refusal import CannotStart
from govgrid.up.secrets import contact_keys


def restore(file: Path, *, confirm: str) -> Path:
    """Put `file` into this home and return the home's path.

    A home that holds anything is replaced only if `confirm` is its folder's name. Raises CannotStart.
    """
    if not file.is_file():
        raise CannotStart(f"There is no backup at {file}: say which one, as in `make restore FILE=….tar`.")
    home = take_home()
    try:
        with database_of(home) as url, _unpacked(file, home.path) as room:
            _check_keys(room, home)
            _check_room(url, home, confirm)
            _replace_database(url, room)
            _replace_attachments(room / "attachments", home.path / "attachments")
    finally:
        home.close()
    return home.path


@contextmanager
def _unpacked(file: Path, home: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=home) as name:
        room = Path(name)
        try:
            with tarfile.open(file) as tar:
                tar.extractall(room, filter="data")
            whole = _manifest(room)["database_sha256"] == digest_of(room / "database.dump")
        except (tarfile.TarError, OSError, ValueError, KeyError):
            whole = False
        if not whole:
            raise CannotStart(f"{file} is no whole backup of GovGrid; nothing was changed.")
        yield room


def _manifest(room: Path) -> dict:
    return json.loads((room / "manifest.json").read_text())


def _check_keys(room: Path, home: Home) -> None:
    have = {fingerprint(key) for key in contact_keys(home.path / "secrets.json")}
    if not set(_manifest(room)["contact_keys"]) <= have:
        raise CannotStart(
            "The reporters' contacts in this backup are encrypted with keys that this home does not have: "
            f"put the old home's secrets.json into {home.path}, or set GOVGRID_CONTACT_KEYS. Nothing was changed."
        )


def _check_room(url: str, home: Home, confirm: str) -> None:
    count = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
    tables = _run([programs(Owner()) / "psql", "--no-psqlrc", "-At", f"--dbname={url}", f"--command={count}"])
    files = home.path / "attachments"
    empty = tables.strip() == "0" and not (files.exists() and any(files.iterdir()))
    if not empty and confirm != home.path.name:
        raise CannotStart(f"{home.path} is not empty. To replace everything in it, say so: CONFIRM={home.path.name}")


def _replace_database(url: str, room: Path) -> None:
    script = room / "database.sql"
    programs_ = programs(Owner())
    _run([programs_ / "pg_restore", "--no-owner", "--no-privileges", f"--file={script}", room / "database.dump"])
    # One transaction, the emptying included: a restore that fails leaves the old city as it was.
    emptied = "SET client_min_messages = warning; DROP SCHEMA public CASCADE; CREATE SCHEMA public"
    options = ["--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1", "--output=/dev/null"]
    _run([programs_ / "psql", *options, f"--dbname={url}", f"--command={emptied}", f"--file={script}"])


def _run(command: list[str | Path]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotStart(f"The backup could not be restored and nothing was changed: {done.stderr.strip()}")
    return done.stdout


def _replace_attachments(new: Path, old: Path) -> None:
    aside = old.with_name("attachments.replaced")
    shutil.rmtree(aside, ignore_errors=True)
    if old.exists():
        os.rename(old, aside)
    if new.exists():
        os.rename(new, old)
    shutil.rmtree(aside, ignore_errors=True)
