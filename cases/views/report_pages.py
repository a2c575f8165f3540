"""The pages of a report, one question each; each works by itself, and what it is told is kept on the server at once."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from cases import chores, draft_pages, drafts, stoppers
from cases.drafts import Draft
from cases.forms_place import PlaceForm
from cases.forms_report import CategoryForm, NearbyForm, QuestionsForm, ReachForm, WordsForm
from cases.views.maps import background_url
from cases.views.public_cards import cards
from cases.views.refusals import refused_at, status_of
from cases.views.report_draft import (
    around,
    draft_of,
    filled_in,
    in_other_language,
    keep_cookie,
    own_token,
    url_of,
)
from departments.calls import TooManyCalls, count_call
from govgrid.lib.client_address import client_address
from govgrid.lib.htmx import page_or_part
from grids.city import this_city

FORMS: dict[str, type[Form]] = {
    "place": PlaceForm, "category": CategoryForm, "questions": QuestionsForm, "words": WordsForm,
    "nearby": NearbyForm, "contact": ReachForm,
}  # fmt: skip
# What htmx fetches of a page while one types.
PARTS = {"place": "public/_places_found.html", "category": "public/_categories_found.html"}
SEARCHED = {"place": "search", "category": "q"}


@never_cache
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Offer to begin with a photo or with the place, and to go on with what was begun; POST forgets that."""
    at = chores.now()
    draft = draft_of(request, at)
    if request.method == "POST":
        if draft:
            drafts.erase(draft.name)
        return redirect("report")
    next_url = url_of(draft_pages.first_open(draft.said)) if draft else ""
    context = {"draft": draft, "next_url": next_url, "numbers": stoppers.numbers()}
    return render(request, "public/report_start.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, name: str) -> HttpResponse:
    """Ask one question, or take its answer and go on."""
    at = chores.now()
    draft = draft_of(request, at)
    if request.method == "GET":
        return _asked(request, name, draft, at)
    if "switch_to" in request.POST:
        return in_other_language(request, name, at)
    if "look_up" in request.POST and name in SEARCHED:
        return _show(request, name, draft, _looked_up(request, name, draft, request.POST, at))
    return _answered(request, name, draft, at)


def _asked(request: HttpRequest, name: str, draft: Draft | None, at: datetime) -> HttpResponse:
    said = draft.said if draft else {}
    if SEARCHED.get(name, "") in request.GET:
        return _show(request, name, draft, _looked_up(request, name, draft, request.GET, at))
    if name == "nearby" and not draft_pages.near_by(said):
        return redirect(url_of(draft_pages.after(said, name)))
    calm = {"searching": False} if name == "place" else {}
    return _show(request, name, draft, FORMS[name](initial=filled_in(FORMS[name], name, said), said=said, **calm))


def _looked_up(request: HttpRequest, name: str, draft: Draft | None, given: QueryDict, at: datetime) -> Form:
    """Return the form with what was found. Raises TooManyCalls for one who searches more often than people type."""
    if given.get(SEARCHED[name]):
        count_call(f"{name}:{client_address(request)}", limit=settings.PLACES_PER_MINUTE, at=at)
    return FORMS[name](initial=given.dict(), said=draft.said if draft else {})


def _answered(request: HttpRequest, name: str, draft: Draft | None, at: datetime) -> HttpResponse:
    said = draft.said if draft else {}
    try:
        count_call(f"pages:{client_address(request)}", limit=settings.PLACES_PER_MINUTE, at=at)
    except TooManyCalls as refusal:
        return _wait(request, name, draft, refusal)
    form = FORMS[name](request.POST, said=said)
    if not form.is_valid():
        return _show(request, name, draft, form)
    with refused_at(form, form.refused_field):
        return _take(request, name, form, at)
    return _show(request, name, draft, form)


def _wait(request: HttpRequest, name: str, draft: Draft | None, refusal: TooManyCalls) -> HttpResponse:
    """Answer one who sends too much with what was typed; no place is looked for."""
    calm = {"searching": False} if name == "place" else {}
    form = FORMS[name](request.POST, said=draft.said if draft else {}, **calm)
    with refused_at(form):
        raise refusal
    return _show(request, name, draft, form)


def _take(request: HttpRequest, name: str, form: Any, at: datetime) -> HttpResponse:
    token = own_token(request, at)
    with drafts.changed(token, at=at) as said:
        form.tell(said, at=at)
        draft_pages.told(said, name)
        said.get("typed", {}).pop(name, None)
    return keep_cookie(request, redirect(url_of(draft_pages.after(said, name))), token)


def _show(request: HttpRequest, name: str, draft: Draft | None, form: Form) -> HttpResponse:
    status = status_of(form) if form.is_bound else 200
    context = {**around(name, draft), "form": form, **_besides(name, draft)}
    template = f"public/report_{name}.html"
    response = page_or_part(request, template, PARTS.get(name, template), context, status=status)
    if status == 429:
        response["Retry-After"] = str(form.refusal.facts["retry_after"])  # type: ignore[attr-defined]
    return response


def _besides(name: str, draft: Draft | None) -> dict[str, Any]:
    """Return what a page shows beside its question."""
    said = draft.said if draft else {}
    if name == "place":
        city = this_city()
        return {"map_url": background_url(), "centre": f"{city.centre_lon},{city.centre_lat}"}
    if name == "nearby":
        return {"cards": cards(draft_pages.near_by(said))}
    return {"advice": stoppers.advice(said)}


@require_GET
def components_near(request: HttpRequest) -> HttpResponse:
    """A part of the page of the place: what stands near the point that was set; asked for by the page's script."""
    form = PlaceForm(initial=request.GET.dict(), said={}, searching=False)
    return render(request, "public/_components_near.html", {"form": form})
