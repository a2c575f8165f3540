"""Drafting, trying and adopting the duty list: each asks with one form and makes one call."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases import chores, trial_files, trials
from cases.models import DutyTrial
from cases.views.refusals import refused_at, status_of
from departments import duty_sets as lists
from departments.access import administers
from departments.duties import adopted_set
from departments.models import DutySet
from govgrid.configuring import need_administrator, need_reader
from govgrid.duties_desk.forms import AdoptForm, ListForm, TryForm
from govgrid.duties_desk.showing import sets, shown_set
from govgrid.packs.duty_lists import draft_from_file
from govgrid.packs.faults import PackRefused


@login_required
@require_http_methods(["GET", "POST"])
def duty_sets(request: HttpRequest) -> HttpResponse:
    """All duty sets; a list that is sent becomes a draft, or every fault of it is said with its line."""
    need_reader(request)
    form = ListForm()
    if request.method == "POST":
        need_administrator(request)
        form = ListForm(request.POST, request.FILES)
        if form.is_valid() and (made := _drafted(request, form)):
            return redirect("duty-set", made.version)
    shown = {"sets": sets(), "form": form, "may_change": administers(request.user), "adopted": adopted_set()}
    return render(request, "desk/duties.html", shown, status=status_of(form))


def _drafted(request: HttpRequest, form: ListForm) -> DutySet | None:
    upload = form.cleaned_data["file"]
    try:
        with refused_at(form, "file"):
            note = form.cleaned_data["note"] or upload.name[:300]
            made, findings = draft_from_file(upload.read(), by=request.user, at=chores.now(), note=note)
            for warning in findings.warnings:
                messages.warning(request, warning.sentence)
            return made
    except PackRefused as refused:
        form.add_faults([(fault.line, fault.sentence) for fault in sorted(refused.findings.faults)])
    return None


@login_required
@require_POST
def try_set(request: HttpRequest, version: int) -> HttpResponse:
    """Try a set on past cases while the person waits; nothing is moved."""
    need_administrator(request)
    duty_set, form = lists.set_of(version), TryForm(request.POST, request.FILES)
    if form.is_valid():
        with refused_at(form):
            _tried(request, duty_set, form)
            return redirect("duty-set", version)
    return _again(request, duty_set, form, try_form=form)


def _tried(request: HttpRequest, duty_set: DutySet, form: TryForm) -> DutyTrial:
    at, upload = chores.now(), form.cleaned_data["cases"]
    wish = {"by": request.user, "at": at, "most": trials.MOST_IN_A_REQUEST}
    if not upload:
        return trials.try_on_last_days(duty_set, form.cleaned_data["days"], **wish)
    given = trial_files.read_cases(upload.read(), at=at)
    return trials.try_on_file(duty_set, given, name=upload.name, **wish)


@login_required
@require_POST
def adopt_set(request: HttpRequest, version: int) -> HttpResponse:
    need_administrator(request)
    duty_set, form = lists.set_of(version), AdoptForm(request.POST)
    if form.is_valid():
        with refused_at(form):
            trials.adopt_tried(duty_set, by=request.user, at=chores.now())
            messages.success(
                request, _("Set %(version)s is adopted; cases are routed by it from now on.") % {"version": version}
            )
            return redirect("duty-set", version)
    return _again(request, duty_set, form, adopt_form=form)


@login_required
@require_POST
def copy_set(request: HttpRequest, version: int) -> HttpResponse:
    """Make a draft with the rules of this set: the way back to it."""
    need_administrator(request)
    note = _("As set %(version)s") % {"version": version}
    made = lists.draft_copy(lists.set_of(version), by=request.user, at=chores.now(), note=note)
    return redirect("duty-set", made.version)


def _again(request: HttpRequest, duty_set: DutySet, form: TryForm | AdoptForm, **forms: object) -> HttpResponse:
    """Show the set's page with what was refused."""
    return render(request, "desk/duty_set.html", shown_set(request, duty_set, **forms), status=status_of(form))
