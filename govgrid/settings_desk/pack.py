"""The whole city as a pack: taken out as a zip, sent in, read, compared with what is here, and loaded."""

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods

from cases import chores
from cases.views.refusals import refused_at, status_of
from departments.access import administers
from govgrid.configuring import need_administrator, need_reader
from govgrid.grids_desk import kept_files
from govgrid.grids_desk.kept_files import KeptFile
from govgrid.packs.city_of_today import write_city_of_today
from govgrid.packs.comparing import Line, Plan, Table, plan_of
from govgrid.packs.importing import import_pack, need_this_city, slug_in
from govgrid.packs.zipped import unpack, zip_of
from govgrid.settings_desk.changes import foot
from govgrid.settings_desk.pack_forms import LoadPackForm, SendPackForm
from govgrid.settings_desk.words import TABLES, value_words
from grids.city import city_day, this_city

FAULTS_SHOWN = 200


@csrf_exempt
@login_required
@require_http_methods(["GET", "POST"])
def pack(request: HttpRequest) -> HttpResponse:
    """The pack of today, and a form to send another. How much of a file is read must be said before the form is."""
    need_reader(request)
    request.upload_handlers = [kept_files.MapFileCutOff(request), TemporaryFileUploadHandler(request)]
    return _pack(request)


@csrf_protect
def _pack(request: HttpRequest) -> HttpResponse:
    form = SendPackForm()
    if request.method == "POST":
        need_administrator(request)
        form = SendPackForm(request.POST, request.FILES)
        if form.is_valid() and (token := _kept(request, form)):
            return redirect("settings-pack-sent", token)
    shown = {"form": form, "may_change": administers(request.user), "changes": foot("pack"), "city": this_city()}
    return render(request, "desk/settings/pack.html", shown, status=status_of(form))


def _kept(request: HttpRequest, form: SendPackForm) -> str:
    """Keep a zip that is a pack of this city and return its name; '' with the refusal at the form for any other."""
    at = chores.now()
    token = kept_files.keep(form.cleaned_data["file"], user_id=request.user.pk, at=at)
    with refused_at(form, "file"):
        with TemporaryDirectory(prefix="pack-") as folder:
            unpack(kept_files.kept(token, user_id=request.user.pk, at=at).path, Path(folder))
            need_this_city(slug_in(Path(folder)))
        return token
    kept_files.forget(token)
    return ""


@login_required
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The city of today as the zip of a pack."""
    need_reader(request)
    day = city_day(chores.now())
    with TemporaryDirectory(prefix="pack-") as folder:
        write_city_of_today(Path(folder), on=day)
        data = zip_of(Path(folder))
    name = f'attachment; filename="{this_city().slug}-{day}.zip"'
    return HttpResponse(data, content_type="application/zip", headers={"Content-Disposition": name})


@login_required
@require_http_methods(["GET", "POST"])
def sent_pack(request: HttpRequest, token: str) -> HttpResponse:
    """What is wrong with a pack that was sent, or what it would change; a POST loads just what was shown."""
    need_administrator(request)
    at = chores.now()
    file = kept_files.kept(token, user_id=request.user.pk, at=at)
    plan = _plan(file, at)
    form = LoadPackForm(request.POST) if request.method == "POST" else LoadPackForm(initial={"mark": plan.mark})
    if request.method == "POST" and form.is_valid():
        with refused_at(form):
            _load(request, plan, form, file, at)
            return redirect("settings-pack")
        form.data = {**form.data.dict(), "mark": plan.mark}
    return render(request, "desk/settings/pack_sent.html", _shown(file, plan, form), status=status_of(form))


def _plan(file: KeptFile, at: datetime) -> Plan:
    with TemporaryDirectory(prefix="pack-") as folder:
        unpack(file.path, Path(folder))
        return plan_of(Path(folder), on=city_day(at))


def _load(request: HttpRequest, plan: Plan, form: LoadPackForm, file: KeptFile, at: datetime) -> None:
    wish = {"mark": form.cleaned_data["mark"], "land_wins": form.cleaned_data["land_wins"]}
    changes = import_pack(plan, name=file.name, by=request.user, at=at, **wish)
    kept_files.forget(file.token)
    messages.success(request, _("The pack is loaded."))
    if changes.to_do:
        messages.warning(
            request, _("Its duty list differs and is a draft. Try it on past cases under “Duty list”, then adopt it.")
        )


def _shown(file: KeptFile, plan: Plan, form: LoadPackForm) -> dict[str, Any]:
    faults, warnings = sorted(plan.findings.faults), sorted(plan.findings.warnings)
    return {
        "file": file,
        "form": form,
        "faults": faults[:FAULTS_SHOWN],
        "fault_count": len(faults),
        "more_faults": max(0, len(faults) - FAULTS_SHOWN),
        "warnings": warnings[:FAULTS_SHOWN],
        "tables": [_shown_table(table) for table in plan.tables],
        "land": any(table.name in ("areas", "boundaries") for table in plan.tables),
        "duties": any(table.name == "duties" for table in plan.tables),
    }


def _shown_table(table: Table) -> dict[str, Any]:
    return {
        "name": TABLES[table.name],
        **table.counts,
        "lines": [_shown_line(line) for line in table.lines],
        "more": table.more,
    }


def _shown_line(line: Line) -> dict[str, Any]:
    kinds = {"added": _("Added"), "changed": _("Changed"), "ended": _("Ended")}
    tones = {"added": "ok", "changed": "info", "ended": "warn"}
    columns = [(name, value_words(old), value_words(new)) for name, old, new in line.columns]
    return {"kind": kinds[line.kind], "tone": tones[line.kind], "key": line.key, "columns": columns}
