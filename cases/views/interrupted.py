"""A session that ended in mid-form: the words wait, sealed, while the person signs in again, and nothing was sent."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from cases import unsent
from cases.models import Case
from cases.queries import NoSuchCase

View = Callable[..., HttpResponse]
KEY, CALL = "interrupted", "call"


class BackToThePage:
    """Middleware: a button pressed after the session has ended leads, over the sign-in, back to its page.

    Its own address takes no visit; whoever signed in would stand before an error.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        here = redirect_to_login(request.get_full_path()).url
        if request.method != "POST" or getattr(response, "url", "") != here:
            return response
        messages.info(request, _("Your session had ended, and nothing was sent. Sign in and do it once more."))
        return redirect_to_login(_page_before(request))


def _page_before(request: HttpRequest) -> str:
    """Return the address of the page that the button stood on, if it was one of ours; else where sign-in leads."""
    before = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(before, {request.get_host()}):
        return resolve_url(settings.LOGIN_REDIRECT_URL)
    url = urlsplit(before)
    return urlunsplit(("", "", url.path, url.query, ""))


def kept_over_sign_in(view: View) -> View:
    """Keep what was typed where the door is shut: signed out (sign in, then find it), or the case out of sight.

    The wrapped view takes the case's number, and the form's name (a move, an audience) as `action`.
    """

    @wraps(view)
    def answer(request: HttpRequest, number: str, action: str, **more: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            _put_by(request, number, action)
            return redirect_to_login(reverse("desk-case", args=[number]))
        try:
            return view(request, number, action, **more)
        except NoSuchCase as gone:
            return _with_the_words(request, gone)

    return answer


def call_kept_over_sign_in(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Keep a call that was sent when the session had ended; after signing in its form is filled again."""

    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        if request.method == "POST" and not request.user.is_authenticated:
            _put_by(request, "", CALL)
            return redirect_to_login(f"{reverse('desk-caller')}?{urlencode({'call': request.POST.get('key', '')})}")
        return view(request)

    return answer


def call_put_by(request: HttpRequest) -> dict[str, str]:
    """Return the fields of the call that was put by for this person, once; {} where there is none."""
    kept = request.session.get(KEY) or {}
    if kept.get("form") != CALL or not request.user.is_authenticated:
        return {}
    del request.session[KEY]
    words = unsent.opened_words(kept["box"].encode()) if kept["writer"] == str(request.user.pk) else {}
    return {name: values[-1] for name, values in words.items()}


def _put_by(request: HttpRequest, number: str, action: str) -> None:
    words = unsent.words_in(dict(request.POST.lists()))
    if words and request.POST.get("writer"):
        box = unsent.sealed(words).decode()
        request.session[KEY] = {"number": number, "form": action, "writer": request.POST["writer"], "box": box}


def bring_back(request: HttpRequest, case: Case, at: Any) -> bool:
    """Make what was put by a draft of its writer, who has signed in again; return whether there was anything."""
    kept = request.session.get(KEY)
    if not kept or kept["number"] != case.number:
        return False
    del request.session[KEY]
    if kept["writer"] != str(request.user.pk):  # somebody else at the same browser
        return False
    unsent.keep(case, kept["form"][:24], unsent.opened_words(kept["box"].encode()), by=request.user, at=at)
    return True


def _with_the_words(request: HttpRequest, refusal: NoSuchCase) -> HttpResponse:
    words = unsent.words_in(dict(request.POST.lists()))
    typed = [value for values in words.values() for value in values if len(value) > 1 and not value.isdigit()]
    return render(request, "desk/words_kept.html", {"refusal": refusal, "typed": typed}, status=refusal.status)
