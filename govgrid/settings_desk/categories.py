"""The dictionary: components and events by major class, what citizens see of each, and what files it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases import chores, queries
from cases.views.refusals import refused_at, status_of
from departments import ending
from departments.access import administers
from departments.models import Category
from departments.standards import standards_on
from govgrid.configuring import need_administrator, need_reader
from govgrid.settings_desk.categories_forms import CategoryForm, NewCategoryForm
from govgrid.settings_desk.changes import foot
from govgrid.settings_desk.departments_forms import SureForm
from govgrid.settings_desk.saving import saved
from grids.city import city_day

Kind = Category.Kind


@login_required
@require_GET
def categories(request: HttpRequest) -> HttpResponse:
    """One kind of the dictionary, class by class; words and a state may be asked for."""
    need_reader(request)
    kind = Kind.COMPONENT if request.GET.get("kind") == Kind.COMPONENT else Kind.EVENT
    asked, only = request.GET.get("q", "").strip()[:60], request.GET.get("only", "")
    shown = {
        "kind": kind, "tabs": _tabs(kind), "q": asked, "only": only, "states": _states(),
        "classes": _classes(_found(kind, asked, only)), "may_change": administers(request.user),
        "changes": foot("category"),
    }  # fmt: skip
    return render(request, "desk/settings/categories.html", shown)


def _tabs(kind: str) -> list[dict[str, Any]]:
    counts = dict(
        Category.objects.filter(valid_to=None, parent__isnull=False)
        .order_by()
        .values_list("kind")
        .annotate(Count("pk"))
    )
    return [
        {"url": f"?kind={one.value}", "label": one.label, "count": counts.get(one.value, 0), "current": one == kind}
        for one in (Kind.EVENT, Kind.COMPONENT)
    ]


def _states() -> list[tuple[str, str]]:
    return [
        ("", _("All")), ("hidden", _("Hidden from citizens")), ("unverified", _("Not verified")),
        ("without", _("Without a standard")), ("ended", _("Ended")),
    ]  # fmt: skip


def _found(kind: str, asked: str, only: str) -> list[Category]:
    standards = Count("standards", filter=Q(standards__valid_to=None))
    found = Category.objects.filter(kind=kind, valid_to__isnull=only != "ended", parent__isnull=False)
    found = found.select_related("parent").annotate(mine=standards)
    if asked:
        found = found.filter(Q(code__istartswith=asked) | Q(name_en__icontains=asked) | Q(name_zh__icontains=asked))
    narrowed = {"hidden": {"public": False}, "unverified": {"verified": False}, "without": {"mine": 0}}.get(only, {})
    return list(found.filter(**narrowed).order_by("parent__code", "code"))


def _classes(found: list[Category]) -> list[tuple[Category, list[Category]]]:
    classes: dict[int, tuple[Category, list[Category]]] = {}
    for one in found:
        if one.parent:
            classes.setdefault(one.parent.pk, (one.parent, []))[1].append(one)
    return list(classes.values())


@login_required
@require_http_methods(["GET", "POST"])
def new_category(request: HttpRequest) -> HttpResponse:
    need_administrator(request)
    form = NewCategoryForm(request.POST or None)
    if form.is_valid() and saved(request, form, subject="category", key=form.cleaned_data["code"]):
        return redirect("settings-category", form.instance.code)
    return render(request, "desk/settings/category_new.html", {"form": form}, status=status_of(form))


@login_required
@require_http_methods(["GET", "POST"])
def category(request: HttpRequest, code: str) -> HttpResponse:
    need_reader(request)
    form = CategoryForm(request.POST or None, instance=_category(code))
    if request.method == "POST":
        need_administrator(request)
        if form.is_valid() and saved(request, form, subject="category", key=code):
            return redirect("settings-category", code)
    return render(request, "desk/settings/category.html", _page(request, code, form), status=status_of(form))


@login_required
@require_POST
def end_category(request: HttpRequest, code: str) -> HttpResponse:
    need_administrator(request)
    found, at, sure = _category(code), chores.now(), SureForm(request.POST, words=_end_words())
    if sure.is_valid():
        with refused_at(sure):
            ending.end_category(found, on=city_day(at), by=request.user, at=at)
            messages.success(request, _("%(name)s has ended. Its cases keep it.") % {"name": found.name})
            return redirect("settings-categories")
    shown = _page(request, code, CategoryForm(instance=_category(code)))
    return render(request, "desk/settings/category.html", {**shown, "sure": sure}, status=status_of(sure))


def _category(code: str) -> Category:
    return get_object_or_404(Category.objects.select_related("parent"), code=code)


def _end_words() -> str:
    return _("Nobody reports it and nothing files it from today on.")


def _page(request: HttpRequest, code: str, form: CategoryForm) -> dict[str, Any]:
    found = _category(code)
    return {
        "category": found,
        "form": form,
        "sure": SureForm(words=_end_words()),
        "may_change": administers(request.user) and found.valid_to is None,
        "standards": standards_on(city_day(chores.now())).filter(category=found).order_by("condition_no", "zone"),
        "below": found.children.filter(valid_to=None),
        # As far as the reader may see them: administrators see no cases by their post.
        "cases": queries.visible_to(request.user).filter(category=found).count(),
        "changes": foot("category", key=code),
    }
