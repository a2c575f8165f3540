"""Generating the cells of a community: look at what would come out, then adopt it as an edition of the grid."""

from typing import Any

import numpy as np
import orjson
import shapely
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods
from shapely.geometry.base import BaseGeometry

from cases import chores
from cases.views.maps import background_url
from cases.views.refusals import refused_at, status_of
from govgrid.configuring import need_administrator
from govgrid.grids_desk.generating_form import AdoptCellsForm, GenerateForm
from grids import editions
from grids.city import city_day
from grids.editions import Change
from grids.generating.adopting import Plan, adopt_plans, change_of, plans_for
from grids.generating.planning import balance
from grids.models import Area, Edition

LISTED = 300
# Two forms on one page ask for the same: their fields must not share ids.
ADOPT_ID = "adopt_%s"


@login_required
@require_http_methods(["GET", "POST"])
def generate(request: HttpRequest) -> HttpResponse:
    """The form and, once it is filled in, the plan; sent by the plan's own form, the cells are adopted."""
    need_administrator(request)
    at = chores.now()
    today = city_day(at)
    if request.method == "POST":
        adopting = AdoptCellsForm(request.POST, today=today, auto_id=ADOPT_ID)
        if adopting.is_valid() and (edition := _adopted(request, adopting, at)):
            messages.success(request, _told(edition))
            return redirect("desk-grids")
        return _page(request, GenerateForm(request.POST, today=today), adopting)
    return _page(request, GenerateForm(request.GET or None, today=today), None)


def _adopted(request: HttpRequest, form: AdoptCellsForm, at: Any) -> Edition | None:
    area, way, on = form.chosen()
    with refused_at(form):
        return adopt_plans(
            plans_for(area, way, on=on), on=on, at=at, seen=form.cleaned_data["seen"],
            replace=form.cleaned_data["replace"], by_name=request.user.name, note=f"{area}: {way}",
        )  # fmt: skip
    return None


def _told(edition: Edition) -> str:
    count = len(edition.began)
    words = ngettext(
        "%(count)s cell is made, by edition %(number)s.", "%(count)s cells are made, by edition %(number)s.", count
    )
    return words % {"count": count, "number": edition.number}


def _page(request: HttpRequest, form: GenerateForm, adopting: AdoptCellsForm | None) -> HttpResponse:
    shown: dict[str, Any] = {"form": form, "adopting": adopting}
    if form.is_bound and form.is_valid():
        with refused_at(form):
            shown |= _plan_shown(form)
            # What was sent goes along; the edition is the one that the person looks at now.
            sent = {**request.GET.dict(), **request.POST.dict(), "seen": editions.newest_number()}
            fresh = AdoptCellsForm(sent, today=form.fields["on"].initial, auto_id=ADOPT_ID)
            shown["hidden"] = [field.as_hidden() for field in fresh if field.name != "replace"]
            shown["replace"] = (adopting or fresh)["replace"]
    return render(request, "desk/grids_generate.html", shown, status=status_of(adopting or form))


def _plan_shown(form: GenerateForm) -> dict[str, Any]:
    area, way, on = form.chosen()
    [plan] = plans_for(area, way, on=on)
    change = change_of([plan], on=on, replace=True)
    rows = _rows(plan, change)
    return {
        "plan": plan,
        "facts": _facts(plan, change),
        "ends": len(change.end),
        "rows": rows[:LISTED],
        "left_out": max(0, len(rows) - LISTED),
        "outlines": _outlines(plan, rows),
        "map_url": background_url(),
    }


def _rows(plan: Plan, change: Change) -> list[dict[str, Any]]:
    codes = sorted(area.code for area in change.begin)
    walks = {area.code: area.parent_id for area in change.begin}
    names = {walk.pk: walk.name for walk in Area.objects.filter(pk__in=walks.values())}
    return [
        {
            "code": code,
            "number": code[len(plan.community.code) :],
            "square_metres": f"{cell.square_metres:,.0f}",
            "households": cell.households,
            "within": names.get(walks[code] or 0, "") if walks[code] != plan.community.pk else "",
        }
        for code, cell in zip(codes, plan.cells, strict=True)
    ]


def _facts(plan: Plan, change: Change) -> list[dict[str, Any]]:
    land = balance([cell.square_metres for cell in plan.cells])
    facts = [
        (_("Number of cells"), len(plan.cells)),
        (_("Smallest"), _("%(area)s m²") % {"area": f"{land.least:,.0f}"}),
        (_("Largest"), _("%(area)s m²") % {"area": f"{land.most:,.0f}"}),
    ]
    if plan.households:
        homes = balance(plan.households)
        told = {"least": f"{homes.least:,}", "most": f"{homes.most:,}", "off": round(homes.off_percent)}
        facts.append((_("Households a cell"), _("%(least)s to %(most)s, at most %(off)s %% off the mean") % told))
    facts.append((_("Outlines along it that get new corners"), len(change.reshape)))
    return [{"label": label, "value": value} for label, value in facts]


def _outlines(plan: Plan, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the planned cells as GeoJSON, to a decimetre: for looking at."""
    shapes = [_rounded(cell.shape) for cell in plan.cells]
    features = [
        {"type": "Feature", "geometry": orjson.loads(shapely.to_geojson(shape)), "properties": {"n": row["number"]}}
        for shape, row in zip(shapes, rows, strict=True)
    ]
    return {"type": "FeatureCollection", "features": features}


def _rounded(shape: BaseGeometry) -> BaseGeometry:
    return shapely.transform(shape, lambda degrees: np.round(degrees, 6))
