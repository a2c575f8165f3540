"""One edition: what it began, reshaped and ended, before and after on a map, and the way back."""

from datetime import date
from typing import Any

import shapely
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from cases import chores
from cases.views.maps import background_url
from cases.views.refusals import refused_at, status_of
from departments.access import administers
from govgrid.configuring import need_administrator, need_reader
from govgrid.grids_desk.drawing import collection, feature
from govgrid.lib.refusals import Refusal
from grids import undoing
from grids.city import city_day
from grids.models import EVER_HELD, Area, Boundary, Edition, Level

# More outlines than this are no picture that a person compares.
DRAWN_AT_MOST = 400
NAMED_AT_MOST = 200


class UndoForm(forms.Form):
    note = forms.CharField(label=gettext_lazy("Reason for the change"), max_length=300, required=False)
    sure = forms.BooleanField(
        label=gettext_lazy("I have compared before and after."),
        error_messages={"required": gettext_lazy("Compare the two and tick this box.")},
    )


@login_required
@require_GET
def edition(request: HttpRequest, number: int) -> HttpResponse:
    need_reader(request)
    return render(request, "desk/grid_edition.html", _page(request, _edition(number), UndoForm()))


@login_required
@require_POST
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """Undo an edition from today, or from its own day if that is still to come."""
    need_administrator(request)
    found, form, at = _edition(number), UndoForm(request.POST), chores.now()
    if form.is_valid():
        with refused_at(form):
            note = form.cleaned_data["note"]
            made = undoing.undo(found, on=city_day(at), at=at, by_name=request.user.name, note=note)
            facts = {"number": number, "by": made.number, "day": date_format(made.valid_from)}
            messages.success(request, _("Edition %(number)s is undone by edition %(by)s from %(day)s.") % facts)
            return redirect("grid-edition", made.number)
    return render(request, "desk/grid_edition.html", _page(request, found, form), status=status_of(form))


def _edition(number: int) -> Edition:
    return get_object_or_404(Edition.objects.select_related("undoes", "undone_by"), number=number)


def _page(request: HttpRequest, found: Edition, form: UndoForm) -> dict[str, Any]:
    codes = [*found.began, *found.reshaped, *found.ended]
    return {
        "edition": found,
        "form": form,
        "may_change": administers(request.user),
        "kept_by": _kept_by(found),
        "lists": [(title, _names(codes), len(codes)) for title, codes in _lists(found)],
        "too_many": len(codes) > DRAWN_AT_MOST,
        "land": _land(found) if len(codes) <= DRAWN_AT_MOST else None,
        "map_url": background_url(),
        "sides": [("before", _("Before")), ("both", _("Both")), ("after", _("After"))],
    }


def _kept_by(found: Edition) -> str:
    """Return the sentence that says why the edition cannot be undone; '' if it can."""
    try:
        undoing.need_undoable(found)
    except Refusal as refused:
        return str(refused)
    return ""


def _lists(found: Edition) -> list[tuple[str, list[str]]]:
    return [(_("Begun"), found.began), (_("Reshaped"), found.reshaped), (_("Ended"), found.ended)]


def _names(codes: list[str]) -> QuerySet[Area]:
    return Area.objects.filter(code__in=codes[:NAMED_AT_MOST]).order_by("code")


def _land(found: Edition) -> dict[str, Any]:
    """Return the outlines before and after as features; the map shows the one or the other."""
    before = _outlines([*found.ended, *found.reshaped], Q(ended_by=found), Q(begun_by=found), found.valid_from)
    after = _outlines([*found.began, *found.reshaped], Q(begun_by=found), Q(ended_by=found), found.valid_from)
    return collection(
        feature(shapely.from_wkb(bytes(row.geometry)), kind, row.area.code)
        for kind, rows in (("before", before), ("after", after))
        for row in _worth_drawing(rows)
    )


def _worth_drawing(rows: list[Boundary]) -> list[Boundary]:
    """Return the cells alone where there are any: what lies above them only follows, and is as large as the city."""
    cells = [row for row in rows if row.area.level == Level.CELL]
    return cells or rows


def _outlines(codes: list[str], its_own: Q, of_the_other_side: Q, day: date) -> list[Boundary]:
    """Return an outline for each code: the edition's own, else, where an undo brought it back, the one that holds."""
    rows = Boundary.objects.filter(area__code__in=codes).select_related("area")
    own = {row.area_id: row for row in rows.filter(its_own)}
    on_the_day = Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gte=day))
    rest = rows.filter(EVER_HELD, on_the_day).exclude(area__in=own).exclude(of_the_other_side).order_by("valid_from")
    return sorted({**{row.area_id: row for row in rest}, **own}.values(), key=lambda row: row.area.code)
