"""The officer's phone: pages that a worker keeps for use without network, and that work without scripts too.

Each page is the whole app with one of its views shown. With scripts the app fills it from the phone's own copy;
without, the list of tasks and a plain form stand there.
"""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cases import chores, field_day, intake, queries, words
from cases.forms_field import PlainReportForm
from cases.views.field_shell import app_context
from cases.views.refusals import refused_at, status_of
from cases.views.rows import Row
from cases.whereabouts import area_names
from departments.access import scope_of


def _need_officer(request: HttpRequest) -> None:
    scope = scope_of(request.user)
    if not ("check_cases" in scope or "report_cases" in scope):
        raise queries.NoSuchCase(_("The field app is for grid officers."))


def _page(request: HttpRequest, view: str, *, status: int = 200, **more: Any) -> HttpResponse:
    answer = render(request, "field/app.html", {**app_context(), "view": view, **more}, status=status)
    add_never_cache_headers(answer)
    return answer


@login_required
@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """The officer's tasks, the most pressing first; the app sorts them by distance."""
    _need_officer(request)
    at = chores.now()
    tasks, own = list(queries.tasks_of(request.user)[: field_day.TASKS]), list(field_day.own_reports(request.user)[:20])
    areas = area_names([*(task.case for task in tasks), *own])
    rows = [
        Row(n, task.case, areas.get(task.case_id, ""), words.due(task.due_at, at=at), waits=task.get_kind_display())
        for n, task in enumerate(tasks, 1)
    ]
    mine = [Row(n, case, areas.get(case.pk, ""), None, state=case.status, state_label=case.get_status_display())
            for n, case in enumerate(own, 1)]  # fmt: skip
    return _page(request, "today", rows=rows, own=mine)


@login_required
@require_http_methods(["GET", "POST"])
def log(request: HttpRequest) -> HttpResponse:
    """Log a case. The app keeps it on the phone first; what is posted here comes from the form without scripts."""
    _need_officer(request)
    form = PlainReportForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        with refused_at(form, "address"):
            told = intake.report(form.telling(), by=request.user, at=chores.now(), key=form.sender_key(request.user))
            messages.success(request, _("Reported as %(number)s.") % {"number": told.number})
            return redirect("field")
    return _page(request, "log", form=form, status=status_of(form) if form.is_bound else 200)


@login_required
@require_GET
def other(request: HttpRequest, view: str, **_part: Any) -> HttpResponse:
    """A view that lives on the phone alone: one task, the outbox, the patrol."""
    _need_officer(request)
    return _page(request, view)
