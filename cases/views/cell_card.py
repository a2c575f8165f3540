"""The card of a cell: what lies in it, who is there, who answers for what, and its cases."""

from datetime import date, datetime
from typing import Any

import orjson
import shapely
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cases import cell_facts, chores, queries
from cases.measures import MEASURES
from cases.views.map_wish import MapWish
from cases.views.maps import background_url
from cases.views.tiles import tiles_address
from departments.access import scope_of
from departments.models import User
from grids.city import city_day
from grids.models import Area, Level

SHOWN = ("open", "late", "reported", "closed")
ICONS = {"open": "inbox", "late": "alert-triangle", "reported": "flag", "closed": "circle-check"}


@login_required
@require_GET
def cell_card(request: HttpRequest, code: str) -> HttpResponse:
    """The card of a cell, of today or ended, for those who may see the cases of its area."""
    cell, at = _cell_for(request.user, code), chores.now()
    today = city_day(at)
    shown = {
        "cell": cell,
        "above": Area.objects.filter(pk__in=cell.path_ids()[:-1]).order_by("path"),
        "ended": cell.valid_to is not None and cell.valid_to <= today,
        "followers": cell_facts.followed_by(cell, on=today),
        "figures": _figures(request.user, cell, at),
        "facts": _facts(cell, today),
        "officers": cell_facts.officers(cell, at=at),
        "weeks": _weeks(request.user, cell, at),
        "answering": cell_facts.answering(cell, at=at).items(),
        "editions": cell_facts.editions_of(cell),
        **_map(cell, at),
    }
    return render(request, "desk/cell.html", shown)


def _cell_for(user: User, code: str) -> Area:
    cell = Area.objects.filter(level=Level.CELL, code=code).first()
    if cell is None or not scope_of(user).reach("view_cases").covers([], cell.path):
        raise queries.NoSuchCase(_("There is no cell %(code)s that you may see.") % {"code": code})
    return cell


def _figures(user: User, cell: Area, at: datetime) -> list[dict[str, Any]]:
    wish = MapWish("open", "", "then", "", "")
    seen = queries.visible_to(user)
    found = []
    for name in SHOWN:
        filters = {**MEASURES[name].wish, "area": cell.code}
        cases = queries.found_by(seen, filters, at=at).count()
        tone = "late" if name == "late" and cases else ""
        found.append({"label": MEASURES[name].label, "value": cases, "url": wish.list_url(cell.code, name),
                      "icon": ICONS[name], "tone": tone})  # fmt: skip
    return found


def _facts(cell: Area, today: date) -> list[dict[str, Any]]:
    unknown = _("not known")
    return [
        {"label": _("Code"), "value": cell.code},
        {"label": _("Zone"), "value": cell.get_zone_display()},
        {"label": _("Households"), "value": unknown if cell.households is None else cell.households},
        {"label": _("Population"), "value": unknown if cell.population is None else cell.population},
        {"label": _("Components"), "value": cell_facts.components_in(cell, on=today)},
    ]


def _weeks(user: User, cell: Area, at: datetime) -> list[dict[str, Any]]:
    found = cell_facts.weeks(user, cell, at=at)
    most = max([1, *(max(week.reported, week.closed) for week in found)])
    return [
        {"week": week, "reported": round(100 * week.reported / most), "closed": round(100 * week.closed / most)}
        for week in found
    ]


def _map(cell: Area, at: datetime) -> dict[str, Any]:
    shape = cell_facts.outline(cell, on=city_day(at))
    return {
        "outline": orjson.loads(shapely.to_geojson(shape)) if shape is not None else None,
        "base_url": background_url(),
        "tiles_url": tiles_address(at),
    }
