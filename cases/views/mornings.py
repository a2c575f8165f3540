"""The morning summary in the product: as the mail has it today, and whether and when it comes."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cases import chores, mornings, queries
from cases.forms_board import SummaryForm
from departments.access import scope_of
from grids.city import this_city


@login_required
def summary(request: HttpRequest) -> HttpResponse:
    if "supervise_cases" not in scope_of(request.user):
        raise queries.NoSuchCase(_("This summary is for supervisors."))
    form = SummaryForm.of(mornings.wish_of(request.user))
    if request.method == "POST":
        form = SummaryForm(request.POST)
        if form.is_valid():
            mornings.choose(request.user, **form.chosen())
            messages.success(request, _("Kept."))
            return redirect("desk-summary")
    at = chores.now()
    shown = {"form": form, **mornings.told(request.user, at=at), "site": "", "hour": this_city().summary_hour}
    return render(request, "desk/summary.html", shown)
