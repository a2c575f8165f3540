"""Ringing up (回访): one call beside the list, with the words to say, the number for a reason, and what came of it."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from cases import chores, contacts, ringing_back, unsent
from cases.forms_calls import KeptForm, NotReachedForm, RevealForm
from cases.models import Report, Status
from cases.views.acceptance_desk import need
from cases.views.case_panels import photos
from cases.views.inline_moves import offers_by_name, read_parts, try_move
from cases.views.live import live
from cases.views.refusals import refused_at, status_of
from cases.whereabouts import area_names
from departments.models import User
from govgrid.lib.htmx import page_or_part

AGAIN_AFTER = timedelta(hours=3)
FORMS: dict[str, type[Form]] = {"reveal": RevealForm, "not-reached": NotReachedForm, "kept": KeptForm}


def listed(user: User, at: datetime, opened: str = "") -> dict[str, Any]:
    """Return whom `user` is to ring up now, and what waits for a later hour."""
    found = ringing_back.to_call(user, at=at)
    areas = area_names([one.report.case for one in found])
    rows = [
        {
            "one": one,
            "area": areas.get(one.report.case_id, ""),
            "masked": contacts.masked(one.report.contact),
            "opened": one.report.number == opened,
        }
        for one in found
    ]
    return {"rings": rows, "later": list(ringing_back.later(user, at=at)[:20]), "most_tries": ringing_back.MOST_TRIES}


@login_required
@require_GET
@live
def rings(request: HttpRequest) -> HttpResponse:
    """Whom to ring up, as a list that follows."""
    need(request, "call_back")
    context = listed(request.user, chores.now())
    return page_or_part(request, "desk/ring_up.html", "desk/_ring_list.html", context)


@never_cache
@login_required
@require_GET
def ring(request: HttpRequest, number: str) -> HttpResponse:
    """One call beside the list; htmx gets it alone."""
    need(request, "call_back")
    return _page(request, ringing_back.report_of(request.user, number))


@never_cache
@login_required
@require_POST
def act(request: HttpRequest, number: str, action: str) -> HttpResponse:
    """Show the number for a reason, or write down what came of the call; then the next one."""
    need(request, "call_back")
    report = ringing_back.report_of(request.user, number)
    if action == "call_back":
        return _judged(request, report)
    form = FORMS[action](request.POST, auto_id=f"{action}_%s") if action in FORMS else Form(request.POST)
    if form.is_valid():
        with refused_at(form):
            plain = _do(action, report, request.user, form.cleaned_data)
            return _page(request, report, plain=plain) if plain else redirect("desk-calls")
    return _page(request, report, bound=(action, form), status=status_of(form))


def _drafts_of(report: Report) -> dict[str, str]:
    """Return the names of the drafts of a call's forms: another reporter of the same case is another call."""
    return {"call_back": f"ring-{report.pk}", "kept": f"ring-kept-{report.pk}"}


def _judged(request: HttpRequest, report: Report) -> HttpResponse:
    tried = try_move(request, report.case, "call_back", allowed=frozenset({"call_back"}))
    if tried.form is None:
        unsent.clear(report.case, _drafts_of(report)["call_back"], by=request.user)
        return redirect("desk-calls")
    fresh = ringing_back.report_of(request.user, report.number)
    return _page(request, fresh, bound=tried.bound, status=status_of(tried.form))


def _do(action: str, report: Report, by: User, said: dict[str, Any]) -> contacts.Plain | None:
    """Return the contact in plain where it was asked for; None for what was written down."""
    at = chores.now()
    if action == "reveal":
        return contacts.read(report.contact, report.case, by=by, reason=said["reason"], at=at)
    if action == "not-reached":
        ringing_back.not_reached(report, again_at=said["again_at"], by=by, at=at)
    elif action == "kept":
        ringing_back.kept(report, note=said["note"], by=by, at=at)
        unsent.clear(report.case, _drafts_of(report)["kept"], by=by)
    return None


def _page(
    request: HttpRequest, report: Report, *, bound: Any = None, plain: Any = None, status: int = 200
) -> HttpResponse:
    at, case = chores.now(), read_parts(report.case)
    action, refused = bound or ("", None)
    waiting = report.ring_backs.filter(outcome="").select_related("by").order_by("due_at").first()
    names, drafts = _drafts_of(report), unsent.of(case, by=request.user)
    judging = {"call_back": drafts[names["call_back"]]} if names["call_back"] in drafts else {}
    judge = offers_by_name(case, request.user, bound if action == "call_back" else None, judging).get("call_back")
    kept = {name: said[-1] for name, said in drafts.get(names["kept"], ({}, at))[0].items()}
    context = {
        "report": report,
        "opened": case,
        "waiting": waiting,
        "masked": contacts.masked(report.contact),
        "plain": plain,
        "photos": photos(case.attachments.filter(stage="after").order_by("id"), request.user),
        "judge": judge if case.status == Status.CLOSED else None,
        "reveal_form": refused
        if action == "reveal"
        else RevealForm(auto_id="reveal_%s", initial={"reason": _("Call back")}),
        "not_reached_form": refused if action == "not-reached" else _again(at),
        "kept_form": refused if action == "kept" else KeptForm(auto_id="kept_%s", initial=kept),
        "draft_names": names,
        "promised": waiting is not None and waiting.why == waiting.Why.PROMISED,
        "refused": refused,
        "most_tries": ringing_back.MOST_TRIES,
    }
    list_too = {} if request.headers.get("HX-Request") == "true" else listed(request.user, at, report.number)
    return page_or_part(request, "desk/ring_up.html", "desk/_ring_case.html", {**list_too, **context}, status=status)


def _again(at: datetime) -> NotReachedForm:
    again = timezone.localtime(at + AGAIN_AFTER).replace(second=0, microsecond=0)
    return NotReachedForm(auto_id="not-reached_%s", initial={"again_at": again})
