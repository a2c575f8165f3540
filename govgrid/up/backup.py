"""One file that holds a city: the database and the attachments. Keys stay apart, see docs/running.md."""

import hashlib
import json
import os
import subprocess
import tarfile
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from govgrid.up.home import path_of_home
from govgrid.up.own_database import open_database
from govgrid.up.owner import Owner
from govgrid.up.postgres import programs
from govgrid.up.refusal import CannotStart
from govgrid.up.secrets import contact_keys


def back_up() -> Path:
    """Write the backup below the home and return its path; half a file never gets that name. Raises CannotStart."""
    home, made_at = path_of_home(), datetime.now(UTC)
    folder = home / "backups"
    with open_database() as url:
        folder.mkdir(mode=0o700, exist_ok=True)
        target = folder / f"govgrid-{made_at:%Y%m%dT%H%M%SZ}.tar"
        with tempfile.TemporaryDirectory(prefix=".part-", dir=folder) as room:
            dump = Path(room) / "database.dump"
            # The rows first: a file is written before the row that names it, so none can be missing.
            _dump(url, dump)
            manifest = _manifest(home, dump, made_at)
            _pack(Path(room) / "backup.tar", manifest, dump, home / "attachments").rename(target)
    return target


def _dump(url: str, dump: Path) -> None:
    program = str(programs(Owner()) / "pg_dump")
    command = [program, "--format=custom", "--no-owner", "--no-privileges", f"--file={dump}", f"--dbname={url}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotStart(f"Nothing was backed up; pg_dump says: {done.stderr.strip()}")


def _manifest(home: Path, dump: Path, made_at: datetime) -> bytes:
    facts = {
        "made_at": made_at.isoformat(),
        "database_sha256": digest_of(dump),
        "contact_keys": [fingerprint(key) for key in contact_keys(home / "secrets.json")],
    }
    return json.dumps(facts, indent=1).encode()


def _pack(path: Path, manifest: bytes, dump: Path, attachments: Path) -> Path:
    note = path.with_name("manifest.json")
    note.write_bytes(manifest)
    with path.open("xb") as file:
        with tarfile.open(fileobj=file, mode="w") as tar:
            tar.add(note, "manifest.json")
            tar.add(dump, "database.dump")
            if attachments.exists():
                tar.add(attachments, "attachments")
        file.flush()
        os.fsync(file.fileno())
    path.chmod(0o600)
    return path


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fingerprint(key: str) -> str:
    """Return enough of a key's digest to know the key again, and nothing that leads to it."""
    return hashlib.sha256(key.encode()).hexdigest()[:16]
