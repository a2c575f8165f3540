"""Filing standards: when a kind of case is filed, how long it may take, and what closes it; each change a version."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases import chores
from cases.limits import limit_of
from cases.views.keyset import Keyset
from cases.views.refusals import refused_at, status_of
from departments import standards
from departments.access import administers
from departments.models import Category, FilingStandard
from departments.work_calendars import WorkCalendars
from govgrid.configuring import need_administrator, need_reader
from govgrid.lib.worktime import CalendarTooShort
from govgrid.settings_desk.changes import foot
from govgrid.settings_desk.forms import is_overtaken
from govgrid.settings_desk.standards_forms import EndForm, ExampleForm, NewStandardForm, StandardForm
from grids.city import city_day

PAGE = 100


@login_required
@require_GET
def all_standards(request: HttpRequest) -> HttpResponse:
    """The newest version of each standard that has not ended, by category; words, code and state may be asked for."""
    need_reader(request)
    asked, only = request.GET.get("q", "").strip()[:60], request.GET.get("only", "")
    found = _found(asked, only, chores.now())
    page = Keyset(request, found, ("category_code", "condition_no", "zone", "pk"), size=PAGE)
    shown = {
        "page": page, "q": asked, "only": only, "states": _states(), "today": city_day(chores.now()),
        "may_change": administers(request.user), "without": _without(), "changes": foot("standard"),
    }  # fmt: skip
    return render(request, "desk/settings/standards.html", shown)


def _found(asked: str, only: str, at: datetime) -> QuerySet[FilingStandard]:
    found = FilingStandard.objects.filter(valid_to=None, category__valid_to=None).select_related("category")
    if asked:
        words = ("category__code", "category__name_en", "category__name_zh", "condition_en", "condition_zh")
        found = found.filter(Q.create([(f"{word}__icontains", asked) for word in words], connector=Q.OR))
    if only == "automatic":
        found = found.filter(automatic=True)
    elif only == "unverified":
        found = found.filter(verified=False)
    elif only == "planned":
        found = found.filter(valid_from__gt=city_day(at))
    return found.annotate(category_code=F("category__code"))


def _states() -> list[tuple[str, str]]:
    return [
        ("", _("All")), ("automatic", _("Files without a person")), ("unverified", _("Not verified")),
        ("planned", _("Begins later")),
    ]  # fmt: skip


def _without() -> QuerySet[Category]:
    """Return the categories that nothing files."""
    mine = Count("standards", filter=Q(standards__valid_to=None))
    kinds = Category.objects.filter(parent__isnull=False, valid_to=None)
    return kinds.annotate(mine=mine).filter(mine=0).order_by("code")[:PAGE]


@login_required
@require_http_methods(["GET", "POST"])
def new_standard(request: HttpRequest) -> HttpResponse:
    need_administrator(request)
    at = chores.now()
    given = request.POST if request.method == "POST" else None
    kind = Category.objects.filter(code=request.GET.get("category", "")).first()
    form = NewStandardForm(given, today=city_day(at), initial={"category": kind, "condition_no": 1})
    example = ExampleForm(given)
    if form.is_valid() and "save" in request.POST:
        form.instance.valid_from = form.cleaned_data["valid_from"]
        with refused_at(form):
            made = standards.add(form.instance, by=request.user, at=at)
            messages.success(request, _("The standard is written."))
            return redirect("settings-standard", made.pk)
    shown = {"form": form, "example": example, "due": _due(form, example)}
    return render(request, "desk/settings/standard_new.html", shown, status=status_of(form))


@login_required
@require_http_methods(["GET", "POST"])
def standard(request: HttpRequest, pk: int) -> HttpResponse:
    """One standard: its versions, and a form that makes the next one or tries a limit on an example case."""
    need_reader(request)
    found, at = _standard(pk), chores.now()
    given = request.POST if request.method == "POST" else None
    form = StandardForm(given, instance=_standard(pk), today=city_day(at))
    example = ExampleForm(given)
    if request.method == "POST":
        need_administrator(request)
        if form.is_valid() and "save" in request.POST:
            with refused_at(form):
                made = standards.change(
                    found, form.values(), on=form.cleaned_data["valid_from"], by=request.user, at=at
                )
                messages.success(request, _version_said(made))
                return redirect("settings-standard", made.pk)
            found = _newest_beside(form, found)
    return render(request, "desk/settings/standard.html", _page(request, found, form, example), status=status_of(form))


@login_required
@require_POST
def end_standard(request: HttpRequest, pk: int) -> HttpResponse:
    need_administrator(request)
    found, at, form = _standard(pk), chores.now(), EndForm(request.POST)
    if form.is_valid():
        standards.end(found, on=city_day(at), by=request.user, at=at)
        messages.success(request, _("The standard has ended. Cases filed by it keep it."))
        return redirect("settings-standards")
    shown = _page(request, found, StandardForm(instance=found, today=city_day(at)), ExampleForm())
    return render(request, "desk/settings/standard.html", {**shown, "end_form": form}, status=status_of(form))


def _standard(pk: int) -> FilingStandard:
    return get_object_or_404(FilingStandard.objects.select_related("category__parent"), pk=pk)


def _newest_beside(form: StandardForm, found: FilingStandard) -> FilingStandard:
    """Return the version that what was typed is shown over: where somebody else was first, the newest one."""
    if is_overtaken(form):
        found = _standard(standards.versions_of(found)[0].pk)
        form.compare(found)
    return found


def _version_said(made: FilingStandard) -> str:
    facts = {"version": made.version, "day": date_format(made.valid_from)}
    return _("Version %(version)s holds from %(day)s. Cases filed before keep theirs.") % facts


def _page(request: HttpRequest, found: FilingStandard, form: StandardForm, example: ExampleForm) -> dict[str, Any]:
    versions = standards.versions_of(found)
    newest = versions[0] if versions else found
    return {
        "standard": found,
        "form": form,
        "end_form": EndForm(),
        "example": example,
        "due": _due(form, example),
        "versions": versions,
        "is_newest": newest.pk == found.pk,
        "newest": newest,
        "may_change": administers(request.user) and newest.pk == found.pk and found.valid_to is None,
        "changes": foot("standard", key=standards.key_words(found)),
    }


def _due(form: StandardForm, example: ExampleForm) -> str:
    """Return when the example case would be due by what is typed; '' while that cannot be said."""
    if not form.is_bound or not form.is_valid() or not example.is_valid():
        return ""
    department, begins = example.cleaned_data["department"], example.cleaned_data["begins"]
    if department is None or begins is None:
        return ""
    try:
        due = limit_of(FilingStandard(**form.values()), department.pk, WorkCalendars()).due_at(begins)
    except CalendarTooShort as refusal:
        return str(refusal)
    begun, ends = (date_format(localtime(one), "DATETIME_FORMAT") for one in (begins, due))
    return _("A case that begins %(begun)s is due %(ends)s.") % {"begun": begun, "ends": ends}
