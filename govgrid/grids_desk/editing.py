"""Editing the cells of a community: choose it, draw or type, see the check, adopt from a day on."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cases import chores, redistricting
from cases.views.maps import background_url
from departments.access import administers
from govgrid.configuring import need_administrator, need_reader
from govgrid.grids_desk.drawing import change_features, fault_features, ground_features
from govgrid.grids_desk.forms_edit import EditForm
from govgrid.grids_desk.wishes import change_of
from govgrid.lib.htmx import page_or_part, see_other
from govgrid.lib.refusals import Refusal
from grids import editing, editions
from grids.city import city_day
from grids.coverage import square_metres
from grids.editing.ground import Ground, ground_of, need_unchanged
from grids.editing.tiling import DoesNotTile, Fault
from grids.editions import Change
from grids.models import Area, Edition, Level

SHOWN = 50


@login_required
@require_GET
def communities(request: HttpRequest) -> HttpResponse:
    """Choose the community whose cells are to be edited, by code or a part of its name."""
    need_reader(request)
    asked = request.GET.get("q", "").strip()[:60]
    found = list(_communities(asked)[: SHOWN + 1])
    return render(
        request, "desk/grid_choose.html", {"asked": asked, "found": found[:SHOWN], "more": len(found) > SHOWN}
    )


def _communities(asked: str) -> QuerySet[Area]:
    rows = Area.objects.filter(level=Level.COMMUNITY, valid_to=None).select_related("parent")
    if asked:
        rows = rows.filter(Q(code__startswith=asked) | Q(name_en__icontains=asked) | Q(name_zh__contains=asked))
    return rows.order_by("code")


@login_required
@require_GET
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """The community's cells on a map and in a list, with an empty form for those who may change them."""
    need_reader(request)
    at, ground = chores.now(), ground_of(code)
    tomorrow = city_day(at) + timedelta(days=1)
    form = EditForm(ground=ground, today=city_day(at), initial={"base": editions.newest_number(), "on": tomorrow})
    return render(request, "desk/grid_edit.html", _page(ground, form) | {"may_change": administers(request.user)})


@login_required
@require_POST
def check(request: HttpRequest, code: str) -> HttpResponse:
    """Say what is wrong with the drawing, or what it would mean; nothing is written."""
    need_administrator(request)
    at, ground = chores.now(), ground_of(code)
    form = EditForm(request.POST, ground=ground, today=city_day(at))
    return _answer(request, ground, form, at, _checked(form, ground))


@login_required
@require_POST
def adopt(request: HttpRequest, code: str) -> HttpResponse:
    """Make the drawing an edition; where it is refused the page keeps what was drawn."""
    need_administrator(request)
    at, ground = chores.now(), ground_of(code)
    form = EditForm(request.POST, ground=ground, today=city_day(at))
    found = _adopted(request, form, code, at)
    if isinstance(found, Edition):
        day = date_format(found.valid_from)
        messages.success(request, _("Edition %(number)s holds from %(day)s.") % {"number": found.number, "day": day})
        return see_other(request, reverse("grid-edition", args=[found.number]))
    return _answer(request, ground, form, at, found)


def _checked(form: EditForm, ground: Ground) -> Change | list[Fault]:
    """Return the change that the form asks for, or what is wrong with it."""
    if not form.is_valid():
        return []
    try:
        need_unchanged(ground, form.cleaned_data["base"])
        return change_of(ground, form.cleaned_data)
    except Refusal as refused:
        return _faults(refused)


def _adopted(request: HttpRequest, form: EditForm, code: str, at: datetime) -> Edition | list[Fault]:
    if not form.is_valid():
        return []
    said = form.cleaned_data
    try:
        return editing.adopt(
            code, lambda ground: change_of(ground, said), base=said["base"], on=said["on"], at=at,
            by_name=request.user.name, note=said["note"],
        )  # fmt: skip
    except Refusal as refused:
        return _faults(refused)


def _faults(refused: Refusal) -> list[Fault]:
    return refused.faults if isinstance(refused, DoesNotTile) else [Fault(str(refused))]


def _answer(
    request: HttpRequest, ground: Ground, form: EditForm, at: datetime, found: Change | list[Fault]
) -> HttpResponse:
    """Show the part with faults, or with the preview of a sound change; 422 where something is wrong."""
    shown = _page(ground, form)
    if isinstance(found, Change):
        preview = redistricting.preview(found, on=form.cleaned_data["on"], at=at)
        shown |= {"change": _change_words(found), "preview": preview}
        shown["draft"] = change_features(ground, found)
    else:
        shown |= {"faults": found, "draft": fault_features(found)}
    status = 200 if isinstance(found, Change) else 422
    return page_or_part(request, "desk/grid_edit.html", "desk/_grid_check.html", shown, status=status)


def _page(ground: Ground, form: EditForm) -> dict[str, Any]:
    chosen = set(form["cells"].value() or [])
    rows = [
        {
            "area": area, "box": _box(ground.shapes[code]), "hectares": square_metres(ground.shapes[code]) / 10_000,
            "chosen": code in chosen, "grid": ground.grids.get(area.parent_id),
        }
        for code, area in ground.cells.items()
    ]  # fmt: skip
    return {
        "community": ground.community, "form": form, "rows": rows, "map_url": background_url(),
        "land": ground_features(ground), "has_grids": bool(ground.grids), "may_change": True,
    }  # fmt: skip


def _box(shape: Any) -> str:
    west, south, east, north = shape.bounds
    return f"{west:.5f}–{east:.5f}, {south:.5f}–{north:.5f}"


def _change_words(change: Change) -> dict[str, Any]:
    """Return what begins, is reshaped and ends, in words for the list beside the map."""
    return {
        "begin": [
            {"code": area.code, "households": area.households, "hectares": square_metres(area.shape) / 10_000}
            for area in change.begin
        ],
        "reshape": _codes(change.reshape),
        "end": _codes(change.end),
    }


def _codes(area_ids: Iterable[int]) -> list[str]:
    return list(Area.objects.filter(pk__in=list(area_ids)).order_by("code").values_list("code", flat=True))
