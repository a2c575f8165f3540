"""Addresses with a NUL character in them: PostgreSQL holds none in a text, so they are refused at the door."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from govgrid.lib.api_errors import PROBLEM, problem


class NoNul:
    """Middleware: an address that holds NUL is answered with 400, the API's as a problem."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _holds_nul(request):
            return self.get_response(request)
        if request.path_info.startswith("/api/"):
            said = problem(400, "bad_request", _("The address holds a character that no text may hold: NUL."))
            return JsonResponse(said, status=400, content_type=PROBLEM)
        raise BadRequest("NUL in the address")


def _holds_nul(request: HttpRequest) -> bool:
    query = request.META.get("QUERY_STRING", "")
    return "\0" in request.path_info or "%00" in query or "\0" in query
