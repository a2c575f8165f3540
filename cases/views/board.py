"""The supervisor's board, its wall, and the list that every number opens."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cases import board as counting
from cases import chores, queries, words
from cases.bulk_moves import offered_to
from cases.models import ENDED, Status
from cases.views import case_filters
from cases.views.keyset import Keyset
from cases.views.rows import PAGE, case_rows, leg_rows, map_around
from departments.access import scope_of
from departments.dictionary import dictionary
from departments.models import Department
from grids.models import Area, Level

# The statuses of an open case, in the order of its path.
OPEN = [status for status in Status if status not in ENDED]
LATE_SHOWN = 8
# What a number elsewhere narrows its list by, beside the filters that people choose in the list itself.
OPENED_BY = ("area", "boundaries", "reported", "closed", "reopened")
FILTERS = ("status", "department", "district", "category", "late", "q", *OPENED_BY)


@login_required
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/board.html", _board(request))


@login_required
@require_GET
def wall(request: HttpRequest) -> HttpResponse:
    """The board for a big screen: dark, large, numbers and places only."""
    return render(request, "desk/wall.html", _board(request))


def _board(request: HttpRequest) -> dict[str, Any]:
    if "supervise_cases" not in scope_of(request.user):
        raise queries.NoSuchCase(_("This board is not yours."))
    at = chores.now()
    found = counting.counts(scope_of(request.user).reach("supervise_cases"))
    by_status = counting.by_status(found)
    load = queries.load_by_department(request.user, at=at)
    late = leg_rows(queries.late_legs(request.user)[:LATE_SHOWN], at=at, show_department=True)
    oldest = min((row["oldest"] for row in load), default=None)
    return {
        "at": at,
        "open": sum(by_status[status] for status in OPEN),
        "closed": by_status[Status.CLOSED],
        "stages": _stages(by_status),
        **queries.pressing(request.user, at=at),
        "oldest": words.about(at - oldest) if oldest else "–",
        "departments": _departments(load),
        "districts": _districts(found),
        "late_rows": late,
        **map_around(late),
    }


def _stages(by_status: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return how many cases wait at each stage of the path, with their share of the fullest stage."""
    most = max([by_status[status] for status in OPEN] + [1])
    return [
        {
            "status": status.value,
            "label": status.label,
            "cases": by_status[status],
            "percent": round(100 * by_status[status] / most),
            "url": to_list(status=status.value),
        }
        for status in OPEN
    ]


def to_list(**filters: object) -> str:
    """Return the address of the list that a number of the board opens."""
    return f"{reverse('desk-cases')}?{urlencode(filters)}"


def _departments(load: list[dict[str, Any]]) -> list[dict[str, Any]]:
    names = Department.objects.in_bulk([row["department"] for row in load])
    most = max((row["open"] for row in load), default=1)
    return [
        {
            **row,
            "name": names[row["department"]].name,
            "percent": round(100 * row["open"] / most),
            "url": to_list(status="open", department=names[row["department"]].code),
            "late_url": to_list(late=1, department=names[row["department"]].code),
            "soon_url": to_list(late="soon", department=names[row["department"]].code),
        }
        for row in load
    ]


def _districts(found: list[counting.Count]) -> list[dict[str, Any]]:
    total: dict[int | None, int] = {}
    for count in found:
        if count.status in OPEN:
            total[count.district_id] = total.get(count.district_id, 0) + count.cases
    most = max(total.values(), default=1)
    areas = Area.objects.filter(level=Level.DISTRICT).order_by("code")
    return [
        {"name": area.name, "cases": total[area.pk], "percent": round(100 * total[area.pk] / most),
         "url": to_list(status="open", district=area.code)}
        for area in areas if area.pk in total
    ]  # fmt: skip


@login_required
@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    """Every case this person may see, newest first, narrowed by filters in the address."""
    at = chores.now()
    wish = {key: request.GET.get(key, "") for key in FILTERS}
    more = case_filters.more(request, at)
    seen = queries.visible_to(request.user).select_related("category", "host").filter(more.condition)
    found = queries.found_by(seen, wish, at=at)
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
    }
    return [{"name": name, "value": wish[name], "label": said[name]} for name in OPENED_BY if wish[name]]


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
