"""The department's side of its links: give one, take it back, answer, confirm or send back what was done."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from cases import chores, part_shares, queries
from cases.forms_parts import GiveForm, WordsForm
from cases.models import Case, Leg, LegState, PartShare
from cases.views.part_panel import panel
from cases.views.refusals import refused_at, status_of
from departments.access import scope_of


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def links(request: HttpRequest, number: str) -> HttpResponse:
    """The links to one's own part; POST makes one, whose address is shown once."""
    case, at = queries.case_for(request.user, number), chores.now()
    leg = _own_leg(request, case)
    form = GiveForm(request.POST if request.method == "POST" else None, auto_id="give_%s")
    if form.is_bound and form.is_valid():
        with refused_at(form):
            share, secret = part_shares.give(leg, by=request.user, at=at, **form.said())
            # For the next page only: after that nobody can read it anywhere.
            request.session["part_link"] = {"share": share.pk, "secret": secret}
            return redirect("part-links", number)
    return _page(request, case, leg, at, give_form=form, status=status_of(form) if form.is_bound else 200)


def _own_leg(request: HttpRequest, case: Case) -> Leg:
    """Return the part that this person's department has. Raises NoSuchCase for who has none."""
    mine = scope_of(request.user).reach("work_cases").department_ids
    own = case.legs.filter(department__in=mine).exclude(state__in=[LegState.RETURNED, LegState.WITHDRAWN])
    leg = own.select_related("department", "case").order_by("part", "pk").last()
    if leg is None:
        raise queries.NoSuchCase(_("Your department has no part in case %(number)s.") % {"number": case.number})
    return leg


@login_required
@require_POST
def act(request: HttpRequest, number: str, pk: int, action: str) -> HttpResponse:
    """Take a link back, answer over it, confirm what was done or send it back."""
    case, at = queries.case_for(request.user, number), chores.now()
    share = part_shares.share_of(case, pk)
    form = (WordsForm if action in {"answer", "back"} else Form)(request.POST, auto_id=f"{action}_{pk}_%s")
    if form.is_valid():
        with refused_at(form):
            _do(action, share, request, form.cleaned_data, at)
            messages.success(request, _("Done."))
            return redirect("part-links", number)
    leg = _own_leg(request, case)
    return _page(request, case, leg, at, bound=(pk, action, form), status=status_of(form))


def _do(action: str, share: PartShare, request: HttpRequest, said: dict[str, Any], at: datetime) -> None:
    by = request.user
    if action == "take-back":
        part_shares.take_back(share, by=by, at=at)
    elif action == "confirm":
        part_shares.confirm(share, by=by, at=at)
    elif action == "back":
        part_shares.send_back(share, words=said["words"], by=by, at=at)
    elif action == "answer":
        part_shares.answer(share, words=said["words"], by=by, at=at)
    else:
        raise queries.NoSuchCase(_("There is no such move."))


def _page(
    request: HttpRequest, case: Case, leg: Leg, at: datetime, *, status: int = 200, bound: Any = None, **more: Any
) -> HttpResponse:
    new = request.session.pop("part_link", None)
    address = f"{settings.PUBLIC_URL}{reverse('part-link', args=[new['secret']])}" if new else ""
    context = {
        "case": case,
        "leg": leg,
        "at": at,
        "address": address,
        "shares": panel(leg, request.user, at, bound),
        **more,
    }
    context.setdefault("give_form", GiveForm(auto_id="give_%s"))
    return render(request, "desk/part_links.html", context, status=status)
