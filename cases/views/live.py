"""Lists that follow: a page asks again for its part every few seconds (js/live.js), and mostly nothing has changed."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse

from cases import versions

View = Callable[..., HttpResponse]
HEADER = "X-Live-Version"


def live(view: View) -> View:
    """Let a list follow: answer 204 to a page that shows the newest version, and else name the version drawn.

    An unchanged answer costs the session, the user and one look-up. The view stands below login_required; its
    template puts the part into `data-live` with `data-live-version="{{ request.live_version }}"`.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        version = versions.newest()
        if request.headers.get(HEADER) == version:
            return HttpResponse(status=204)
        request.live_version = version  # type: ignore[attr-defined]
        response = view(request, *args, **kwargs)
        response[HEADER] = version
        return response

    return answer
