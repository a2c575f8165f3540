"""A page for browsers, and the part of it that htmx swaps: one view answers both."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
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


class SignInWhole:
    """Middleware: where a session has ended, htmx goes to the sign-in page and back, and swaps it into no part."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        sign_in, here = resolve_url(settings.LOGIN_URL), request.htmx.current_url_abs_path  # type: ignore[attr-defined]
        if here is None or not response.headers.get("Location", "").startswith(f"{sign_in}?"):
            return response
        return see_other(request, f"{sign_in}?{urlencode({'next': here})}")


def _wants_part(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true" and "HX-Boosted" not in request.headers
