"""What search engines may keep: no page of one person, and the public cases only where the city wants it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpResponse

View = Callable[..., HttpResponse]


def private(response: HttpResponse) -> HttpResponse:
    """Keep the link to this site. Not "no-referrer": forms would come without an origin, and CSRF refuses those."""
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response


def listed_by_choice(view: View) -> View:
    """Keep a page with public cases out of search engines, unless the city wants it there.

    The words were redacted by a machine that knows no names, and what a city hides again an engine goes on showing.
    """

    @wraps(view)
    def answer(*given: Any, **named: Any) -> HttpResponse:
        response = view(*given, **named)
        if not settings.PUBLIC_CASES_LISTED:
            response["X-Robots-Tag"] = "noindex"
        return response

    return answer
