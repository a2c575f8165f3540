"""How the city is divided today, and what brought it here: one edition after another."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from departments.access import administers
from govgrid.configuring import need_reader
from grids.models import Area, Edition, Level, in_force

SHOWN = 50


@login_required
@require_GET
def grids(request: HttpRequest) -> HttpResponse:
    need_reader(request)
    shown = {
        "levels": _levels(),
        "editions": Edition.objects.select_related("undoes", "undone_by")[:SHOWN],
        "may_change": administers(request.user),
    }
    return render(request, "desk/grids.html", shown)


def _levels() -> list[dict[str, Any]]:
    """Return how many areas of each level are in force today, from the city down; levels without any are left out."""
    today = in_force(timezone.localdate())
    counts = dict(Area.objects.filter(today).values("level").annotate(areas=Count("pk")).values_list("level", "areas"))
    return [{"level": level, "label": level.label, "value": counts[level]} for level in Level if level in counts]
