"""A department's queue: a question in the address, answered soonest due first, with its saved views as tabs."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cases import assignment, bulk, chores, narrowing, presence, queues, saved_views
from cases.bulk_moves import offered_to
from cases.forms_queue import Filters, ViewForm
from cases.models import Leg, SavedView
from cases.narrowing import Ground, Narrowing
from cases.views import list_place
from cases.views.keyset import Keyset
from cases.views.live import live
from cases.views.queue_rows import Group, grouped, queue_rows
from cases.views.rows import PAGE, map_around
from departments.models import Department
from govgrid.lib import routes
from govgrid.lib.drawn import drawn_form
from govgrid.lib.htmx import page_or_part

# What a list is narrowed by holds for what is taken from it, but not who has a part and how far it is.
TAKEN_BY = tuple(key for key in narrowing.FILTERS if key not in ("state", "assignee"))


@login_required
@require_GET
@live
def queue(request: HttpRequest) -> HttpResponse:
    """The open parts of a department that fit the address, soonest due first."""
    at, departments = chores.now(), queues.departments_of(request.user)
    department, faults = chosen_department(request.GET, departments)
    ground = queues.ground_of(request.user, department, at=at)
    asked = narrowing.read(request.GET, ground)
    found = queues.as_shown(queues.parts(request.user, department.pk, asked))
    page = Keyset(request, found, ("due_at", "pk"), size=PAGE, nulls_last=True)
    carry = list_place.carry(request)
    rows = queue_rows(page.rows, at=at, carry=carry, here=_presences(request, page.rows))
    groups = grouped(rows, asked.grouping, at=at)
    context = {
        "department": department,
        "departments": departments,
        "faults": [*faults, *asked.faults],
        "narrowing": asked,
        "chips": _chips(asked, department),
        "filters": drawn_form(
            "desk/_queue_filter_form.html", department=department.code, filters=Filters.of(ground, _initial(asked))
        ),
        "groups": groups,
        "rows": rows,
        "page": page,
        "at": at,
        "bulk_moves": offered_to(request.user),
        "origin": request.get_full_path(),
        "carry": carry,
        **_views(request, department, ground, asked, groups),
        **map_around(rows),
    }
    return page_or_part(request, "desk/queue.html", "desk/_queue.html", context)


def chosen_department(params: Mapping[str, str], departments: list[Department]) -> tuple[Department, list[str]]:
    """Return the department that is asked for, else the first, with a sentence where it is not the person's."""
    code = params.get("department", "")
    found = next((one for one in departments if one.code == code), None)
    if found or not code:
        return found or departments[0], []
    return departments[0], [_("You do not work for “%(code)s”; this is your own queue.") % {"code": code[:60]}]


def _presences(request: HttpRequest, legs: Iterable[Leg]) -> dict[str, list[presence.Presence]]:
    return presence.viewing([leg.case.number for leg in legs], to=request.user)


def _initial(asked: Narrowing) -> dict[str, Any]:
    return {**asked.asked, "group": asked.grouping, "urgent": "urgent" in asked.asked}


def address(department: Department, filters: Mapping[str, str]) -> str:
    """Return the address of a queue with these filters."""
    return f"{routes.address('desk-queue')}?{urlencode({'department': department.code, **filters})}"


def _chips(asked: Narrowing, department: Department) -> list[dict[str, str]]:
    """Return each filter in words, with the address of the list without it."""
    kept = {**asked.asked, **({"group": asked.grouping} if asked.grouping else {})}
    return [
        {"words": chip.words, "url": address(department, {key: kept[key] for key in kept if key != chip.key})}
        for chip in asked.chips
    ]


def _views(
    request: HttpRequest, department: Department, ground: Ground, asked: Narrowing, groups: list[Group]
) -> dict[str, Any]:
    """Return the tabs of the queue: what every queue offers and the saved views; all is counted at once."""
    saved = list(saved_views.seen_by(request.user, [department]))
    shown = [view for view in saved if view.pinned][: queues.VIEWS_COUNTED]
    named = [(str(label), dict(filters)) for label, filters in queues.BUILT_IN.values()]
    named += [(view.name, filters_of(view)) for view in shown]
    fitting, counted = _count(department, ground, asked, groups, named)
    now = {**asked.asked, **({"group": asked.grouping} if asked.grouping else {})}
    tabs = [
        {"url": address(department, filters), "label": name, "count": said(count), "current": filters == now}
        for (name, filters), count in zip(named, counted, strict=True)
    ]
    more = [{"view": view, "url": address(department, filters_of(view))} for view in saved if view not in shown]
    new = ViewForm(instance=SavedView(owner=request.user), departments=[department], auto_id="view_%s")
    return {
        "tabs": tabs,
        "more_views": more,
        "fitting": fitting,
        "fitting_words": said(fitting),
        "in_bulk": min(fitting, bulk.MOST),
        "view_form": None if any(tab["current"] for tab in tabs) else new,
    }


def _count(
    department: Department, ground: Ground, asked: Narrowing, groups: list[Group], named: list[tuple[str, Any]]
) -> tuple[int, list[int]]:
    """Count the list itself, each of its groups (into their `size`) and each view, in one statement."""
    conditions = [asked.condition, *(asked.condition & group.condition for group in groups)]
    conditions += [narrowing.read(filters, ground).condition for _name, filters in named]
    fitting, *counted = queues.counts(department, conditions)
    for group, size in zip(groups, counted, strict=False):
        group.size = size
    return fitting, counted[len(groups) :]


def said(count: int) -> str:
    counted = number_format(min(count, queues.COUNTED), force_grouping=True)
    return f"{counted}+" if count > queues.COUNTED else counted


def filters_of(view: SavedView) -> dict[str, str]:
    """Return what the address of a saved view asks: its filters, and its grouping."""
    return {**view.filters, **({"group": view.grouping} if view.grouping else {})}


@login_required
@require_POST
def take_next(request: HttpRequest) -> HttpResponse:
    """Take the most pressing part that nobody has, of those that fit the list it is asked from, and open its case."""
    at = chores.now()
    params = list_place.params_of(request.POST.get("origin", ""))
    department, _faults = chosen_department(params, queues.departments_of(request.user))
    ground = queues.ground_of(request.user, department, at=at)
    fits = narrowing.read(params, ground, keys=TAKEN_BY)
    taken = assignment.take_next(department.pk, fits.condition, by=request.user, at=at)
    if taken is None:
        messages.info(request, _("Nothing waits here that you may take."))
        return redirect(list_place.back_to(request.POST.get("origin", "")))
    messages.success(request, _("Case %(number)s is yours.") % {"number": taken.number})
    return redirect(reverse("desk-case", args=[taken.number]) + list_place.carried(request.POST.get("origin", "")))


def read_origin(origin: str, user: Any, at: datetime) -> tuple[Department, Narrowing]:
    """Return the department and the filters of the queue that `origin` is the address of."""
    params = list_place.params_of(origin)
    department, _faults = chosen_department(params, queues.departments_of(user))
    ground = queues.ground_of(user, department, at=at)
    return department, narrowing.read(params, ground)
