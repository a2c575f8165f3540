"""The components of the city (部件): a list to search, and the card of each with its history of cases."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from cases import chores, queries
from cases.models import Case
from cases.queries import NoSuchCase
from cases.views.keyset import Keyset
from cases.views.maps import background_url
from cases.views.rows import PAGE, case_rows
from departments.access import administers, scope_of
from departments.models import Category, Component, Department, User
from govgrid.lib.geo import Point
from grids.city import city_day
from grids.locate import Cell, locate_many


def _need(user: User) -> None:
    if "view_cases" not in scope_of(user) and not administers(user):
        raise NoSuchCase(_("This desk is not yours."))


@login_required
@require_GET
def components(request: HttpRequest) -> HttpResponse:
    """Components by code, narrowed by kind, state and keeper."""
    _need(request.user)
    wish = {name: request.GET.get(name, "").strip()[:24] for name in ("q", "category", "state", "keeper")}
    found = Component.objects.select_related("category", "keeper")
    page = Keyset(request, _narrowed(found, wish), ("code",), size=PAGE)
    shown = {
        "page": page,
        "rows": list(zip(page.rows, _cells(page.rows, on=city_day(chores.now())), strict=True)),
        "wish": wish,
        "choices": _choices(),
        "may_change": administers(request.user),
    }
    return render(request, "desk/components.html", shown)


def _cells(found: Sequence[Component], *, on: date) -> list[Cell | None]:
    # By place: `Component.cell` is that of the census, and may have ended since.
    return locate_many([Point(one.lon, one.lat) for one in found], on=on)


def _narrowed(found: QuerySet[Component], wish: dict[str, str]) -> QuerySet[Component]:
    if wish["q"]:
        found = found.filter(code__startswith=wish["q"])
    for name, column in (("category", "category__code"), ("keeper", "keeper__code")):
        if wish[name]:
            found = found.filter(**{column: wish[name]})
    if wish["state"] == "ended":
        return found.filter(valid_to__isnull=False)
    found = found.filter(valid_to=None)
    return found.filter(state=wish["state"]) if wish["state"] else found


def _choices() -> dict[str, list[tuple[str, str]]]:
    kinds = Category.objects.filter(kind=Category.Kind.COMPONENT, parent__isnull=False, valid_to=None)
    bodies = Department.objects.filter(pk__in=Component.objects.values("keeper").distinct()).order_by("pk")
    return {
        "category": [(one.code, one.name) for one in kinds],
        "state": [*Component.State.choices, ("ended", _("Ended"))],
        "keeper": [(one.code, one.name) for one in bodies],
    }


@login_required
@require_GET
def component(request: HttpRequest, code: str) -> HttpResponse:
    """One component: what the census says of it, its place, and the cases about it that this person may see."""
    _need(request.user)
    whole = Component.objects.select_related("category", "authority", "owner", "keeper")
    found = whole.filter(code=code).first()
    if found is None:
        raise NoSuchCase(_("There is no component %(code)s.") % {"code": code})
    at = chores.now()
    of_it = queries.of_component(request.user, found.pk).select_related("category", "cell", "host")
    page = Keyset(request, of_it, ("-pk",), size=PAGE)
    rows = case_rows(page.rows, at=at)
    shown = {
        "component": found,
        "facts": _facts(found, city_day(at)),
        "rows": rows,
        "page": page,
        "often": _often(queries.of_component_in_a_year(request.user, found.pk, at=at)),
        "points": [{"n": "", "lon": found.lon, "lat": found.lat, "title": found.label, "url": "", "state": "done"}],
        "map_url": background_url(),
        "centre": f"{found.lon},{found.lat}",
    }
    return render(request, "desk/component.html", shown)


def _facts(found: Component, today: date) -> list[dict[str, Any]]:
    [cell] = _cells([found], on=today)
    rows = [
        (_("Kind"), found.category.name),
        (_("State"), found.get_state_display()),
        (_("Keeper"), found.keeper or "–"),
        (_("Owner"), found.owner or "–"),
        (_("Authority"), found.authority or "–"),
        (_("Address"), found.address or "–"),
        (_("Cell"), cell.code if cell else "–"),
        (_("Coordinates"), f"{found.lat:.6f}, {found.lon:.6f}"),
        (_("Accuracy"), _("±%(metres)s m") % {"metres": f"{found.accuracy_m:g}"} if found.accuracy_m else "–"),
        (_("Source"), found.get_source_display()),
        (_("Surveyed on"), found.surveyed_on or "–"),
        (_("Changed on"), found.changed_on or "–"),
        *([(_("Note"), found.note)] if found.note else []),
    ]
    return [{"label": label, "value": value} for label, value in rows]


def _often(count: int) -> str:
    """Return how often it was reported in a year; '' for once or never."""
    if count < 2:
        return ""
    return ngettext("%(count)s case in 12 months", "%(count)s cases in 12 months", count) % {"count": count}


def component_of_case(case: Case, user: User) -> dict[str, Any] | None:
    """Return what a case's page says of its component; None, and no query, where it has none."""
    if case.component_id is None:
        return None
    found = Component.objects.select_related("category", "keeper").get(pk=case.component_id)
    nth = queries.of_component_in_a_year(user, found.pk, at=case.reported_at)
    often = _("This is case number %(nth)s about it in 12 months.") % {"nth": nth} if nth > 1 else ""
    return {"one": found, "often": often}
