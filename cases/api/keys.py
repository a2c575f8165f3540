"""What a phone sends beside its words: the key under which a thing is done once, and who the phone believes to be."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework import exceptions
from rest_framework.request import Request

from cases import intake
from cases.intake import SenderKey
from govgrid.lib.refusals import Refusal

ONCE = OpenApiParameter(
    "Idempotency-Key", str, OpenApiParameter.HEADER,
    description="The caller's own key, up to 120 characters: the same key and body again is done once.",
)  # fmt: skip
OFFICER = OpenApiParameter(
    "X-Officer",
    str,
    OpenApiParameter.HEADER,
    description="The id of the person who wrote it. Where another one is signed in by now it is refused with 403.",
)


class OtherPerson(Refusal):
    """Written by one person, sent while another is signed in on the same phone."""

    code = "other_person"
    status = 403


def key_of(request: Request, *said: Any) -> SenderKey | None:
    """Return the caller's key for what was said, in a scope of their own; None where none was sent.

    Raises OtherPerson, ValidationError for a key that is too long.
    """
    _need_the_writer(request)
    key = request.headers.get("Idempotency-Key", "").strip()
    if len(key) > 120:
        raise exceptions.ValidationError({"Idempotency-Key": [_("Use at most 120 characters.")]})
    return SenderKey(f"user:{request.user.pk}", key, intake.digest_of(*said)) if key else None


def needed_key(request: Request, *said: Any) -> SenderKey:
    """Return the caller's key. Raises ValidationError where none was sent, else as key_of."""
    key = key_of(request, *said)
    if key is None:
        raise exceptions.ValidationError({"Idempotency-Key": [_("Send your own key for each thing.")]})
    return key


def _need_the_writer(request: Request) -> None:
    writer = request.headers.get("X-Officer", "")
    if writer and writer != str(request.user.pk):
        raise OtherPerson(_("This was written by another person. It waits until they sign in again."))


def meaning_of(said: dict[str, Any]) -> list[tuple[str, Any]]:
    """Return what was said in a fixed order; photos count by their pictures and claims, not by an upload's bytes."""
    return sorted((name, _without_bytes(value)) for name, value in said.items())


def _without_bytes(value: Any) -> Any:
    return [getattr(one, "sha256", one) for one in value] if isinstance(value, list) else value
