"""The end of a report: a danger to be called in first, the check of all answers, the code, and sending once."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cases import chores, confirming, draft_pages, drafts, sending_drafts, stoppers, tracking
from cases.drafts import Draft
from cases.forms_report import CodeForm
from cases.views.refusals import refused_at, status_of
from cases.views.report_draft import around, draft_of, gone, in_other_language, token_of, url_of
from cases.views.report_photos import photo_rows
from cases.views.report_summary import rows_of
from departments.calls import count_call
from govgrid.lib.client_address import client_address
from govgrid.lib.refusals import Refusal


@never_cache
@require_http_methods(["GET", "POST"])
def call(request: HttpRequest) -> HttpResponse:
    """Say whom to call before anything else; one goes on only where the pack lets one."""
    at = chores.now()
    draft = draft_of(request, at)
    if draft is None:
        return gone(request)
    if "switch_to" in request.POST:
        return in_other_language(request, "call", at)
    stopper = stoppers.calling(draft.said)
    if stopper and request.method == "GET":
        told_in_words = "words" in draft.said.get("done", [])
        context = {"back_url": url_of("words" if told_in_words else "category"), "stopper": stopper}
        return render(request, "public/report_call.html", {**around("call", draft), **context})
    with drafts.changed(token_of(request), at=at) as said:
        if stopper and stopper.goes_on and request.POST.get("stopper") == stopper.code:
            said["called"] = [*said.get("called", []), stopper.code]
    return redirect(url_of(draft_pages.first_open(said)))


@never_cache
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Show all answers, each with a way to change it; POST sends the report, once however often it is pressed."""
    at = chores.now()
    draft = draft_of(request, at)
    if draft is None:
        return gone(request)
    if "switch_to" in request.POST:
        return in_other_language(request, "check", at)
    open_page = draft_pages.first_open(draft.said)
    if open_page != draft_pages.CHECK:
        return redirect(url_of(open_page))
    if request.method == "GET":
        with drafts.changed(token_of(request), at=at) as said:
            said["checked"] = True
        return _show_check(request, draft)
    if request.POST.get("of") != draft.name:
        fault = _("You have begun another report in another window. Read this one before you send it.")
        return _show_check(request, draft, fault)
    return _send(request, draft, at)


def _send(request: HttpRequest, draft: Draft, at: datetime) -> HttpResponse:
    try:
        count_call(f"ip:{client_address(request)}", limit=settings.REPORTS_PER_MINUTE, at=at)
        if sending_drafts.code_is_wanted(draft.said):
            return _to_the_code(request, draft, at)
        receipt = sending_drafts.send(token_of(request), language=get_language() or "en", at=at)
    except drafts.DraftGone:
        return gone(request)
    except Refusal as refusal:
        return _show_check(request, draft, str(refusal), refusal)
    return redirect("report-thanks", tracking.token_of(receipt.number))


def _to_the_code(request: HttpRequest, draft: Draft, at: datetime) -> HttpResponse:
    """Send a code, unless one for this address is on its way: a second press sends no second letter."""
    asked, (address, _channel) = draft.said.get("code", {}), sending_drafts.to_be_proven(draft.said)
    if not address:
        return redirect(url_of("contact"))
    fresh = asked.get("until", 0) > at.timestamp() + timedelta(minutes=5).total_seconds()
    if asked.get("address") != address or not fresh:
        _send_code(request, at)
    return redirect(url_of("code"))


def _send_code(request: HttpRequest, at: datetime) -> None:
    sending_drafts.send_code(token_of(request), language=get_language() or "en", at=at, caller=client_address(request))


def _show_check(request: HttpRequest, draft: Draft, fault: str = "", refusal: Refusal | None = None) -> HttpResponse:
    context = {
        **around("check", draft), "rows": rows_of(draft.said), "photos": photo_rows(draft), "of_draft": draft.name,
        "errors": [fault] if fault else [], "advice": stoppers.advice(draft.said),
        "code_follows": sending_drafts.code_is_wanted(draft.said),
    }  # fmt: skip
    status = refusal.status if refusal else 409 if fault else 200
    response = render(request, "public/report_check.html", context, status=status)
    if refusal and "retry_after" in refusal.facts:
        response["Retry-After"] = str(refusal.facts["retry_after"])
    return response


@never_cache
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Take the code that was sent and send the report with it; `again` sends another code. GET does neither."""
    at = chores.now()
    draft = draft_of(request, at)
    if draft is None:
        return gone(request)
    if "switch_to" in request.POST:
        return in_other_language(request, "code", at)
    if "code" not in draft.said or not sending_drafts.code_is_wanted(draft.said):
        return redirect(url_of("check"))
    if "again" in request.POST:
        return _send_again(request, draft, at)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refused_at(form, "code"):
            sending_drafts.prove(token_of(request), form.cleaned_data["code"], at=at)
            return _send(request, drafts.find(token_of(request), at=at) or draft, at)
    return _show_code(request, draft, form)


def _send_again(request: HttpRequest, draft: Draft, at: datetime) -> HttpResponse:
    try:
        _send_code(request, at)
    except Refusal as refusal:
        return _show_code(request, draft, CodeForm(), refusal)
    messages.success(request, _("A new code is on its way; type the newest one."))
    return redirect(url_of("code"))


def _show_code(request: HttpRequest, draft: Draft, form: CodeForm, refusal: Refusal | None = None) -> HttpResponse:
    context = {
        **around("check", draft), "form": form, "page": "code", "here": url_of("code"), "back_url": url_of("check"),
        "asked": draft.said["code"], "minutes": confirming.GOOD_FOR.seconds // 60,
        "errors": [str(refusal)] if refusal else [],
    }  # fmt: skip
    status = refusal.status if refusal else status_of(form) if form.is_bound else 200
    return render(request, "public/report_code.html", context, status=status)
