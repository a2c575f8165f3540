"""What an outsider's link opens: one department's part of one case, and nothing else of it."""

from datetime import datetime
from typing import Any

from django.db.models import Count
from django.forms import Form
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from cases import chores, part_shares, photos, queries, words
from cases.forms_parts import DoneForm, QuestionForm
from cases.models import Case, PartShare
from cases.views.maps import background_url
from cases.views.refusals import refused_at, status_of
from departments.calls import count_call
from govgrid.lib.client_address import client_address
from govgrid.lib.redaction import redact

ACTS_PER_MINUTE, LOOKS_PER_MINUTE = 10, 60


@never_cache
@require_http_methods(["GET", "POST"])
def part(request: HttpRequest, secret: str) -> HttpResponse:
    """Show the part; nothing changes by looking, so a scanner of letters may look. POST takes on, asks or finishes."""
    at = chores.now()
    count_call(f"part:{client_address(request)}", limit=LOOKS_PER_MINUTE, at=at)
    try:
        return _answer(request, secret, at)
    except part_shares.NoSuchLink as gone:
        # Whoever was writing when it ended can still copy what they wrote.
        context = {"gone": gone, "typed": request.POST.get("words", "")}
        return _private(render(request, "public/part_gone.html", context, status=gone.status))


def _answer(request: HttpRequest, secret: str, at: datetime) -> HttpResponse:
    share = part_shares.of_secret(secret, at=at)
    if request.method == "GET":
        part_shares.opened(share, at=at)
        return _page(request, share, secret, at)
    count_call(f"part-act:{share.pk}", limit=ACTS_PER_MINUTE, at=at)
    return _act(request, share, secret, at)


def _act(request: HttpRequest, share: PartShare, secret: str, at: datetime) -> HttpResponse:
    about = request.POST.get("about", "")
    bound = {"done": DoneForm, "question": QuestionForm, "accept": Form}.get(about, Form)(request.POST, request.FILES)
    if bound.is_valid():
        with refused_at(bound):
            _do(about, share, bound.cleaned_data, at)
            return redirect("part-link", secret)
    fresh = part_shares.of_secret(secret, at=at)
    return _page(request, fresh, secret, at, status=status_of(bound), **{f"{about}_form": bound})


def _do(about: str, share: PartShare, said: dict[str, Any], at: datetime) -> None:
    if about == "accept":
        part_shares.accept(share, at=at)
    elif about == "question":
        part_shares.ask(share, words=said["words"], at=at)
    elif about == "done":
        part_shares.say_done(share, words=said["words"], shown=said["shown"], at=at)


def _page(
    request: HttpRequest, share: PartShare, secret: str, at: datetime, *, status: int = 200, **forms: Form
) -> HttpResponse:
    case = share.leg.case
    due = words.due(share.leg.due_at, at=at, status="" if share.leg.finished_at is None else "closed")
    context = {
        "share": share,
        "case": case,
        "what": redact(case.public_words or case.words),
        "due": due,
        "photos": [_photo(secret, photo.pk, photo.get_stage_display()) for photo in _shown(share)],
        "words": list(share.words.annotate(pictures=Count("photos"))),
        "points": _points(case, due.state if due else "ok"),
        "map_url": background_url(),
        "centre": f"{case.lon},{case.lat}" if case.lon is not None else "",
        "done_form": forms.get("done_form") or DoneForm(auto_id="done_%s"),
        "question_form": forms.get("question_form") or QuestionForm(auto_id="question_%s"),
        "refused": forms.get("accept_form"),
    }
    return _private(render(request, "public/part.html", context, status=status))


def _points(case: Case, state: str) -> list[dict[str, Any]]:
    if case.lon is None:
        return []
    return [{"n": 1, "lon": case.lon, "lat": case.lat, "title": case.address, "url": "#where", "state": state}]


def _shown(share: PartShare) -> list[Any]:
    return list(part_shares.shown_to_outsiders(share))


def _photo(secret: str, pk: int, stage: str) -> dict[str, str]:
    return {
        "url": reverse("part-photo", args=[secret, pk]),
        "thumb": reverse("part-photo-small", args=[secret, pk]),
        "alt": _("Photo: %(stage)s") % {"stage": stage},
        "caption": stage,
    }


@require_GET
def photo(request: HttpRequest, secret: str, pk: int, small: bool = False) -> FileResponse:
    """A photo of the part, to who holds the link; another photo of the case is not there."""
    at = chores.now()
    share = part_shares.of_secret(secret, at=at)
    found = next((one for one in _shown(share) if one.pk == pk), None)
    if found is None:
        raise queries.NoSuchCase(_("There is no such photo."))
    answer = FileResponse(photos.open_photo(found, small=small), content_type="image/jpeg")
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _private(response: HttpResponse) -> HttpResponse:
    """Keep the link to this site, and out of every index."""
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response
