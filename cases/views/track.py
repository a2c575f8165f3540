"""The reporter's private page, and all that its reporter may do there; what it shows is in track_panels."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import segno
from django.conf import settings
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from cases import (
    adding,
    asking,
    chores,
    evaluation,
    publishing,
    queries,
    reaching,
    tracking,
    urging,
    withdrawing,
)
from cases.forms import AnswerForm, FindForm, RatingForm, UrgeForm
from cases.forms_citizen import AddForm, ToldByForm, WithdrawForm
from cases.models import Report
from cases.moves import REPORTER
from cases.views import track_panels
from cases.views.private import private
from cases.views.refusals import refused_at, status_of
from cases.views.report_draft import forget_soon
from departments.calls import count_call
from departments.dictionary import dictionary

# What is said at the head of the page once it is done.
DONE = {
    "rate": gettext_lazy("Thank you. Your word on the result is kept."),
    "answer": gettext_lazy("Thank you. Whoever asked is told of your answer."),
    "urge": gettext_lazy("It was passed on to whoever has it now."),
    "add": gettext_lazy("It was added, and whoever has it now is told."),
    "tell": gettext_lazy("It is kept how we tell you from now on."),
}


def _report(token: str) -> Report:
    found = tracking.report_of(token)
    if found is None:
        raise queries.NoSuchCase(_("This private link is not valid. Check that it was copied whole."))
    return found


@never_cache
@require_GET
def thanks(request: HttpRequest, token: str) -> HttpResponse:
    """The number, large, and the private link to keep."""
    report = _report(token)
    link, category_id = tracking.address_of(report.number), report.category_id
    context = {
        "report": report, "link": link, "path": reverse("track", args=[token]), "qr": _qr(link),
        "limit": dictionary().standard_for(category_id, "") if category_id else None,
    }  # fmt: skip
    answer = private(render(request, "public/thanks.html", context))
    return forget_soon(request, answer, report, chores.now())


def _qr(link: str) -> SafeString:
    """Return the link as a picture that a phone reads: black on white in either theme, or it reads nothing."""
    words = escape(_("The private link as a QR code"))
    drawn = segno.make(link, error="m").svg_inline(border=3, omitsize=True, dark="#000", light="#fff", lineclass=None)
    return mark_safe(drawn.replace("<svg", f'<svg role="img" aria-label="{words}"', 1))  # noqa: S308 - ours and escaped


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest, token: str) -> HttpResponse:
    """The steps of one's report; its reporter adds, answers, urges, chooses how to be told, and judges the result."""
    report = _report(token)
    about = request.POST.get("about", "rate") if request.method == "POST" else ""
    shown = _forms(request, report, about)
    if about in shown and shown[about].is_valid():
        with refused_at(shown[about]):
            count_call(f"track:{report.pk}", limit=settings.REPORTS_PER_MINUTE, at=chores.now())
            withdrawing.need_there(report)
            DO[about](report, shown[about].cleaned_data, chores.now())
            return _done(token, about)
    status = status_of(shown[about]) if about in shown else 200
    context = track_panels.context(_report(token), token, shown, at=chores.now())
    done = request.GET.get("done", "") if request.method != "POST" else ""
    context |= {"done": DONE.get(done, ""), "sent": done if done in DONE else ""}
    return private(render(request, "public/track.html", context, status=status))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether it is meant, and take the report back: only a press of the button does it, no link."""
    report = _report(token)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        with refused_at(form):
            withdrawing.withdraw(report, at=chores.now(), note=form.cleaned_data["note"])
            return _done(token, "withdraw")
    report = _report(token)
    context = {"report": report, "form": form, "ends": withdrawing.takes_the_case_along(report, report.case),
               "back": reverse("track", args=[token]), "possible": track_panels.may_withdraw(report)}  # fmt: skip
    return private(render(request, "public/withdraw.html", context, status=status_of(form) if form.is_bound else 200))


def _done(token: str, about: str) -> HttpResponse:
    return redirect(f"{reverse('track', args=[token])}?done={about}")


def _forms(request: HttpRequest, report: Report, about: str) -> dict[str, Form]:
    """Return each form of the page, the one that was sent with what was typed."""

    def said(name: str) -> dict[str, Any]:
        return {"data": request.POST, "files": request.FILES} if name == about else {}

    return {
        "rate": RatingForm(**said("rate")),
        "answer": AnswerForm(prefix="answer", **said("answer")),
        "urge": UrgeForm(prefix="urge", **said("urge")),
        "add": AddForm(prefix="add", **said("add")),
        "tell": ToldByForm(prefix="tell", **track_panels.telling(report), **said("tell")),
    }


def _rate(report: Report, said: dict[str, Any], at: datetime) -> None:
    evaluation.rate(report, at=at, **said)


def _answer(report: Report, said: dict[str, Any], at: datetime) -> None:
    asking.answer(report, words=said["words"], at=at)


def _urge(report: Report, said: dict[str, Any], at: datetime) -> None:
    urging.urge(report.case, by=REPORTER, at=at, note=said["words"])


def _add(report: Report, said: dict[str, Any], at: datetime) -> None:
    adding.add(report, words=said["words"], shown=said["photos"], at=at)


def _tell(report: Report, said: dict[str, Any], _at: datetime) -> None:
    if report.contact:
        reaching.choose(report.contact, said["way"])


DO: dict[str, Callable[[Report, dict[str, Any], datetime], None]] = {
    "rate": _rate, "answer": _answer, "urge": _urge, "add": _add, "tell": _tell,
}  # fmt: skip


@require_GET
def find_report(request: HttpRequest) -> HttpResponse:
    """Find a published case by its number; a private one is read by its private link only."""
    form = FindForm(request.GET or None)
    if request.GET and form.is_valid():
        given = form.cleaned_data["number"].strip()
        if report := tracking.report_of(given.rstrip("/").rpartition("/")[2]):
            return redirect("track", tracking.token_of(report.number))
        number = given.upper()
        if publishing.public_cases().filter(number=number).exists():
            return redirect("public-case", number)
        form.add_error(
            "number",
            _("No public case has this number. If it is your own report, open the private link that you were given."),
        )
    return render(request, "public/find.html", {"form": form}, status=404 if form.errors else 200)
