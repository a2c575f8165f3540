"""Importing a file: it is sent, its report is read, and just that file is adopted."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from cases import chores
from cases.views.refusals import refused_at, status_of
from govgrid.configuring import need_administrator
from govgrid.grids_desk import kept_files
from govgrid.grids_desk.forms_import import ReadForm, SendForm, first_reading
from govgrid.grids_desk.kept_files import KeptFile
from govgrid.lib.refusals import Refusal
from grids.city import city_day
from grids.importing.adopting import adopt
from grids.importing.comparing import Plan, plan_of
from grids.models import Edition

SHOWN = 200


@csrf_exempt
@login_required
@require_http_methods(["GET", "POST"])
def send_file(request: HttpRequest) -> HttpResponse:
    """Ask for a file and keep it. How much of it is read must be said before the form is: hence the two views."""
    need_administrator(request)
    request.upload_handlers = [kept_files.MapFileCutOff(request), TemporaryFileUploadHandler(request)]
    return _send_file(request)


@csrf_protect
def _send_file(request: HttpRequest) -> HttpResponse:
    form = SendForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        at = chores.now()
        token = kept_files.keep(form.cleaned_data["file"], user_id=request.user.pk, at=at)
        query = first_reading(form.cleaned_data["level"], on=city_day(at))
        return redirect(f"{reverse('grid-import-file', args=[token])}?{urlencode(query)}")
    return render(request, "desk/grid_import.html", {"form": form}, status=status_of(form))


@login_required
@require_http_methods(["GET", "POST"])
def sent_file(request: HttpRequest, token: str) -> HttpResponse:
    """The report of a file, read as the form says; a POST adopts what was shown, or says why not."""
    need_administrator(request)
    at = chores.now()
    file = kept_files.kept(token, user_id=request.user.pk, at=at)
    given = request.POST if request.method == "POST" else request.GET
    today = city_day(at)
    form = ReadForm(given or first_reading("cell", on=today), today=today)
    plan = plan_of(file.path, form.wish()) if form.is_valid() else None
    if plan and request.method == "POST":
        with refused_at(form):
            edition = _adopt(request, plan, file, at)
            messages.success(request, _said(edition))
            return redirect("desk-grids")
    if plan:
        form.offer(plan.report)
    return render(request, "desk/grid_import_file.html", _shown(file, form, plan), status=status_of(form))


def _adopt(request: HttpRequest, plan: Plan, file: KeptFile, at: datetime) -> Edition:
    if request.POST.get("mark") != plan.mark:
        raise Refusal(_("What would change is no longer what you read. Read the report again."))
    edition = adopt(plan, at=at, by_name=str(request.user), note=file.name)
    kept_files.forget(file.token)
    return edition


def _said(edition: Edition) -> str:
    facts = {
        "number": edition.number, "day": edition.valid_from, "began": len(edition.began),
        "reshaped": len(edition.reshaped), "ended": len(edition.ended),
    }  # fmt: skip
    return _(
        "Edition %(number)s holds from %(day)s: %(began)s areas begin, %(reshaped)s are reshaped, %(ended)s end."
    ) % facts  # fmt: skip


def _shown(file: KeptFile, form: ReadForm, plan: Plan | None) -> dict[str, Any]:
    if plan is None:
        return {"file": file, "form": form}
    report = plan.report
    found = [("late", _("Fault"), one) for one in report.faults] + [
        ("warn", _("Warning"), one) for one in report.warnings
    ]
    return {
        "file": file,
        "form": form,
        # The same answers again, without ids: what is adopted is what was read.
        "same": ReadForm(form.data, today=form.today, auto_id=False),
        "report": report,
        "mark": plan.mark,
        "findings": found[:SHOWN],
        "more": sum(report.counts.values()) - len(found[:SHOWN]),
        "faults": sum(report.counts.values()) - len(report.warnings) if report.faults else 0,
        "may_adopt": not report.faults and bool(report.changes),
        "figures": _figures(plan),
    }


def _figures(plan: Plan) -> list[dict[str, Any]]:
    report = plan.report
    rows = [
        (_("Begin"), report.begin), (_("Are reshaped"), report.reshape), (_("End"), report.end),
        (_("Stay as they are"), report.unchanged), *([(_("Are renamed"), report.rename)] if report.rename else []),
    ]  # fmt: skip
    return [{"label": label, "value": value} for label, value in rows]
