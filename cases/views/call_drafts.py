"""Calls being typed: each is a sealed draft of its agent's, found by the form's key, until it has a number."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from cases import chores, unsent
from cases.doorbell import leaves_no_work
from departments.models import User

PREFIX = "call-"
# What an agent types; the rest of the form is there before the first word.
TYPED = ("phone", "name", "words", "search", "address", "category", "ring_back_note")


@login_required
@require_POST
@leaves_no_work
def draft(request: HttpRequest) -> HttpResponse:
    """Keep the call as it stands; an empty one ends its draft."""
    _keep(request)
    return HttpResponse(status=204)


@login_required
@require_POST
def put_by(request: HttpRequest) -> HttpResponse:
    """Keep the call and go on with another one: with that of the key `to`, else with a new one."""
    _keep(request)
    return redirect(address_of(key_in(request.POST.get("to", "")) or uuid4()))


def key_in(text: str) -> UUID | None:
    """Return the key of a call that stands in an address or a form; None where it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def address_of(key: UUID) -> str:
    return f"{reverse('desk-caller')}?{urlencode({'call': key})}"


def words_of(user: User, key: UUID) -> dict[str, Any]:
    """Return what was typed of this call, for the form; {} where it is new, or another agent's."""
    words, _at = unsent.of(None, by=user).get(_name(key), ({}, None))
    said = {name: values[-1] for name, values in words.items()}
    return said | {name: name in said for name in ("urgent", "texts")} if said else {}


def calls_of(user: User, key: UUID) -> list[dict[str, Any]]:
    """Return the calls that this agent is typing, that with `key` among them; none where it is the only one."""
    found = sorted(unsent.of(None, by=user).items(), key=lambda one: one[1][1])
    calls = [
        {"key": UUID(name.removeprefix(PREFIX)), "at": at, "words": words.get("words", [""])[-1][:18]}
        for name, (words, at) in found
    ]
    for call in calls:
        call["current"] = call["key"] == key
    return calls if any(not call["current"] for call in calls) else []


def clear(user: User, key: UUID) -> None:
    """Forget the draft of a call that has its number."""
    unsent.clear(None, _name(key), by=user)


def _keep(request: HttpRequest) -> None:
    key = key_in(request.POST.get("key", ""))
    if key is None:
        return
    typed = any(request.POST.get(name, "").strip() for name in TYPED)
    words = unsent.words_in(dict(request.POST.lists())) if typed else {}
    unsent.keep(None, _name(key), words, by=request.user, at=chores.now())


def _name(key: UUID) -> str:
    return f"{PREFIX}{key.hex}"
