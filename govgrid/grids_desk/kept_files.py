"""Files sent for import, kept between the report and its adoption: a day, and for the person who sent them only."""

import json
import re
import secrets
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from cases.photos import CutOff
from govgrid.lib.refusals import Refusal

KEPT = timedelta(days=1)
LARGEST = 64 * 2**20
UNFINISHED = ".part"
TOKEN = re.compile(r"[0-9a-f]{48}")


class NoSuchFile(Refusal):
    """It was never sent, by somebody else, or is gone."""

    code = "no_such_import"
    status = 404


class MapFileCutOff(CutOff):
    """Keeps no more of a file than shows that it is larger than LARGEST."""

    def most_bytes(self) -> int:
        return LARGEST


@dataclass(frozen=True)
class KeptFile:
    """A file that was sent: `name` is what the person calls it, and never a path of ours."""

    token: str
    path: Path
    name: str


def keep(upload: UploadedFile, *, user_id: int, at: datetime) -> str:
    """Keep what was sent; return the name, which cannot be guessed, under which it is found again."""
    sweep(at=at)
    token = secrets.token_hex(24)
    # Under a name that no sweep takes for kept, until it is whole: others send files meanwhile.
    folder = _home() / f"{token}{UNFINISHED}"
    folder.mkdir(parents=True, mode=0o700)
    with (folder / "file").open("wb") as file:
        for chunk in upload.chunks():
            file.write(chunk)
    about = {"user": user_id, "name": str(upload.name)[:200], "at": at.isoformat()}
    (folder / "about.json").write_text(json.dumps(about), encoding="utf-8")
    folder.rename(_home() / token)
    return token


def kept(token: str, *, user_id: int, at: datetime) -> KeptFile:
    """Return the file that this person sent. Raises NoSuchFile."""
    folder = _home() / token
    about = _about(folder) if TOKEN.fullmatch(token) else None
    if about is None or about["user"] != user_id or _is_over(about, at):
        raise NoSuchFile(_("This file is no longer here. Send it again."))
    return KeptFile(token, folder / "file", about["name"])


def forget(token: str) -> None:
    """Remove a file that is adopted or given up."""
    if TOKEN.fullmatch(token):
        shutil.rmtree(_home() / token, ignore_errors=True)


def sweep(*, at: datetime) -> None:
    """Remove what was kept for longer than KEPT, and what has not become whole in as long."""
    for folder in _home().glob("*"):
        about = _about(folder)
        over = _is_given_up(folder, at) if folder.suffix == UNFINISHED else about is None or _is_over(about, at)
        if over:
            shutil.rmtree(folder, ignore_errors=True)


def _is_given_up(folder: Path, at: datetime) -> bool:
    try:
        return at.timestamp() - folder.stat().st_mtime > KEPT.total_seconds()
    except FileNotFoundError:  # it has just become whole
        return False


def _home() -> Path:
    return Path(settings.HOME) / "imports"


def _about(folder: Path) -> dict | None:
    try:
        return json.loads((folder / "about.json").read_bytes())
    except (OSError, ValueError):
        return None


def _is_over(about: dict, at: datetime) -> bool:
    return at - datetime.fromisoformat(about["at"]) > KEPT
