"""Departments: their tree, how each is reached and works, and what hangs on it before it ends."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases import chores
from cases.models import OPEN_LEG, Leg
from cases.views.refusals import refused_at, status_of
from departments import ending
from departments.access import administers, current_postings
from departments.duties import adopted_set
from departments.models import Department
from govgrid.configuring import need_administrator, need_reader
from govgrid.settings_desk.changes import foot
from govgrid.settings_desk.departments_forms import DepartmentForm, NewDepartmentForm, SureForm
from govgrid.settings_desk.saving import saved
from grids.city import city_day


@login_required
@require_GET
def departments(request: HttpRequest) -> HttpResponse:
    """The tree of the departments that hold, or of all that ever did."""
    need_reader(request)
    ended = request.GET.get("ended") == "1"
    today = city_day(chores.now())
    open_postings = Q(postings__valid_to=None) | Q(postings__valid_to__gt=today)
    people = Count("postings__user", filter=open_postings & Q(postings__user__is_active=True), distinct=True)
    found = (
        Department.objects.filter(valid_to__isnull=not ended).select_related("calendar", "area").annotate(people=people)
    )
    shown = {
        "rows": _tree(list(found.order_by("kind", "code"))), "ended": ended, "may_change": administers(request.user),
        "changes": foot("department"),
    }  # fmt: skip
    return render(request, "desk/settings/departments.html", shown)


def _tree(found: list[Department]) -> list[tuple[int, Department]]:
    """Return the departments with their depth, each below the one it belongs to."""
    known, below = {one.pk for one in found}, {}
    for one in found:
        below.setdefault(one.parent_id if one.parent_id in known else None, []).append(one)
    rows: list[tuple[int, Department]] = []

    def add(parent: int | None, depth: int) -> None:
        for one in below.get(parent, []):
            rows.append((min(depth, 3), one))
            add(one.pk, depth + 1)

    add(None, 0)
    return rows


@login_required
@require_http_methods(["GET", "POST"])
def new_department(request: HttpRequest) -> HttpResponse:
    need_administrator(request)
    form = NewDepartmentForm(request.POST or None)
    if form.is_valid() and saved(request, form, subject="department", key=form.cleaned_data["code"]):
        return redirect("settings-department", form.instance.code)
    return render(request, "desk/settings/department_new.html", {"form": form}, status=status_of(form))


@login_required
@require_http_methods(["GET", "POST"])
def department(request: HttpRequest, code: str) -> HttpResponse:
    need_reader(request)
    form = DepartmentForm(request.POST or None, instance=_department(code))
    if request.method == "POST":
        need_administrator(request)
        if form.is_valid() and saved(request, form, subject="department", key=code):
            return redirect("settings-department", code)
    return render(request, "desk/settings/department.html", _page(request, code, form), status=status_of(form))


@login_required
@require_POST
def end_department(request: HttpRequest, code: str) -> HttpResponse:
    need_administrator(request)
    found, at, sure = _department(code), chores.now(), SureForm(request.POST, words=_end_words())
    if sure.is_valid():
        with refused_at(sure):
            open_parts = Leg.objects.filter(OPEN_LEG, department=found).count()
            ending.end_department(found, open_parts=open_parts, on=city_day(at), by=request.user, at=at)
            messages.success(
                request, _("%(name)s has ended. Its cases keep it in their history.") % {"name": found.name}
            )
            return redirect("settings-departments")
    shown = _page(request, code, DepartmentForm(instance=_department(code)))
    return render(request, "desk/settings/department.html", {**shown, "sure": sure}, status=status_of(sure))


def _department(code: str) -> Department:
    return get_object_or_404(Department.objects.select_related("parent", "calendar", "area"), code=code)


def _end_words() -> str:
    return _("It gets no more cases from today on.")


def _page(request: HttpRequest, code: str, form: DepartmentForm) -> dict[str, Any]:
    # Read anew: a form has what was typed in its own row.
    found, today = _department(code), city_day(chores.now())
    adopted = adopted_set()
    rules = adopted.duties.filter(department=found) if adopted else None
    return {
        "department": found,
        "form": form,
        "sure": SureForm(words=_end_words()),
        "may_change": administers(request.user) and found.valid_to is None,
        "open_parts": Leg.objects.filter(OPEN_LEG, department=found).count(),
        "duties": rules.count() if rules is not None else 0,
        "adopted": adopted,
        "people": current_postings(today).filter(department=found).select_related("user").order_by("role", "user"),
        "below": found.children.filter(valid_to=None).order_by("code"),
        "changes": foot("department", key=code),
    }
