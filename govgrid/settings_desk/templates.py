"""Templates and macros: the words people use often, with their places checked, and tried on a real case."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases import chores, queries
from cases.models import OPEN_LEG, Case
from cases.views.macro_run import sentence
from cases.views.refusals import status_of
from departments import ending
from departments.access import administers
from departments.models import Macro, Template, User
from departments.phrasing import PLACES, fill
from govgrid.configuring import need_administrator, need_reader
from govgrid.settings_desk.changes import foot
from govgrid.settings_desk.saving import saved
from govgrid.settings_desk.templates_forms import NewTemplateForm, OnCaseForm, TemplateForm
from grids.city import city_day


@login_required
@require_GET
def templates(request: HttpRequest) -> HttpResponse:
    """All templates and macros that hold."""
    need_reader(request)
    found = Template.objects.filter(valid_to=None).select_related("department", "category")
    macros = Macro.objects.filter(valid_to=None).select_related("department", "category")
    shown = {
        "templates": found,
        "macros": [(macro, _steps(macro)) for macro in macros.prefetch_related("steps__template")],
        "may_change": administers(request.user),
        "changes": foot("template", "macro"),
    }
    return render(request, "desk/settings/templates.html", shown)


def _steps(macro: Macro) -> list[tuple[str, Template | None]]:
    return [(sentence(step), step.template) for step in macro.steps.all()]


@login_required
@require_http_methods(["GET", "POST"])
def new_template(request: HttpRequest) -> HttpResponse:
    need_administrator(request)
    form = NewTemplateForm(request.POST or None)
    if form.is_valid() and "save" in request.POST and saved(request, form, subject="template", key=form.instance.code):
        return redirect("settings-templates")
    return _shown(request, form, None)


@login_required
@require_http_methods(["GET", "POST"])
def template(request: HttpRequest, code: str) -> HttpResponse:
    need_reader(request)
    found = get_object_or_404(Template, code=code)
    form = TemplateForm(request.POST or None, instance=get_object_or_404(Template, code=code))
    if request.method == "POST":
        need_administrator(request)
        if form.is_valid() and "save" in request.POST and saved(request, form, subject="template", key=code):
            return redirect("settings-template", code)
    return _shown(request, form, found)


@login_required
@require_POST
def end_template(request: HttpRequest, code: str) -> HttpResponse:
    need_administrator(request)
    found, at = get_object_or_404(Template, code=code), chores.now()
    ending.end_template(found, on=city_day(at), by=request.user, at=at)
    messages.success(request, _("“%(name)s” is offered no more.") % {"name": found.name})
    return redirect("settings-templates")


def _shown(request: HttpRequest, form: TemplateForm, found: Template | None) -> HttpResponse:
    """Show the form of a template, and its words as they would be read."""
    on_case = OnCaseForm(request.POST if request.method == "POST" else None)
    facts = _facts(request.user, on_case)
    words = [
        (label, fill(form[name].value() or "", facts))
        for name, label in (("words_zh", "中文"), ("words_en", "English"))
    ]
    answer = {
        "template": found,
        "form": form,
        "on_case": on_case,
        "preview": [(label, text) for label, text in words if text] if facts else [],
        "places": PLACES.items(),
        "may_change": administers(request.user) and (found is None or found.valid_to is None),
        "changes": foot("template", key=found.code) if found else [],
    }
    return render(request, "desk/settings/template.html", answer, status=status_of(form))


def _facts(user: User, on_case: OnCaseForm) -> dict[str, str]:
    """Return what stands at each place on the case that is named, as far as `user` may see it; {} for no such case."""
    number = on_case.cleaned_data["number"].strip() if on_case.is_bound and on_case.is_valid() else ""
    if not number:
        return {name: f"〔{words}〕" for name, words in PLACES.items()}
    case = queries.visible_to(user).filter(number=number).select_related("category", "cell").first()
    if case is None:
        on_case.add_error("number", _("There is no such case, or you may not see it."))
        return {}
    return _facts_of(case, user)


def _facts_of(case: Case, user: User) -> dict[str, str]:
    leg = case.legs.filter(OPEN_LEG).select_related("department").order_by("pk").first()
    return {
        "number": case.number,
        "place": case.address or (case.cell.name if case.cell else ""),
        "category": case.category.name if case.category else "",
        "status": case.get_status_display(),
        "due": date_format(localtime(leg.due_at), "DATETIME_FORMAT") if leg and leg.due_at else "",
        "department": leg.department.name if leg else "",
        "name": user.name,
    }
