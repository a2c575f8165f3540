"""Cover: which responsibility grids have an officer today, on a map and in a list; assigning and releasing."""

from collections import Counter
from datetime import date, datetime
from typing import Any

import orjson
import shapely
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from cases import chores
from cases.views.maps import background_url
from cases.views.refusals import refused_at, status_of
from departments import cover as covers
from departments.access import administers
from departments.cover import Cover, CoveredArea
from departments.models import Posting, User
from departments.roles import Role
from govgrid.configuring import need_administrator, need_reader
from govgrid.grids_desk.drawing import collection, feature
from govgrid.grids_desk.from_day import FromDay
from grids.boundaries import shapes_of
from grids.city import city_day
from grids.models import Area, Boundary, in_force

SHOWN = 40
# Two metres: less is not seen on a map of a district.
DRAWN_DEGREES = 2e-5
TONES = {Cover.GAP: "late", Cover.AWAY: "warn", Cover.OFF: "info", Cover.HERE: "ok"}


class AssignForm(FromDay):
    officer = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("Grid officer"))
    on = forms.DateField(
        label=gettext_lazy("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip

    def __init__(self, *given: Any, today: date, **named: Any) -> None:
        super().__init__(*given, today=today, **named)
        self.fields["officer"].queryset = User.objects.filter(pk__in=[one.pk for one in covers.officers(today)])


@login_required
@require_GET
def cover(request: HttpRequest) -> HttpResponse:
    need_reader(request)
    at = chores.now()
    return render(request, "desk/grid_cover.html", _page(request, at))


@login_required
@require_GET
def land(request: HttpRequest) -> HttpResponse:
    """The outlines of the areas of cover, each with its state: what the map of the page is drawn from."""
    need_reader(request)
    at = chores.now()
    found = {one.area.pk: one for one in covers.cover_at(at)}
    shapes = shapes_of(Boundary.objects.filter(in_force(city_day(at)), area__in=found))
    features = [
        feature(shapely.simplify(shape, DRAWN_DEGREES), found[pk].state, found[pk].area.code, label=found[pk].area.name)
        for pk, shape in shapes.items()
    ]
    return HttpResponse(orjson.dumps(collection(features)), content_type="application/geo+json")


@login_required
@require_POST
def assign(request: HttpRequest, code: str) -> HttpResponse:
    """Post an officer to an area from a day on."""
    need_administrator(request)
    at, area = chores.now(), _area(code)
    form = AssignForm(request.POST, today=city_day(at))
    if form.is_valid():
        with refused_at(form):
            officer = form.cleaned_data["officer"]
            covers.assign(officer, area, by=request.user, on=form.cleaned_data["on"], at=at)
            messages.success(request, _("%(officer)s is assigned to %(area)s.") % {"officer": officer, "area": area})
            return _back(code)
    return render(request, "desk/grid_cover.html", _page(request, at, area, form), status=status_of(form))


@login_required
@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """End an officer's posting from today."""
    need_administrator(request)
    at = chores.now()
    to_areas = Posting.objects.filter(role=Role.OFFICER, area__isnull=False).select_related("user", "area")
    posting = get_object_or_404(to_areas, pk=pk)
    covers.release(posting, by=request.user, on=city_day(at), at=at)
    facts = {"officer": posting.user, "area": posting.area}
    messages.success(request, _("%(officer)s is no longer assigned to %(area)s.") % facts)
    return _back(posting.area.code)


def _area(code: str) -> Area:
    return get_object_or_404(Area, code=code)


def _back(code: str) -> HttpResponse:
    return redirect(f"{reverse('grid-cover')}?area={code}#assign")


def _page(
    request: HttpRequest, at: datetime, area: Area | None = None, form: AssignForm | None = None
) -> dict[str, Any]:
    found, today = covers.cover_at(at), city_day(at)
    asked, state = request.GET.get("q", "").strip()[:60], request.GET.get("state", "")
    chosen = next((one for one in found if one.area.code == (area.code if area else request.GET.get("area", ""))), None)
    rows = [one for one in found if _fits(one, asked, state)]
    may_change = administers(request.user)
    return {
        "rows": rows[:SHOWN], "more": max(0, len(rows) - SHOWN), "asked": asked, "state": state, "chosen": chosen,
        "kpis": _kpis(found), "states": Cover.choices, "may_change": may_change,
        "map_url": background_url(),
        "form": form or (AssignForm(today=today, initial={"on": today}) if may_change else None),
        "later": _later(chosen, today),
    }  # fmt: skip


def _fits(one: CoveredArea, asked: str, state: str) -> bool:
    words = f"{one.area.code} {one.area.name_en} {one.area.name_zh}".lower()
    return asked.lower() in words and (not state or one.state == state)


def _kpis(found: list[CoveredArea]) -> list[dict[str, Any]]:
    counts = Counter(one.state for one in found)
    address = reverse("grid-cover")
    return [
        {
            "label": state.label,
            "value": counts[state],
            "tone": TONES[state] if counts[state] else "",
            "url": f"{address}?state={state}",
        }
        for state in Cover
    ]


def _later(chosen: CoveredArea | None, today: date) -> list[Posting]:
    """Return the officers' postings to the chosen area that begin after today."""
    if chosen is None:
        return []
    rows = Posting.objects.filter(role=Role.OFFICER, area=chosen.area, valid_from__gt=today).select_related("user")
    return [row for row in rows if row.valid_to is None or row.valid_to > row.valid_from]
