"""Importing a census: check it, read what is wrong, then take it in; the page and the command say the same."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases import chores
from cases.views.refusals import refused_at, status_of
from departments.census import files, taking
from departments.census.files import BadCensus
from departments.census.taking import Outcome
from departments.models import Component
from govgrid.components_desk.forms import CensusForm
from govgrid.configuring import need_administrator

# A page waits for so many rows; more are for the command.
MOST_IN_A_REQUEST = 20_000


@login_required
@require_http_methods(["GET", "POST"])
def import_census(request: HttpRequest) -> HttpResponse:
    """Show the form; with a file what it would do (`check`) or, with `import`, what it did."""
    need_administrator(request)
    form, outcome = CensusForm(), None
    if request.method == "POST":
        form = CensusForm(request.POST, request.FILES)
        if form.is_valid():
            outcome = _taken(form, dry_run="import" not in request.POST)
    status = 422 if outcome and outcome.findings.fault_count else status_of(form)
    return render(request, "desk/components_import.html", _shown(form, outcome), status=status)


def _taken(form: CensusForm, *, dry_run: bool) -> Outcome | None:
    with refused_at(form, "file"):
        upload = form.cleaned_data["file"]
        table = files.read(_whole(upload), upload.name)
        if len(table.rows) > MOST_IN_A_REQUEST:
            raise BadCensus(
                _("The file has more than %(most)s rows, too many for a page to wait for. Run: manage.py "
                  "import_components FILE") % {"most": MOST_IN_A_REQUEST}
            )  # fmt: skip
        return taking.take(table, form.wish(), at=chores.now(), dry_run=dry_run)
    return None


def _whole(upload: UploadedFile) -> bytes:
    """Return the file; an upload is cut off behind the limit. Raises BadCensus for one that was."""
    if (upload.size or 0) > settings.PHOTO_MAX_BYTES:
        limit = {"limit": filesizeformat(settings.PHOTO_MAX_BYTES)}
        raise BadCensus(_("This file is larger than %(limit)s. Run: manage.py import_components FILE") % limit)
    return upload.read()


def _shown(form: CensusForm, outcome: Outcome | None) -> dict[str, Any]:
    standing = Component.objects.filter(valid_to=None).count()
    return {"form": form, "outcome": outcome, "counts": _counts(outcome) if outcome else [], "standing": standing}


def _counts(outcome: Outcome) -> list[dict[str, Any]]:
    rows = (
        (_("Rows read"), outcome.rows),
        (_("New"), outcome.new),
        (_("Changed"), outcome.changed),
        (_("As they were"), outcome.same),
        (_("Ended"), outcome.ended),
    )
    return [{"label": label, "value": value} for label, value in rows]
