"""Macros: several actions under one name, written step by step."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases import chores
from cases.views.macro_run import sentence
from cases.views.refusals import refused_at, status_of
from departments import macro_edits
from departments.access import administers
from departments.config_log import mark_of
from departments.models import Macro
from govgrid.configuring import need_administrator, need_reader
from govgrid.settings_desk.changes import foot
from govgrid.settings_desk.forms import is_overtaken
from govgrid.settings_desk.macros_forms import BaseSteps, MacroForm, NewMacroForm, step_forms
from grids.city import city_day


@login_required
@require_http_methods(["GET", "POST"])
def new_macro(request: HttpRequest) -> HttpResponse:
    need_administrator(request)
    form, steps = NewMacroForm(request.POST or None), step_forms(request.POST or None, Macro())
    if _is_valid(form, steps) and _saved(request, form, steps):
        return redirect("settings-macro", form.instance.code)
    return _shown(request, form, steps, None)


@login_required
@require_http_methods(["GET", "POST"])
def macro(request: HttpRequest, code: str) -> HttpResponse:
    need_reader(request)
    found = _macro(code)
    form, steps = MacroForm(request.POST or None, instance=_macro(code)), step_forms(request.POST or None, found)
    if request.method == "POST":
        need_administrator(request)
        if _is_valid(form, steps) and _saved(request, form, steps):
            return redirect("settings-macro", code)
    return _shown(request, form, steps, _macro(code))


@login_required
@require_POST
def end_macro(request: HttpRequest, code: str) -> HttpResponse:
    need_administrator(request)
    found, at = _macro(code), chores.now()
    macro_edits.end(found, on=city_day(at), by=request.user, at=at)
    messages.success(request, _("“%(name)s” is offered no more.") % {"name": found.name})
    return redirect("settings-templates")


def _macro(code: str) -> Macro:
    return get_object_or_404(Macro.objects.select_related("department", "category"), code=code)


def _is_valid(form: MacroForm, steps: BaseSteps) -> bool:
    return form.is_bound and form.is_valid() and steps.is_valid()


def _saved(request: HttpRequest, form: MacroForm, steps: BaseSteps) -> bool:
    """Write the macro; False with the refusal at the form, which then may be sent over what stands there now."""
    with refused_at(form):
        seen = form.cleaned_data["seen"]
        macro_edits.save(form.instance, steps.steps(), seen=seen, by=request.user, at=chores.now())
        messages.success(request, _("Saved."))
        return True
    if is_overtaken(form):
        now = _macro(form.instance.code)
        form.compare(now)
        form.stand_now(_("Steps"), " · ".join(map(sentence, steps.steps())), " · ".join(map(sentence, now.steps.all())))
        form.data["seen"] = mark_of(macro_edits.facts_of(now))
    return False


def _shown(request: HttpRequest, form: MacroForm, steps: BaseSteps, found: Macro | None) -> HttpResponse:
    refused = form.is_bound and (form.errors or not steps.is_valid())
    answer = {
        "macro": found,
        "form": form,
        "steps": steps,
        "sentences": [(sentence(step), step.template) for step in found.steps.select_related("template")]
        if found
        else [],
        "may_change": administers(request.user) and (found is None or found.valid_to is None),
        "changes": foot("macro", key=found.code) if found else [],
    }
    status = status_of(form) if form.errors or not refused else 422
    return render(request, "desk/settings/macro.html", answer, status=status)
