"""JSON in and out of the API: read no further than a limit, written by orjson."""

from collections.abc import Mapping
from typing import IO, Any

import orjson
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from rest_framework import status
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer


class TooLong(APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = _("This request is too long.")
    default_code = "too_long"


class ShortJson(BaseParser):
    """Reads JSON of at most DATA_UPLOAD_MAX_MEMORY_SIZE bytes: Django's own limit does not reach a stream."""

    media_type = "application/json"

    def parse(self, stream: IO[bytes], media_type: str | None = None, parser_context: Any = None) -> Any:
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        text = stream.read(limit + 1)
        if len(text) > limit:
            raise TooLong
        try:
            said = orjson.loads(text)
        except orjson.JSONDecodeError as fault:
            raise ParseError(str(fault)) from None
        if not isinstance(said, dict):
            raise ParseError(_("Send one object, not a list or a bare value."))
        return said


class FastJson(BaseRenderer):
    """Instants are written in UTC with a Z; what JSON does not know becomes text."""

    media_type, format, charset = "application/json", "json", None

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping | None = None
    ) -> bytes:
        return (
            b"" if data is None else orjson.dumps(data, default=str, option=orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS)
        )
