"""One JSON line for each request, and the same shape for every other log line of web, workers and commands.

A line names the route's pattern, never the address: a tracking link is a secret, and a query string may hold words
that a person searched for.
"""

import copy
import logging
import re
import time
from collections.abc import Callable
from contextvars import ContextVar
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from pythonjsonlogger.json import JsonFormatter

log = logging.getLogger("govgrid.request")
request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
PLAIN_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


class JsonLine(JsonFormatter):
    """Writes time, level, logger, message, the request's id if there is one, and whatever `extra` names."""

    def __init__(self) -> None:
        super().__init__(
            "%(asctime)s %(levelname)s %(name)s %(message)s",
            rename_fields={"asctime": "at", "levelname": "level", "name": "logger"},
            json_ensure_ascii=False,
        )
        self.converter = time.gmtime
        self.default_time_format, self.default_msec_format = "%Y-%m-%dT%H:%M:%S", "%s.%03dZ"

    def format(self, record: logging.LogRecord) -> str:
        request = getattr(record, "request", None)
        return super().format(record if request is None else _without_address(record, request))

    def process_log_record(self, log_record: dict) -> dict:
        if known := request_id.get():
            log_record.setdefault("request_id", known)
        return log_record


class RequestLog:
    """Gives each request an id, answers it in `X-Request-ID`, and logs one line when the answer is ready."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        own_id, began = _id_of(request), time.perf_counter()
        token = request_id.set(own_id)
        request.request_id = own_id  # type: ignore[attr-defined]
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = own_id
            _write(request, response.status_code, 1000 * (time.perf_counter() - began))
            return response
        finally:
            request_id.reset(token)


def _without_address(record: logging.LogRecord, request: HttpRequest) -> logging.LogRecord:
    # Django's own lines about a request end in its path and carry the request itself.
    # The last of them are written after our middleware has gone, hence the id from the request.
    told = copy.copy(record)
    told.__dict__ |= {"request_id": getattr(request, "request_id", None)}
    del told.__dict__["request"]
    if isinstance(told.args, tuple):
        told.args = tuple(_route_of(request) if word == request.path else word for word in told.args)
    return told


def _route_of(request: HttpRequest) -> str | None:
    match = request.resolver_match
    return f"/{match.route}" if match else None


def _id_of(request: HttpRequest) -> str:
    # A caller's id is kept only when it is plain: it is written into logs and sent back in a header.
    given = request.headers.get("X-Request-ID", "")
    return given if PLAIN_ID.fullmatch(given) else uuid4().hex


def _write(request: HttpRequest, status: int, spent_ms: float) -> None:
    facts = {
        "method": request.method,
        "route": _route_of(request),
        "status": status,
        "ms": round(spent_ms, 1),
        "user": _user_id(request),
    }
    log.log(logging.ERROR if status >= 500 else logging.INFO, "request", extra=facts)


def _user_id(request: HttpRequest) -> int | None:
    # Read only what the request has already loaded: a log line must not cost a query.
    user = getattr(request, "_cached_user", None)
    return user.pk if user is not None else None
