"""Reasons people choose from, and how long each stage may take: small tables, a page each."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases import chores
from cases.views.refusals import status_of
from departments import config_edits, ending
from departments.access import administers
from departments.models import ClockKind, Reason, StageLimit
from govgrid.configuring import need_administrator, need_reader
from govgrid.settings_desk.categories_forms import NewReasonForm, ReasonForm, StageForm
from govgrid.settings_desk.changes import foot
from govgrid.settings_desk.saving import saved
from grids.city import city_day


@login_required
@require_http_methods(["GET", "POST"])
def reasons(request: HttpRequest) -> HttpResponse:
    """All reasons by what they are for, and a form for another one."""
    need_reader(request)
    form = NewReasonForm(request.POST or None)
    if request.method == "POST":
        need_administrator(request)
        if form.is_valid() and saved(request, form, subject="reason", key=form.cleaned_data["code"]):
            return redirect("settings-reasons")
    found = list(Reason.objects.filter(valid_to=None))
    kinds = [(kind.label, [one for one in found if one.kind == kind]) for kind in Reason.Kind]
    shown = {"kinds": kinds, "form": form, "may_change": administers(request.user), "changes": foot("reason")}
    return render(request, "desk/settings/reasons.html", shown, status=status_of(form))


@login_required
@require_http_methods(["GET", "POST"])
def reason(request: HttpRequest, pk: int) -> HttpResponse:
    need_administrator(request)
    found = get_object_or_404(Reason, pk=pk, valid_to=None)
    form = ReasonForm(request.POST or None, instance=get_object_or_404(Reason, pk=pk))
    if form.is_valid() and saved(request, form, subject="reason", key=found.code):
        return redirect("settings-reasons")
    shown = {"reason": found, "form": form, "changes": foot("reason", key=found.code)}
    return render(request, "desk/settings/reason.html", shown, status=status_of(form))


@login_required
@require_POST
def end_reason(request: HttpRequest, pk: int) -> HttpResponse:
    need_administrator(request)
    found, at = get_object_or_404(Reason, pk=pk), chores.now()
    ending.end_reason(found, on=city_day(at), by=request.user, at=at)
    messages.success(request, _("“%(name)s” is offered no more.") % {"name": found.name})
    return redirect("settings-reasons")


@login_required
@require_http_methods(["GET", "POST"])
def stages(request: HttpRequest) -> HttpResponse:
    """Every stage with its limit; each has a small form of its own."""
    need_reader(request)
    posted = request.POST.get("stage", "")
    timed = [kind.value for kind in ClockKind if kind != ClockKind.HANDLE]
    limits = {row.kind: row for row in StageLimit.objects.all()}
    forms = {kind: _stage_form(limits.get(kind) or StageLimit(kind=kind), request, posted) for kind in timed}
    form = forms.get(posted)
    if request.method == "POST":
        need_administrator(request)
        if form and form.is_valid() and saved(request, form, subject="stage", key=posted):
            return redirect("settings-stages")
    rows = [{"kind": kind, "label": ClockKind(kind).label, "form": one} for kind, one in forms.items()]
    shown = {"rows": rows, "refused": form, "may_change": administers(request.user), "changes": foot("stage")}
    return render(request, "desk/settings/stages.html", shown, status=status_of(form) if form else 200)


def _stage_form(row: StageLimit, request: HttpRequest, posted: str) -> StageForm:
    return StageForm(request.POST if row.kind == posted else None, instance=row, prefix=row.kind)


@login_required
@require_POST
def untime_stage(request: HttpRequest, kind: str) -> HttpResponse:
    """Time a stage no more; clocks that run on it run on."""
    need_administrator(request)
    row = get_object_or_404(StageLimit, kind=kind)
    config_edits.remove(row, ("limit_value", "limit_unit"), subject="stage", key=kind, by=request.user, at=chores.now())
    messages.success(request, _("This stage is not timed any more."))
    return redirect("settings-stages")
