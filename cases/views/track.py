"""The reporter's private page: each step, by when, own photos, and the word on the result."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from cases import chores, evaluation, publishing, queries, tracking, words
from cases.forms import FindForm, RatingForm
from cases.models import OPEN_LEG, Report, Status
from cases.views.refusals import refused_at, status_of


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
    """The steps of one's report; once it is closed, the reporter judges."""
    report = _report(token)
    form = RatingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refused_at(form):
            evaluation.rate(report, at=chores.now(), **form.cleaned_data)
            return redirect("track", token)
    status = status_of(form) if request.method == "POST" else 200
    return _private(render(request, "public/track.html", _context(_report(token), token, form), status=status))


def _context(report: Report, token: str, form: RatingForm) -> dict[str, Any]:
    case, at = report.case, chores.now()
    due_at = case.legs.filter(OPEN_LEG, part="host").values_list("due_at", flat=True).first()
    rated = case.ratings.filter(report=report, at__gte=case.closed_at).first() if case.closed_at else None
    photos = [
        {"url": f"{reverse('photo', args=[photo.pk])}?report={token}", "alt": photo.get_stage_display(),
         "thumb": f"{reverse('photo-small', args=[photo.pk])}?report={token}"}
        for photo in case.attachments.filter(report=report)
    ]  # fmt: skip
    return {
        "report": report,
        "case": case,
        "due": words.due(due_at, at=at),
        "steps": [
            {"at": step.at, "sentence": step.sentence, "state": "done"} for step in publishing.public_steps(case)
        ],
        "photos": photos,
        "rated": rated,
        "may_rate": case.status == Status.CLOSED and rated is None,
        "form": form,
    }


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
