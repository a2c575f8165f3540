"""The board of dead letters: what was given up, in plain words, and a button that has it tried again."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from cases import chores, dead_letters, doctor, queries, words


@login_required
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    _need(request)
    heaps = dead_letters.heaps(request.user)
    seen = _visible(request, heaps)
    found = {"heaps": [_shown(heap, seen) for heap in heaps], "findings": doctor.findings(without={"DEAD"})}
    return render(request, "desk/dead_letters.html", found)


@login_required
@require_POST
def replay(request: HttpRequest, source: str, pk: int) -> HttpResponse:
    return _replay(request, source, pk=pk)


@login_required
@require_POST
def replay_all(request: HttpRequest, source: str, kind: str) -> HttpResponse:
    return _replay(request, source, kind="" if kind == "route" else kind)


def _replay(request: HttpRequest, source: str, **which: Any) -> HttpResponse:
    """The middleware rings the workers after this answer."""
    _need(request)
    if source not in {"notice", "letter"}:
        raise queries.NoSuchCase(_("There is no such heap of dead letters."))
    count = dead_letters.replay(source, by=request.user, at=chores.now(), **which)
    told = ngettext("%(count)s is being tried again.", "%(count)s are being tried again.", count) % {"count": count}
    messages.success(request, told)
    return redirect("desk-dead-letters")


def _need(request: HttpRequest) -> None:
    if not dead_letters.may_look(request.user):
        raise queries.NoSuchCase(_("This board is not yours."))


def _visible(request: HttpRequest, heaps: list[dead_letters.Heap]) -> set[int]:
    """Return which of the cases this person may see: an administrator replays letters of cases that stay closed."""
    ids = {letter.case.pk for heap in heaps for letter in heap.letters}
    return set(queries.visible_to(request.user).filter(pk__in=ids).values_list("pk", flat=True))


def _shown(heap: dead_letters.Heap, seen: set[int]) -> dict[str, Any]:
    return {
        "title": words.outgoing(heap.kind),
        "source": heap.source,
        "kind": heap.kind or "route",
        "count": heap.count,
        "at_once": min(heap.count, dead_letters.AT_ONCE),
        "oldest": heap.oldest,
        "rows": [{"letter": letter, "visible": letter.case.pk in seen} for letter in heap.letters],
    }
