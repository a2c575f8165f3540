"""Drafts: what a citizen tells page by page is kept on the server until it is sent, sealed, and a day at most.

    token, draft = drafts.begin(at=at)
    with drafts.changed(token, at=at) as said:
        said["words"] = "A deep hole."

The token stays in the browser; the table knows its digest. Photos lie in a folder of the draft, already re-encoded.
"""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cases import contacts, photos
from cases.models import ReportDraft
from cases.photos import CleanPhoto
from govgrid.lib.disk import write_whole
from govgrid.lib.refusals import Refusal

KEPT = timedelta(hours=24)


class DraftGone(Refusal):
    """Sent, erased after a day, or begun in another browser."""

    code = "draft_gone"
    status = 410


class TooManyPhotos(Refusal):
    code = "too_many_photos"
    status = 422


@dataclass(frozen=True)
class Draft:
    """What was told so far; `name` is fit for addresses: nobody finds the draft by it."""

    name: str
    said: dict[str, Any]
    created_at: datetime


def begin(*, at: datetime) -> str:
    """Make an empty draft and return its token."""
    token = secrets.token_urlsafe(32)
    ReportDraft.objects.create(name=name_of(token), sealed=_seal({}), created_at=at, touched_at=at)
    return token


def find(token: str, *, at: datetime) -> Draft | None:
    """Return the draft of a browser; None once it is sent or older than a day, or its key is gone."""
    row = _alive(at).filter(name=name_of(token)).first() if token else None
    try:
        return Draft(row.name, _open(row), row.created_at) if row else None
    except contacts.ContactUnreadable:
        return None


@contextmanager
def changed(token: str, *, at: datetime) -> Iterator[dict[str, Any]]:
    """Give what was told so far to be changed, and keep it; two tabs wait for each other. Raises DraftGone."""
    with transaction.atomic():
        row = _locked(token, at)
        said = _open(row)
        yield said
        row.sealed, row.touched_at = _seal(said), at
        row.save(update_fields=["sealed", "touched_at"])


@contextmanager
def taken(token: str, *, at: datetime) -> Iterator[dict[str, Any]]:
    """Give what was told to be sent; with what is written inside, the draft goes, all or nothing. DraftGone."""
    with transaction.atomic():
        row = _locked(token, at)
        yield _open(row)
        erase(row.name)


def name_of(token: str) -> str:
    """Return the name of a token's draft, which is also its report's idempotency key."""
    return sha256(token.encode()).hexdigest()


def add_photo(token: str, photo: CleanPhoto, *, at: datetime) -> None:
    """Put one photo into the draft; the same picture a second time changes nothing. Raises DraftGone, TooManyPhotos."""
    with changed(token, at=at) as said:
        kept = said.setdefault("photos", [])
        if any(one["sha256"] == photo.sha256 for one in kept):
            return
        if len(kept) >= settings.PHOTOS_PER_REPORT:
            raise TooManyPhotos(_("At most %(most)s photos can be sent.") % {"most": settings.PHOTOS_PER_REPORT})
        name = secrets.token_hex(8)
        write_whole(_path(name_of(token), name, small=True), photos.small_jpeg(photo))
        write_whole(_path(name_of(token), name), photo.jpeg)
        facts = {"width": photo.width, "height": photo.height, "sha256": photo.sha256, "likeness": photo.likeness}
        kept.append({"name": name, **facts})


def drop_photo(token: str, name: str, *, at: datetime) -> None:
    """Take one photo out of the draft and off the disk; one that is not there is no fault."""
    with changed(token, at=at) as said:
        if not any(one["name"] == name for one in said.get("photos", [])):
            return
        said["photos"] = [one for one in said["photos"] if one["name"] != name]
    for small in (True, False):
        _path(name_of(token), name, small=small).unlink(missing_ok=True)


def photo_file(draft: Draft, name: str) -> Path | None:
    """Return the thumbnail's file of one of the draft's photos; None: it has no such photo."""
    known = any(one["name"] == name for one in draft.said.get("photos", []))
    path = _path(draft.name, name, small=True)
    return path if known and path.exists() else None


def photos_in(name: str, said: dict[str, Any]) -> list[CleanPhoto]:
    """Return the photos of the draft called `name` as a step wants them; one whose file is lost is left out."""
    found = ((one, _path(name, one["name"])) for one in said.get("photos", []))
    return [
        CleanPhoto(path.read_bytes(), one["width"], one["height"], one["sha256"], one.get("likeness"))
        for one, path in found
        if path.exists()
    ]


def erase(name: str) -> None:
    """Forget a draft whole: its row in the caller's transaction, its photos once that holds."""
    ReportDraft.objects.filter(name=name).delete()
    transaction.on_commit(lambda: shutil.rmtree(_folder() / name, ignore_errors=True))


def forget_old(*, at: datetime, limit: int = 500) -> int:
    """Erase drafts a day after their last touch, and photos left behind without a draft; return the drafts."""
    old = list(ReportDraft.objects.filter(touched_at__lte=at - KEPT).values_list("name", flat=True)[:limit])
    for name in old:
        erase(name)
    _sweep_folders(at)
    return len(old)


def _sweep_folders(at: datetime) -> None:
    before = (at - KEPT).timestamp()
    found = [folder for folder in _folder().glob("*") if folder.stat().st_mtime < before]
    alive = set(ReportDraft.objects.filter(name__in=[folder.name for folder in found]).values_list("name", flat=True))
    for folder in found:
        if folder.name not in alive:
            shutil.rmtree(folder, ignore_errors=True)


def _locked(token: str, at: datetime) -> ReportDraft:
    row = _alive(at).select_for_update().filter(name=name_of(token)).first()
    if row is None:
        raise DraftGone(_("What you told before is no longer here."))
    return row


def _alive(at: datetime) -> QuerySet[ReportDraft]:
    return ReportDraft.objects.filter(touched_at__gt=at - KEPT)


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "drafts"


def _path(draft: str, name: str, *, small: bool = False) -> Path:
    return _folder() / draft / f"{name}{'-s' if small else ''}.jpg"


def _seal(said: dict[str, Any]) -> bytes:
    return contacts.seal_text(orjson.dumps(said).decode())


def _open(row: ReportDraft) -> dict[str, Any]:
    return orjson.loads(contacts.open_text(row.sealed))
