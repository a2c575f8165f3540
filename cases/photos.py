"""Photos: re-encoded on arrival, so that nothing of the file that was sent is left but the picture itself."""

import io
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from cases import likeness
from cases.models import Attachment
from departments.models import User
from govgrid.lib.disk import write_whole
from govgrid.lib.refusals import Refusal

FORMATS = ("JPEG", "PNG", "WEBP")
# A picture of 1 MB can claim a billion pixels; a 50-megapixel phone camera is the largest that we open.
PIXELS_AT_MOST = 51_000_000
LONGEST_SIDE, SMALL_SIDE, QUALITY = 2048, 320, 85


class BadPhoto(Refusal):
    code = "bad_photo"
    status = 422


class PhotoMissing(Refusal):
    """The row is there and its file is not: a restore without attachments, or a lost disk."""

    code = "photo_missing"
    status = 404


@dataclass(frozen=True)
class Claim:
    """What a phone says of a photo: camera or gallery, when and where it was taken; None is not said."""

    source: str = Attachment.Source.UNKNOWN
    taken_at: datetime | None = None
    lon: float | None = None
    lat: float | None = None
    accuracy_m: float | None = None


NOTHING_CLAIMED = Claim()


@dataclass(frozen=True)
class CleanPhoto:
    """A JPEG of our own making; `sha256` is of its bytes, `likeness` of what is seen in it (None: too plain)."""

    jpeg: bytes
    width: int
    height: int
    sha256: str
    likeness: int | None = None
    claim: Claim = NOTHING_CLAIMED

    def claimed(self, claim: Claim) -> "CleanPhoto":
        """Return the same picture with what a phone says of it."""
        return replace(self, claim=claim)


class CutOff(FileUploadHandler):
    """Upload handler that keeps no more of a file than shows that it is too large; the form then says so."""

    def new_file(self, *args: Any, **named: Any) -> None:
        super().new_file(*args, **named)
        self.taken = 0

    def most_bytes(self) -> int:
        """Return how large a file may be."""
        return settings.PHOTO_MAX_BYTES

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        room = self.most_bytes() + 1 - self.taken
        self.taken += len(raw_data)
        return raw_data[:room] if room > 0 else None

    def file_complete(self, file_size: int) -> None:
        return None


def take_in(upload: UploadedFile) -> CleanPhoto:
    """Return the picture in `upload`, upright, at most 2,048 pixels long, without metadata. Raises BadPhoto."""
    if (upload.size or 0) > settings.PHOTO_MAX_BYTES:
        raise BadPhoto(
            _("“%(file)s” is larger than %(limit)s. Choose a smaller photo.")
            % {"file": upload.name, "limit": filesizeformat(settings.PHOTO_MAX_BYTES)}
        )
    clean = _picture(upload)
    jpeg = _as_jpeg(clean)
    return CleanPhoto(jpeg, clean.width, clean.height, sha256(jpeg).hexdigest(), likeness.likeness_of(clean))


def keep(
    photos: Sequence[CleanPhoto], *, case_id: int, report_id: int | None, stage: str, by: User | None, at: datetime
) -> None:
    """Write the files and, in the caller's transaction, their rows: private until somebody shows them.

    A file comes before its row: a row never lacks its file, and a file whose row was rolled back harms nobody.
    """
    seen_before = likeness.earlier_alike([photo.likeness for photo in photos])
    Attachment.objects.bulk_create(
        Attachment(
            case_id=case_id, report_id=report_id, stage=stage, file=_store(photo), sha256=photo.sha256,
            width=photo.width, height=photo.height, by=by, at=at,
            likeness=photo.likeness, looks_like_id=seen_before.get(photo.likeness), **_columns(photo.claim),
        )
        for photo in photos
    )  # fmt: skip


def _columns(claim: Claim) -> dict[str, Any]:
    return {
        "source": claim.source, "taken_at": claim.taken_at, "taken_lon": claim.lon, "taken_lat": claim.lat,
        "taken_accuracy_m": claim.accuracy_m,
    }  # fmt: skip


def open_photo(attachment: Attachment, *, small: bool = False) -> IO[bytes]:
    """Open the JPEG, or its thumbnail (320 pixels) for `small`; the caller closes it. Raises PhotoMissing."""
    path = Path(settings.MEDIA_ROOT) / attachment.file
    try:
        return (_small(path) if small else path).open("rb")
    except FileNotFoundError as fault:
        raise PhotoMissing(_("This photo's file is missing from the platform's attachments.")) from fault


def small_jpeg(photo: CleanPhoto) -> bytes:
    """Return the photo's thumbnail as a JPEG, at most 320 pixels long."""
    thumbnail = Image.open(io.BytesIO(photo.jpeg))
    thumbnail.thumbnail((SMALL_SIDE, SMALL_SIDE))
    return _as_jpeg(thumbnail)


def _picture(upload: UploadedFile) -> Image.Image:
    upload.seek(0)
    try:
        with Image.open(upload, formats=FORMATS) as sent:
            if sent.width * sent.height > PIXELS_AT_MOST:
                raise BadPhoto(
                    _("“%(file)s” has too many pixels to be opened. Choose a smaller photo.") % {"file": upload.name}
                )
            sent.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            return _clean(sent)
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError) as fault:
        raise BadPhoto(
            _("“%(file)s” is not a photo that can be opened. Use a JPEG, PNG or WebP file.") % {"file": upload.name}
        ) from fault


def _clean(sent: Image.Image) -> Image.Image:
    """Return a new picture with the pixels only: an image that was opened carries its file's comments along."""
    upright = ImageOps.exif_transpose(sent)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    clean = Image.new("RGB", upright.size, "white")
    seen_through = upright.convert("RGBA") if upright.has_transparency_data else None
    clean.paste(seen_through or upright.convert("RGB"), mask=seen_through)
    return clean


def _as_jpeg(picture: Image.Image) -> bytes:
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=QUALITY, optimize=True)
    return written.getvalue()


def _store(photo: CleanPhoto) -> str:
    """Write photo and thumbnail; return the name under MEDIA_ROOT, which tells nothing and cannot be guessed."""
    name = f"{photo.sha256[:2]}/{photo.sha256}-{secrets.token_hex(8)}.jpg"
    path = Path(settings.MEDIA_ROOT) / name
    write_whole(_small(path), small_jpeg(photo))
    write_whole(path, photo.jpeg)
    return name


def _small(path: Path) -> Path:
    return path.with_name(f"{path.stem}-s.jpg")
