"""The caller desk (12345): one screen to type on while somebody speaks."""

from typing import Any
from uuid import uuid4

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases import callers, chores, intake, nearby, queries, stoppers
from cases.callers import ABILITY
from cases.forms_caller import CallForm, questions_of
from cases.models import Case, Report, ToldBy
from cases.views import call_drafts
from cases.views.maps import background_url
from cases.views.refusals import refused_at, status_of
from cases.whereabouts import area_names
from departments.access import scope_of
from departments.models import Stopper
from govgrid.lib.htmx import page_or_part
from grids.city import city_day, this_city
from grids.locate import inside_city


def _need_calls(request: HttpRequest) -> None:
    if ABILITY not in scope_of(request.user):
        raise queries.NoSuchCase(_("This desk is not yours."))


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def desk(request: HttpRequest) -> HttpResponse:
    """A new call, or the one whose key stands in the address; POST writes it down and answers with its number."""
    _need_calls(request)
    if request.method == "GET":
        key = call_drafts.key_in(request.GET.get("call", ""))
        words = call_drafts.words_of(request.user, key) if key else {}
        return _page(request, CallForm(initial={**words, "key": key or uuid4()}, auto_id="call_%s"))
    form = CallForm(request.POST, auto_id="call_%s")
    if form.is_valid():
        with refused_at(form):
            receipt = callers.take(
                form.call(_same(request)), by=request.user, at=chores.now(), key=form.sender_key()
            )  # fmt: skip
            if sent := form.cleaned_data["key"]:
                call_drafts.clear(request.user, sent)
            return redirect(f"{reverse('caller-number', args=[receipt.number])}?call={sent or ''}")
    if isinstance(getattr(form, "refusal", None), intake.KeyReused):
        return _page(request, _as_another_call(request), status=409)
    return _page(request, form, status=status_of(form))


def _as_another_call(request: HttpRequest) -> CallForm:
    """Return what was typed under a new key: the form's own was sent before with other words."""
    form = CallForm({**request.POST.dict(), "key": str(uuid4())}, auto_id="call_%s")
    form.add_error(None, _("This form was sent before and has a number already. Send it again only for another call."))
    return form


def _same(request: HttpRequest) -> Case | None:
    number = request.POST.get("same", "")
    return queries.case_for(request.user, number) if number else None


@never_cache
@login_required
@require_POST
def beside(request: HttpRequest) -> HttpResponse:
    """What is known of the caller, near the place and of the category, as a part or with the whole form as typed."""
    _need_calls(request)
    return _page(request, _as_typed(request), part="desk/_call_beside.html")


@never_cache
@login_required
@require_POST
def places(request: HttpRequest) -> HttpResponse:
    """The places that the search found, as a part or with the whole form as typed."""
    _need_calls(request)
    return _page(request, _as_typed(request), part="desk/_call_places.html")


def _as_typed(request: HttpRequest) -> CallForm:
    """Return the form with what was typed, unchecked: the call is still going on."""
    said = request.POST.dict()
    said |= {name: name in request.POST for name in ("urgent", "texts")}
    return CallForm(initial=said, auto_id="call_%s")


@never_cache
@login_required
@require_POST
def dangers(request: HttpRequest) -> HttpResponse:
    """What the words or the category say of danger, and whom to put the caller through to: asked while one types."""
    _need_calls(request)
    if request.headers.get("HX-Request") != "true":
        return _page(request, _as_typed(request))
    return render(request, "desk/_call_dangers.html", {"dangers": _dangers(_as_typed(request))})


def _dangers(form: CallForm) -> list[Stopper]:
    return stoppers.met({"words": str(form["words"].value() or ""), "category": form.category_code})


@never_cache
@login_required
@require_GET
def number(request: HttpRequest, number: str) -> HttpResponse:
    """The number, large, to be read out, with the words to say."""
    _need_calls(request)
    mine = queries.within_reach(request.user, ABILITY)
    report = Report.objects.filter(number=number, case__in=mine).select_related("case", "contact").first()
    if report is None:
        raise queries.NoSuchCase(_("There is no case %(number)s that you may see.") % {"number": number})
    context = {
        "report": report,
        "spoken": " – ".join("\u00a0".join(part) for part in number.split("-")),
        "texted": bool(report.contact and report.contact.phone_digest and report.contact.told_by != ToldBy.NONE),
        "ring_back": report.ring_backs.filter(outcome="").first(),
        "sent": request.GET.get("call", ""),
    }
    return render(request, "desk/caller_number.html", context)


def _page(
    request: HttpRequest, form: CallForm, *, part: str = "desk/_call_beside.html", status: int = 200
) -> HttpResponse:
    city = this_city()
    key = call_drafts.key_in(str(form["key"].value() or ""))
    whole = part == "desk/_call_beside.html" and request.headers.get("HX-Request") != "true"
    context = {
        "form": form,
        "calls": call_drafts.calls_of(request.user, key) if key and whole else [],
        **_known_beside(request, form),
        "dangers": _dangers(form),
        "map_url": background_url(),
        "centre": f"{city.centre_lon},{city.centre_lat}",
        "city": city,
    }
    return page_or_part(request, "desk/caller.html", part, context, status=status)


def _known_beside(request: HttpRequest, form: CallForm) -> dict[str, Any]:
    phone = form.known_phone
    known = callers.known(request.user, phone) if phone else []
    placed = _near(request, form)
    near = placed.get("near", [])
    areas = area_names([*known, *(case for case, _metres in near)])
    return {
        **placed,
        "phone_known": bool(phone),
        "known": [{"case": case, "area": areas.get(case.pk, "")} for case in known],
        "near": [{"case": case, "metres": round(metres), "area": areas.get(case.pk, "")} for case, metres in near],
        "questions": questions_of(form.category_id),
    }


def _near(request: HttpRequest, form: CallForm) -> dict[str, Any]:
    """Return what is open near the pin, and whether it lies outside the city; {} while there is no pin."""
    point = form.point
    if point is None:
        return {}
    at = chores.now()
    return {
        "placed": True,
        "outside": not inside_city(point, on=city_day(at), within_m=this_city().tolerance_m),
        "near": nearby.near(request.user, point, category_id=form.category_id, at=at),
    }
