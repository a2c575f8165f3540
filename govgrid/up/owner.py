"""Who runs the database servers. PostgreSQL refuses to run as root, so root lends them a system user."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from govgrid.up.refusal import CannotStart

SYSTEM_USER = "govgrid-db"
ROOST = Path("/var/lib/govgrid")  # where root's servers live when the home lies behind a closed folder


@dataclass(frozen=True)
class Owner:
    """The user that owns and runs the servers; `None` means the user who started us."""

    uid: int | None = None
    gid: int | None = None

    def as_arguments(self) -> dict:
        """Return what subprocess needs to run a program as this user."""
        if self.uid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def folder(self, path: Path, mode: int = 0o700) -> Path:
        """Make `path` if it is missing, give it to this user, and return it. Parents keep their modes."""
        path.mkdir(mode=mode, exist_ok=True)
        path.chmod(mode)
        if self.uid is not None:
            os.chown(path, self.uid, self.gid if self.gid is not None else -1)
        return path


def of_servers() -> Owner:
    """Return the owner for servers started by this process. Raises CannotStart if root cannot have one."""
    if os.geteuid() != 0:
        return Owner()
    try:
        entry = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        entry = _make_user()
    return Owner(entry.pw_uid, entry.pw_gid)


def _make_user() -> pwd.struct_passwd:
    tool = shutil.which("useradd")
    if tool:
        command = [tool, "--system", "--user-group", "--no-create-home", "--shell", "/bin/false", SYSTEM_USER]
        subprocess.run(command, capture_output=True, check=False)
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        raise CannotStart(
            f"PostgreSQL will not run as root and the system user {SYSTEM_USER} could not be made: "
            "start as an ordinary user, or set DATABASE_URL and REDIS_URL to servers of your own."
        ) from None


def can_reach(owner: Owner, path: Path) -> bool:
    """Return whether `owner` may pass through every folder above `path`. Never widens a mode to make it so."""
    return owner.uid is None or all(parent.stat().st_mode & 0o001 for parent in path.parents if parent.exists())
