"""The roster: the week of a department, where its head writes down shifts, absences and deputies."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cases import chores, queries
from cases.views.refusals import refused_at, status_of
from departments import shifts
from departments.access import scope_of
from departments.forms_roster import DeskAbsenceForm, DeskShiftForm
from departments.models import Absence, Department, Shift

FORMS = {"shift": DeskShiftForm, "absence": DeskAbsenceForm}
TABLES = {"shift": Shift, "absence": Absence}


@login_required
@require_GET
def week(request: HttpRequest) -> HttpResponse:
    return _page(request, _department(request, request.GET.get("department", "")), request.GET.get("week", ""))


@login_required
@require_POST
def plan(request: HttpRequest, what: str) -> HttpResponse:
    """Write down a shift or an absence; a refusal shows the week with what was typed."""
    if what not in FORMS:
        raise queries.NoSuchCase(_("There is no such page."))
    department = _department(request, request.POST.get("department", ""))
    form = FORMS[what](request.POST, department=department, auto_id=f"{what}_%s")
    if form.is_valid():
        with refused_at(form):
            _write_down(request, what, form, department)
            return redirect(_address(department, timezone.localdate(form.instance.begins_at)))
    shown = request.POST.get("week", "")
    return _page(request, department, shown, status=status_of(form), **{f"{what}_form": form})


def _write_down(request: HttpRequest, what: str, form: Any, department: Department) -> None:
    if what == "shift":
        shifts.plan_shift(form.instance, department, by=request.user)
        messages.success(request, _("The shift is in the roster."))
        return
    absence = shifts.plan_absence(form.instance, department, by=request.user)
    messages.success(request, _("The absence is in the roster."))
    if since := shifts.nobody_from(absence):
        messages.warning(request, shifts.gap_words(absence, since))


@login_required
@require_POST
def strike_out(request: HttpRequest, what: str, pk: int) -> HttpResponse:
    """Take a shift or an absence out of the roster."""
    department = _department(request, request.POST.get("department", ""))
    planned = TABLES[what].objects.filter(pk=pk).first() if what in TABLES else None
    if planned is None:
        raise queries.NoSuchCase(_("It is no longer in the roster."))
    shifts.strike_out(planned, department, by=request.user)
    messages.success(request, _("It is no longer in the roster."))
    return redirect(_address(department, timezone.localdate(planned.begins_at)))


def _department(request: HttpRequest, code: str) -> Department:
    """Return the department that was asked for, among those whose work this person gives out; else the first."""
    departments = _own(request)
    if not departments:
        raise queries.NoSuchCase(_("This desk is not yours."))
    return next((department for department in departments if department.code == code), departments[0])


def _own(request: HttpRequest) -> list[Department]:
    mine = scope_of(request.user).reach("assign_cases").department_ids
    return list(Department.objects.filter(pk__in=mine).order_by("pk"))


def _address(department: Department, day: date) -> str:
    return f"{reverse('desk-roster')}?department={department.code}&week={shifts.monday_of(day)}"


def _day(text: str, today: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return today


def _page(request: HttpRequest, department: Department, asked: str, *, status: int = 200, **more: Any) -> HttpResponse:
    at = chores.now()
    today = timezone.localdate(at)
    monday = shifts.monday_of(_day(asked, today))
    days = [monday + timedelta(days=n) for n in range(shifts.DAYS)]
    lines = [
        {"person": line.person, "days": list(zip(days, line.shifts, line.absences, strict=True))}
        for line in shifts.week_of(department, monday)
    ]
    shown = {
        "department": department, "departments": _own(request), "lines": lines, "days": days, "today": today,
        "monday": monday, "before": _address(department, monday - timedelta(days=7)),
        "after": _address(department, monday + timedelta(days=7)), "now": _address(department, today),
        "shift_form": DeskShiftForm(department=department, auto_id="shift_%s"),
        "absence_form": DeskAbsenceForm(department=department, auto_id="absence_%s"),
    }  # fmt: skip
    return render(request, "desk/roster.html", {**shown, **more}, status=status)
