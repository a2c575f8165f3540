"""Search from anywhere: one box, the cases it finds, and the cells and components of that name."""

from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from cases import chores, queries, searching
from cases.models import Case
from cases.scoped import ScopedQuerySet
from cases.views.keyset import Keyset
from cases.views.rows import PAGE, case_rows, map_around
from departments.access import scope_of
from departments.models import Component
from grids.city import city_day
from grids.models import Area, Level, in_force

ELSEWHERE = 6
NAMED = (Level.DISTRICT, Level.STREET, Level.COMMUNITY)


@login_required
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Show what is found, newest first; a whole case number leads straight to its case."""
    asked = searching.tidy(request.GET.get("q", ""))
    if case := _called(request, asked):
        return redirect("desk-case", case.number)
    at = chores.now()
    found = searching.search(request.user, asked)
    page = Keyset(request, found.select_related("category", "host"), ("-pk",), size=PAGE)
    alike = asked and not page.rows and not request.GET.get("after")
    if alike:
        page = Keyset(request, _resembling(request, asked), ("-pk",), size=PAGE)
    rows = case_rows(page.rows, at=at)
    context = {"asked": asked, "rows": rows, "page": page, "alike": alike, **_elsewhere(request, asked, at)}
    return render(request, "desk/search.html", {**context, **map_around(rows)})


def _called(request: HttpRequest, asked: str) -> Case | None:
    if not searching.NUMBER.fullmatch(asked):
        return None
    return queries.visible_to(request.user).filter(number=asked.upper()).only("number").first()


def _resembling(request: HttpRequest, asked: str) -> ScopedQuerySet:
    return searching.resembling(queries.visible_to(request.user), asked).select_related("category", "host")


def _elsewhere(request: HttpRequest, asked: str, at: datetime) -> dict[str, object]:
    """Return areas by name, and the cell or component of that code."""
    if not asked or "view_cases" not in scope_of(request.user):
        return {}
    named = Q(Q(name_zh=asked) | Q(name_en__iexact=asked), level__in=NAMED) | Q(code=asked, level=Level.CELL)
    areas = list(Area.objects.filter(in_force(city_day(at)), named).order_by("code"))
    cell = next((area for area in areas if area.level == Level.CELL), None)
    return {
        "areas": [area for area in areas if area != cell][:ELSEWHERE],
        "cell": cell if cell and scope_of(request.user).reach("view_cases").covers([], cell.path) else None,
        "component": Component.objects.filter(code=asked).first(),
    }
