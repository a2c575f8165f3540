"""A form that came too late: its session had ended, or a newer sign-in had made its token void. Nothing is lost.

One way for every form of staff, whatever its door: what was typed waits, sealed, in the browser's session, for the
person who had last signed in there. It stands on each page of theirs (`frame.kept`, `components/_kept_words.html`,
`js/kept_words.js`) until the form is sent or it is thrown away. Nothing was sent meanwhile.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.csrf import csrf_failure
from django.views.decorators.http import require_POST

from cases import unsent
from cases.views.typed import Fields, fields_of, words_in
from govgrid.lib.htmx import see_other

KEY, WRITER = "kept_words", "govgrid_writer"
STAFF = ("/desk/", "/field/")
LONGEST = 500_000  # characters: a drawing of the grid is the longest that a form sends


@dataclass(frozen=True)
class Kept:
    """A form that was not sent: where it goes, the page it stood on, its fields, and whether photos were with it."""

    url: str
    page: str
    fields: Fields
    photos: bool

    @property
    def pairs(self) -> list[tuple[str, str]]:
        return [(name, value) for name, values in self.fields.items() for value in values]

    @property
    def words(self) -> list[str]:
        return words_in(self.fields)


class KeptOverSignIn:
    """Middleware: what was sent too late waits for its writer, whom the sign-in leads back to the page of the form."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            response = self.get_response(request)
            taken = not isinstance(response, HttpResponseNotAllowed) or request.method != "GET"
            return response if taken else _to_the_page_above(request.path) or response
        _forget_what_is_sent(request)
        response = self.get_response(request)
        if getattr(response, "url", "") == redirect_to_login(request.get_full_path()).url:
            return _signed_out(request) if _by_a_person(request) else response
        if who := request.session.get(SESSION_KEY):
            _know_the_writer(request, response, who)
        return response


def _forget_what_is_sent(request: HttpRequest) -> None:
    """Wait no longer with a form that is sent again; a session is not written where the answer is a fault (500)."""
    kept = request.session.get(KEY)
    if kept and request.session.get(SESSION_KEY) and urlsplit(kept["url"]).path == request.path:
        del request.session[KEY]


def _signed_out(request: HttpRequest) -> HttpResponse:
    if _put_by(request):
        messages.info(request, _("Your session had ended, and nothing was sent. Sign in: what you typed is kept."))
    else:
        messages.info(request, _("Your session had ended, and nothing was sent. Sign in and do it once more."))
    return redirect_to_login(_page_before(request) or request.path)


def _know_the_writer(request: HttpRequest, response: HttpResponse, who: str) -> None:
    """Leave with the browser who works there, for the moment when the session will not know it any more."""
    if _writer(request) != who:
        secure = settings.SESSION_COOKIE_SECURE
        response.set_signed_cookie(WRITER, who, httponly=True, samesite="Lax", secure=secure)


def stale_token(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token is void: it goes back to its page with its words, if it comes from a page of ours."""
    page = _page_before(request)
    of_staff = request.path.startswith(STAFF) and _by_a_person(request)
    if not (page and of_staff and _put_by(request)):
        return csrf_failure(request, reason)
    return see_other(request, page) if request.user.is_authenticated else redirect_to_login(page)


@login_required
@require_POST
def throw_away(request: HttpRequest) -> HttpResponse:
    """Forget what was put by: it is wanted no more, or it stands in a draft."""
    kept = request.session.pop(KEY, None)
    return see_other(request, kept["page"] if kept else resolve_url(settings.LOGIN_REDIRECT_URL))


def kept_for(request: HttpRequest) -> Kept | None:
    """Return the form that waits for this person; somebody else at the same browser ends it."""
    found = request.session.get(KEY)
    if not found or request.method != "GET" or not request.user.is_authenticated:
        return None
    if found["writer"] != str(request.user.pk):
        del request.session[KEY]
        return None
    return Kept(found["url"], found["page"], unsent.opened_words(found["box"].encode()), found["photos"])


def _put_by(request: HttpRequest) -> bool:
    """Put the form by for its writer; return whether there was one, and a word of theirs in it."""
    fields, writer = fields_of(request), _writer(request)
    if (
        not (writer and words_in(fields))
        or any("password" in name for name in request.POST)
        or len(json.dumps(fields)) > LONGEST
    ):
        return False
    page = _page_before(request) or request.path
    box = unsent.sealed(fields).decode()
    kept = {"url": request.get_full_path(), "page": page, "writer": writer, "box": box, "photos": bool(request.FILES)}
    request.session[KEY] = kept
    return True


def _by_a_person(request: HttpRequest) -> bool:
    """Whether a form was sent; what a script sends by itself (a draft, a beat) asks for no page."""
    return "text/html" in request.headers.get("Accept", "text/html")


def _writer(request: HttpRequest) -> str:
    """Return who signed in last at this browser; '' where nobody has, or the cookie was made by somebody else."""
    return request.get_signed_cookie(WRITER, default="") or ""


def _page_before(request: HttpRequest) -> str:
    """Return the address of the page that the button stood on; '' where it was none of ours."""
    before = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    if not before or not url_has_allowed_host_and_scheme(before, {request.get_host()}):
        return ""
    url = urlsplit(before)
    return urlunsplit(("", "", url.path, url.query, ""))


def _to_the_page_above(path: str) -> HttpResponse | None:
    """Lead from an address that only takes a form to the page it stands on: whoever signed in again, or reloads."""
    parts = path.strip("/").split("/")
    for end in range(len(parts) - 1, 0, -1):
        above = f"/{'/'.join(parts[:end])}/"
        try:
            resolve(above)
        except Resolver404:
            continue
        return HttpResponseRedirect(above)
    return None
