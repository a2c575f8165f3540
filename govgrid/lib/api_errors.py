"""Every "no" of the API in one shape: application/problem+json with a code for programs and a sentence for people."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from govgrid.lib.refusals import Refusal

PROBLEM = "application/problem+json"


def as_problem(fault: Exception, context: dict[str, Any]) -> Response | None:
    """Return the answer to a refusal or a fault of the request; None leaves a bug of ours to become a 500."""
    set_rollback()
    if isinstance(fault, Refusal):
        return _problem(
            fault.status, fault.code, str(fault), {key: v for key, v in fault.facts.items() if v is not None}
        )
    if isinstance(fault, Http404):
        fault = exceptions.NotFound()
    if isinstance(fault, PermissionDenied):
        fault = exceptions.PermissionDenied()
    if isinstance(fault, exceptions.ValidationError):
        return _problem(422, "invalid", "Some fields are not as they should be.", {"errors": fault.detail})
    if isinstance(fault, exceptions.APIException):
        answer = _problem(fault.status_code, str(fault.default_code), str(fault.detail), {})
        if header := getattr(fault, "auth_header", None):
            answer["WWW-Authenticate"] = header
        return answer
    return None


def problem(status: int, code: str, detail: str) -> dict[str, Any]:
    """Return the body of a "no"."""
    said = {"type": f"urn:govgrid:{code}", "title": code.replace("_", " "), "status": status, "code": code}
    return {**said, "detail": detail}


def _problem(status: int, code: str, detail: str, facts: dict[str, Any]) -> Response:
    answer = Response({**problem(status, code, detail), **facts}, status=status, content_type=PROBLEM)
    if "retry_after" in facts:
        answer["Retry-After"] = str(facts["retry_after"])
    return answer
