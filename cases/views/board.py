"""The list of cases, which every number elsewhere opens."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from cases import chores, opened_by, queries, searching, signposts
from cases.bulk_moves import offered_to
from cases.models import Status
from cases.views import case_filters
from cases.views.keyset import Keyset
from cases.views.rows import PAGE, case_rows, map_around
from departments.dictionary import dictionary
from departments.models import Department
from grids.models import Area, Level

# What a number elsewhere narrows its list by, beside the filters that people choose in the list itself.
OPENED_BY = (
    "area", "boundaries", "reported", "closed", "reopened", "host", "alarm", "reported_on", "ended_on", "finished",
    "how",
)  # fmt: skip
FILTERS = ("status", "department", "district", "category", "late", "q", *OPENED_BY)


@login_required
@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    """Every case this person may see, newest first, narrowed by filters in the address."""
    at = chores.now()
    wish = {key: request.GET.get(key, "") for key in FILTERS}
    more = case_filters.more(request, at)
    seen = queries.visible_to(request.user).select_related("category", "host").filter(more.condition)
    found = queries.found_by(seen, wish, at=at)
    if wish["q"].strip():
        found = searching.narrowed(found, wish["q"])
    page = Keyset(request, found, ("-pk",), size=PAGE)
    rows = case_rows(page.rows, at=at)
    return render(
        request,
        "desk/cases.html",
        {
            "rows": rows,
            "page": page,
            "wish": wish,
            "choices": (choices := _choices()),
            "narrowed": (narrowed := _narrowed(wish)),
            "more": more,
            "chips": case_filters.chips(request, wish, choices, narrowed, more),
            "bulk_moves": offered_to(request.user),
            "faults": [*case_filters.faults(wish, choices), *more.faults],
            **map_around(rows),
        },
    )


def _narrowed(wish: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return in words what a number elsewhere has narrowed the list by, to be kept by its form and seen by people."""
    area = Area.objects.filter(code=wish["area"]).first() if wish["area"] else None
    said = {
        "area": _("in %(area)s") % {"area": area.name} if area else "",
        "boundaries": _("by today's boundaries"),
        "reported": _("reported in the last %(days)s days") % {"days": wish["reported"]},
        "closed": _("closed in the last %(days)s days") % {"days": wish["closed"]},
        "reopened": _("reopened"),
        "host": _("host: %(name)s") % {"name": _department(wish["host"])},
        "alarm": _("with an alarm that nobody has taken"),
        "reported_on": _("reported %(days)s") % {"days": _days(wish["reported_on"])},
        "ended_on": _("ended %(days)s") % {"days": _days(wish["ended_on"])},
        "finished": _("a part finished %(days)s") % {"days": _days(wish["finished"])},
        "how": HOW.get(wish["how"], ""),
    }
    return [{"name": name, "value": wish[name], "label": said[name]} for name in OPENED_BY if wish[name]]


HOW = {"late": _("finished late"), "paused": _("paused meanwhile"), "reopened": _("opened again since")}


def _department(code: str) -> str:
    return next((one.name for one in signposts.departments().values() if one.code == code), code)


def _days(said: str) -> str:
    """Return days as an address names them, in words."""
    first, _dots, last = said.partition("..")
    shown = [date_format(date.fromisoformat(day)) if day else "" for day in (first, last)] if _is_days(said) else [said]
    return " – ".join(shown) if ".." in said else shown[0]


def _is_days(said: str) -> bool:
    return opened_by.read_days(said) is not None


def _choices() -> dict[str, list[tuple[str, str]]]:
    majors = [c for c in dictionary().categories.values() if c.parent_id is None]
    return {
        "status": [("open", _("All open")), *((status.value, status.label) for status in Status)],
        "department": [(d.code, d.name) for d in Department.objects.filter(valid_to=None).order_by("kind", "code")],
        "district": [(a.code, a.name) for a in Area.objects.filter(level=Level.DISTRICT).order_by("code")],
        "category": [(c.code, c.name) for c in majors],
        "late": [
            ("1", _("Late")),
            ("4h", _("Due within 4 hours")),
            ("soon", _("Due within 24 hours")),
            ("72h", _("Due within 72 hours")),
        ],
    }
