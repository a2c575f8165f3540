"""What calendar edits have changed: the jobs that computed running clocks anew, for those who keep the calendars."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cases import queries
from cases.models import Recount
from cases.views.keyset import Keyset
from departments.access import administers

PAGE = 50


@login_required
@require_GET
def recounts(request: HttpRequest) -> HttpResponse:
    """List the jobs, newest first: for which calendar, asked by whom, what was looked at and what moved."""
    if not administers(request.user):
        raise queries.NoSuchCase(_("This page is for administrators."))
    page = Keyset(request, Recount.objects.select_related("calendar", "asked_by"), ("-pk",), size=PAGE)
    return render(request, "desk/recounts.html", {"jobs": page.rows, "page": page})
