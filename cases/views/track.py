"""The reporter's private page: each step, by when, own photos, and the word on the result."""

from datetime import datetime
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from cases import asking, chores, evaluation, messages, publishing, queries, tracking, urging, words
from cases.forms import AnswerForm, FindForm, RatingForm, UrgeForm
from cases.models import ENDED, LIVE_CLOCK, OPEN_LEG, Case, Report, Status
from cases.moves import REPORTER
from cases.views.refusals import refused_at, status_of
from departments.models import ClockKind, Part


def _report(token: str) -> Report:
    found = tracking.report_of(token)
    if found is None:
        raise queries.NoSuchCase(_("This private link is not valid. Check that it was copied whole."))
    return found


def _private(response: HttpResponse) -> HttpResponse:
    """Keep the link to this site. Not "no-referrer": forms would come without an origin, and CSRF refuses those."""
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response


@never_cache
@require_GET
def thanks(request: HttpRequest, token: str) -> HttpResponse:
    """The number, large, and the private link to keep."""
    report = _report(token)
    context = {"report": report, "link": tracking.address_of(report.number), "path": reverse("track", args=[token])}
    return _private(render(request, "public/thanks.html", context))


@never_cache
@require_http_methods(["GET", "POST"])
def track(request: HttpRequest, token: str) -> HttpResponse:
    """The steps of one's report; its reporter answers questions, urges, and judges once it is closed."""
    report = _report(token)
    about = request.POST.get("about", "rate") if request.method == "POST" else ""
    shown = {name: form(request.POST if name == about else None, prefix=PREFIXES[name]) for name, form in FORMS.items()}
    if about in shown and shown[about].is_valid():
        with refused_at(shown[about]):
            _do(about, report, shown[about].cleaned_data)
            return redirect("track", token)
    status = status_of(shown[about]) if about in shown else 200
    return _private(render(request, "public/track.html", _context(_report(token), token, shown), status=status))


# What a reporter may do on the page, and the form of each.
FORMS: dict[str, type[Form]] = {"rate": RatingForm, "answer": AnswerForm, "urge": UrgeForm}
PREFIXES = {"rate": None, "answer": "answer", "urge": "urge"}


def _do(about: str, report: Report, said: dict[str, Any]) -> None:
    at = chores.now()
    if about == "rate":
        evaluation.rate(report, at=at, **said)
    elif about == "answer":
        asking.answer(report, words=said["words"], at=at)
    else:
        urging.urge(report.case, by=REPORTER, at=at, note=said["words"])


def _context(report: Report, token: str, shown: dict[str, Form]) -> dict[str, Any]:
    case, at = report.case, chores.now()
    rated = case.ratings.filter(report=report, by=None, at__gte=case.closed_at).first() if case.closed_at else None
    questions = list(report.questions.order_by("id"))
    photos = [
        {"url": f"{reverse('photo', args=[photo.pk])}?report={token}", "alt": photo.get_stage_display(),
         "thumb": f"{reverse('photo-small', args=[photo.pk])}?report={token}"}
        for photo in case.attachments.filter(report=report)
    ]  # fmt: skip
    return {
        "report": report,
        "case": case,
        "due": words.due(_due_at(case), at=at, status=case.status),
        "steps": [
            {"at": step.at, "sentence": step.sentence, "state": "done"} for step in publishing.public_steps(case)
        ],
        "photos": photos,
        "rated": rated,
        "may_rate": case.status == Status.CLOSED and rated is None,
        "question": next((question for question in questions if question.answered_at is None), None),
        "asked": [question for question in questions if question.answered_at],
        "written": messages.sent_outside(report),
        "may_urge": case.status not in ENDED,
        "form": shown["rate"],
        "answer_form": shown["answer"],
        "urge_form": shown["urge"],
    }


def _due_at(case: Case) -> datetime | None:
    """Return by when the citizen has the answer: the city's own promise, else the host's limit."""
    promised = case.clocks.filter(LIVE_CLOCK, kind=ClockKind.ANSWER).values_list("due_at", flat=True).first()
    return promised or case.legs.filter(OPEN_LEG, part=Part.HOST).values_list("due_at", flat=True).first()


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
