"""What is known about me: proof of an address, then everything under it for a quarter of an hour, to read or erase.

The session keeps keyed digests and until when; the address itself stays where it is sealed.
"""

import json
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from cases import chores, known
from cases.models import OwnReading
from cases.views.private import private
from cases.views.proving import prove

OPEN_FOR = timedelta(minutes=15)
SESSION = "known"
INSTANTS = {"at", "reported", "since", "withdrawn"}  # in what `cases.known.read` returns


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for an address and its code."""
    at = chores.now()
    step = prove(request, purpose="known", at=at)
    if step.proven:
        until = (at + OPEN_FOR).isoformat()
        request.session[SESSION] = {"digests": known.digests_for(step.proven), "until": until}
        return redirect("known-mine")
    return private(render(request, "public/known.html", {"step": step}, status=step.status))


@never_cache
@require_http_methods(["GET", "HEAD"])
def mine(request: HttpRequest) -> HttpResponse:
    """Everything under the address, each reading written down."""
    at = chores.now()
    digests = _proved(request, at)
    if digests is None:
        return redirect("known")
    return private(render(request, "public/known_mine.html", {"found": _with_days(known.read(digests, at=at))}))


def _with_days(found: Any) -> Any:
    """Return what was found with its instants as days, as the other pages write them; the file keeps the instants."""
    if isinstance(found, list):
        return [_with_days(one) for one in found]
    if not isinstance(found, dict):
        return found
    return {name: _day(value) if name in INSTANTS else _with_days(value) for name, value in found.items()}


def _day(instant: str | None) -> str:
    moment = parse_datetime(instant) if instant else None
    return date_format(moment, "DATE_FORMAT") if moment else ""


@never_cache
@require_POST
def download(request: HttpRequest) -> HttpResponse:
    """The same as a file (JSON)."""
    at = chores.now()
    digests = _proved(request, at)
    if digests is None:
        return redirect("known")
    found = known.read(digests, at=at, what=OwnReading.What.DOWNLOADED)
    answer = HttpResponse(json.dumps(found, ensure_ascii=False, indent=2), content_type="application/json")
    answer["Content-Disposition"] = 'attachment; filename="known-about-me.json"'
    return private(answer)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def forget(request: HttpRequest) -> HttpResponse:
    """Ask whether it is meant, and erase the contact; the reports stay without the person."""
    at = chores.now()
    digests = _proved(request, at)
    if digests is None:
        return redirect("known")
    done = request.method == "POST"
    if done:
        known.forget(digests, at=at)
        request.session.pop(SESSION)
    return private(render(request, "public/forget.html", {"done": done}))


@never_cache
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """End the look before its time is over, on a computer of others."""
    request.session.pop(SESSION, None)
    return redirect("known")


def _proved(request: HttpRequest, at: datetime) -> list[str] | None:
    """Return the digests of the address proved in this browser; None once its time is over."""
    kept = request.session.get(SESSION)
    until = parse_datetime(kept["until"]) if kept else None
    return kept["digests"] if until and at < until else None
