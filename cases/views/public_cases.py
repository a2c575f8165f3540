"""Public cases: the list and its twin on the map under one address, and the page of one case."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST

from cases import chores, public_search, publishing, queries, standing
from cases.forms_citizen import AroundForm
from cases.models import ENDED, Attachment
from cases.views.keyset import Keyset
from cases.views.maps import background_url
from cases.views.private import listed_by_choice
from cases.views.public_cards import cards
from cases.views.public_wish import PublicWish, chips, choices, read_wish
from cases.views.refusals import refused_at, status_of
from cases.views.track_panels import timeline
from cases.whereabouts import area_names
from departments.calls import count_call
from govgrid.lib.client_address import client_address
from govgrid.lib.geo import Point
from grids.addresses import search
from grids.addresses.named_areas import NamedArea
from grids.city import city_day

PAGE = 20
# Words that are taken back are gone at once: nobody may show an earlier answer without asking.
fresh_for_each = cache_control(private=True, no_cache=True)


@listed_by_choice
@require_GET
@fresh_for_each
def public_cases(request: HttpRequest) -> HttpResponse:
    """Published cases by the filters of the address: as a list, the newest first, or counted on the map."""
    return _list(request, read_wish(request.GET), AroundForm(), chores.now())


@require_POST
def around(request: HttpRequest) -> HttpResponse:
    """Turn a position or an address into the communities around it: the address of the page keeps no position."""
    at, wish, form = chores.now(), read_wish(request.POST), AroundForm(request.POST)
    if form.is_valid():
        with refused_at(form, "place"):
            count_call(f"place:{client_address(request)}", limit=settings.PLACES_PER_MINUTE, at=at)
            return redirect(wish.url(around=_community(form, at).code))
    return _list(request, wish, form, at)


def _community(form: AroundForm, at: datetime) -> NamedArea:
    """Return the community that the form means. Raises NoSuchPlace."""
    point = form.point() or _point_of(form.cleaned_data["place"], at)
    found = public_search.community_at(point, at=at) if point else None
    if found is None:
        raise public_search.NoSuchPlace(_("No such place was found in this city. Try a street or a landmark."))
    return found


def _point_of(words: str, at: datetime) -> Point | None:
    hits = search(words, on=city_day(at), limit=1) if words else []
    return hits[0].place.point if hits else None


def _list(request: HttpRequest, wish: PublicWish, form: AroundForm, at: datetime) -> HttpResponse:
    found = public_search.found_by(wish.said, at=at)
    context = {
        "wish": wish.said,
        "narrows": wish.narrows,
        "all_url": wish.everything,
        "choices": choices(at),
        "chips": chips(wish, at=at),
        "around_form": form,
        "tabs": [
            {"url": wish.url(view=""), "label": _("List"), "current": not wish.on_map},
            {"url": wish.url(view="map"), "label": _("Map"), "current": wish.on_map},
        ],
        **(_map(found, wish, at) if wish.on_map else _page(request, found)),
    }
    return render(request, "public/cases.html", context, status=status_of(form) if form.is_bound else 200)


def _page(request: HttpRequest, found: Any) -> dict[str, Any]:
    page = Keyset(request, found.select_related("category"), ("-published_at", "-pk"), size=PAGE)
    return {"cards": cards(page.rows), "page": page}


def _map(found: Any, wish: PublicWish, at: datetime) -> dict[str, Any]:
    """Return the communities with their numbers; each opens the list of just its cases."""
    counted = public_search.counted_by_community(found, at=at)
    rows = [
        {"n": n, "title": area.name, "cases": number, "url": wish.url(area=area.code, around="", view=""),
         "lon": area.point.lon if area.point else None, "lat": area.point.lat if area.point else None}
        for n, (area, number) in enumerate(counted, 1)
    ]  # fmt: skip
    most = max((row["cases"] for row in rows), default=1)
    for row in rows:
        row["percent"] = round(100 * row["cases"] / most)
    points = [row for row in rows if row["lon"] is not None]
    return {"rows": rows, "points": points, "map_url": background_url()}


@listed_by_choice
@require_GET
@fresh_for_each
def public_case(request: HttpRequest, number: str) -> HttpResponse:
    """One published case in plain words; a private one is not there."""
    case = publishing.public_cases().select_related("category", "host").filter(number=number).first()
    if case is None:
        raise queries.NoSuchCase(_("There is no public case with this number."))
    at = chores.now()
    here, others = public_search.beside(case, at=at)
    context = {
        "case": case,
        "area": area_names([case]).get(case.pk, ""),
        "component": publishing.public_component(case),
        "standing": standing.standing(case, at=at),
        "steps": timeline(case),
        "photos": _photos(publishing.public_photos(case)),
        "others": cards(others),
        "may_follow": case.status not in ENDED,
        "followed": request.GET.get("followed") == "1",
        "here": {"name": here.name, "url": f"{reverse('public-cases')}?around={here.code}"} if here else None,
    }
    return render(request, "public/case.html", context)


def _photos(shown: Iterable[Attachment]) -> list[dict[str, Any]]:
    return [
        {"url": reverse("photo", args=[photo.pk]), "thumb": reverse("photo-small", args=[photo.pk]),
         "alt": photo.get_stage_display(), "caption": photo.get_stage_display()}
        for photo in shown
    ]  # fmt: skip
