"""A browser's own draft: the cookie that finds it, its pages, and what was typed when the language changes."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.forms import CheckboxSelectMultiple, Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from cases import draft_pages, drafts, sending_drafts, tracking
from cases.drafts import Draft
from cases.models import Report
from departments.calls import count_call
from govgrid.lib.client_address import client_address

COOKIE, SALT = "report", "cases.report"
SENT_KNOWN = timedelta(minutes=10)
# Of a form, what is no answer.
NOT_TOLD = ("csrfmiddlewaretoken", "switch_to", "look_up", "go", "add", "remove")


def token_of(request: HttpRequest) -> str:
    """Return the token of this browser's draft; '' where it has none, or a forged one."""
    return request.get_signed_cookie(COOKIE, default="", salt=SALT)


def draft_of(request: HttpRequest, at: datetime) -> Draft | None:
    return drafts.find(token_of(request), at=at)


def own_token(request: HttpRequest, at: datetime) -> str:
    """Return the token of this browser's draft, begun now where there is none; what was there before is said.

    Raises TooManyCalls for one who begins more drafts than people do.
    """
    token = token_of(request)
    if drafts.find(token, at=at):
        return token
    count_call(f"begin:{client_address(request)}", limit=settings.PLACES_PER_MINUTE, at=at)
    if token and sending_drafts.sent_as(token):
        messages.info(request, _("Your report was sent before. What you tell now is another one."))
    elif token:
        messages.info(
            request,
            _("Your earlier answers are no longer here: we keep them for a day. What you told just now has been kept."),
        )
    return drafts.begin(at=at)


def keep_cookie(request: HttpRequest, response: HttpResponse, token: str) -> HttpResponse:
    """Let the browser find its draft again; no script and no other site can read or send it."""
    if token != token_of(request):
        _give(response, token, max_age=drafts.KEPT.total_seconds())
    return response


def forget_soon(request: HttpRequest, response: HttpResponse, report: Report, at: datetime) -> HttpResponse:
    """Lead this browser back to a report whose number was seen for ten minutes only: others may use the computer.

    Who never saw it, for the answer was lost on its way, finds it for a day.
    """
    receipt = sending_drafts.sent_as(token_of(request))
    if receipt and receipt.report_id == report.pk:
        left = int((report.at + SENT_KNOWN - at).total_seconds())
        _give(response, token_of(request), max_age=max(left, 0))
    return response


def _give(response: HttpResponse, token: str, *, max_age: float) -> None:
    response.set_signed_cookie(
        COOKIE, token, salt=SALT, max_age=max_age, path=reverse("report"), httponly=True, samesite="Lax",
        secure=settings.PRODUCTION,
    )  # fmt: skip


def url_of(page: str) -> str:
    """Return the address of a page of the report; '' is the start."""
    return reverse(f"report-{page}") if page else reverse("report")


def gone(request: HttpRequest) -> HttpResponse:
    """Answer for a draft that is not there: with its report, if it was sent; else the start, and why."""
    if receipt := sending_drafts.sent_as(token_of(request)):
        return redirect("report-thanks", tracking.token_of(receipt.number))
    messages.warning(
        request, _("There is no report here any more: we keep one for a day in the browser where it was begun.")
    )
    return redirect("report")


def in_other_language(request: HttpRequest, page: str, at: datetime, *, token: str = "") -> HttpResponse:
    """Switch the language and show the page again with all that was typed on it; `token`: of a draft just begun."""
    token = token or own_token(request, at)
    typed = {name: request.POST.getlist(name) for name in request.POST if name not in NOT_TOLD}
    with drafts.changed(token, at=at) as said:
        said.setdefault("typed", {})[page] = typed
    response = redirect(url_of(page))
    wanted = request.POST["switch_to"]
    if wanted in dict(settings.LANGUAGES):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, wanted, secure=settings.PRODUCTION, samesite="Lax")
    return keep_cookie(request, response, token)


def filled_in(form: type[Form], page: str, said: dict[str, Any]) -> dict[str, Any]:
    """Return how the page's form was filled in last: what was typed when the language changed, else what is kept."""
    typed = said.get("typed", {}).get(page)
    if typed is None:
        return form.kept(said)  # type: ignore[attr-defined]
    empty = form(said=said)
    given = {name: typed.get(empty.add_prefix(name)) for name in empty.fields}
    several = {name for name, field in empty.fields.items() if isinstance(field.widget, CheckboxSelectMultiple)}
    return {name: values if name in several else values[-1] for name, values in given.items() if values}


def around(page: str, draft: Draft | None) -> dict[str, Any]:
    """Return what the frame of a page shows: where back leads, and which question of how many it is."""
    said = draft.said if draft else {}
    number, of = draft_pages.place_in(said, page)
    return {
        "page": page,
        "page_form": "report-page",
        "here": url_of(page),
        "back_url": url_of(draft_pages.before(said, page)),
        "number": number,
        "of": of,
        "checked": bool(said.get("checked")),
    }
