"""The NUL character, which no text of PostgreSQL may hold: refused in an address, left out of what a form sends.

Nobody types it and nobody sees it: it comes with words that were pasted, and words are never refused for its sake.
The API has its own say of what it is sent, and so has a view that reads its form by itself (`csrf_exempt`).
"""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict, UnreadablePostError
from django.utils.translation import gettext as _

from govgrid.lib.api_errors import PROBLEM, problem


class NoNul:
    """Middleware: an address that holds NUL is answered with 400, the API's as a problem; a form comes in without."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _holds_nul(request):
            return self.get_response(request)
        if request.path_info.startswith("/api/"):
            said = problem(400, "bad_request", _("The address holds a character that no text may hold: NUL."))
            return JsonResponse(said, status=400, content_type=PROBLEM)
        raise BadRequest("NUL in the address")

    def process_view(self, request: HttpRequest, view: Callable[..., HttpResponse], *_given: object) -> None:
        if request.method != "POST" or getattr(view, "csrf_exempt", False):
            return
        try:
            if any("\0" in value for _name, values in request.POST.lists() for value in values):
                request.POST = _without_nul(request.POST)  # type: ignore[assignment]
        except UnreadablePostError:
            return  # cut off on its way: the view says so


def _holds_nul(request: HttpRequest) -> bool:
    query = request.META.get("QUERY_STRING", "")
    return "\0" in request.path_info or "%00" in query or "\0" in query


def _without_nul(sent: QueryDict) -> QueryDict:
    clean = sent.copy()
    for name, values in sent.lists():
        clean.setlist(name, [value.replace("\0", "") for value in values])
    return clean
