"""A page for browsers, and the part of it that htmx swaps: one view answers both."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def page_or_part(
    request: HttpRequest, page: str, part: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Render `part` for htmx and the whole `page`, which includes it, for everybody else."""
    response = render(request, part if _wants_part(request) else page, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def see_other(request: HttpRequest, to: str) -> HttpResponse:
    """Send the browser on to `to` after a form was accepted, so that a reload repeats nothing."""
    if _wants_part(request):
        return HttpResponse(status=204, headers={"HX-Redirect": to})
    return HttpResponse(status=303, headers={"Location": to})


def _wants_part(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true" and "HX-Boosted" not in request.headers
