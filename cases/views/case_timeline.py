"""The timeline of a case: moves, messages and alarms in one column, by day, each for those who may read it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cases import chores, messages, queries, sentences
from cases.models import Case, ClockState, HistoryEntry, Message
from cases.views import case_panels
from cases.views.live import live
from departments.models import Audience, User

# What a message looks like beside the others; a history entry that stands for one is not shown twice.
TONES = {Audience.CITIZEN: "citizen", Audience.DEPARTMENTS: "departments", Audience.OWN: "own"}
ALARMS = {"escalate", "late_by_change", "urge", "supervise"}
WORDS = {"ask", "answer", "call_back", "rate", "reply"}
FILTERS = ("all", "words", "moves", "mine")


@login_required
@require_GET
@live
def follow(request: HttpRequest, number: str) -> HttpResponse:
    """Answer the timeline alone, for a page that follows; a browser that opens it gets the case."""
    if request.headers.get("HX-Request") != "true":
        return redirect("desk-case", number)
    found = queries.case_for(request.user, number)
    return render(request, "desk/_timeline_days.html", shown(found, request.user, request.GET.get("show", "all")))


def shown(case: Case, user: User, show: str) -> dict[str, Any]:
    """Return what the timeline part needs, read for itself."""
    entries = list(case.history.select_related("by").order_by("-number"))
    names = case_panels.names_for(entries, case.legs.all())
    readable = list(messages.readable_by(user, case))
    return {"case": case, **timeline(case, user, entries, names, readable, show)}


def timeline(
    case: Case, user: User, entries: Sequence[HistoryEntry], names: sentences.Names, readable: Sequence[Message],
    show: str,
) -> dict[str, Any]:  # fmt: skip
    """Return the items of the timeline by day, the newest first, as the filter `show` asks."""
    show = show if show in FILTERS else "all"
    items = [*_of_history(entries, names, user), *_of_messages(readable, user)]
    kept = [item for item in items if _fits(item, show)]
    kept.sort(key=itemgetter("at", "order"), reverse=True)
    return {"days": _by_day(kept), "show": show, "filters": _filters(case, show)}


def _of_history(entries: Iterable[HistoryEntry], names: sentences.Names, user: User) -> list[dict[str, Any]]:
    told = [entry for entry in entries if entry.action != "write"]
    rows = case_panels.timeline(told, names)
    return [
        {**row, "kind": _kind(entry), "mine": entry.by_id == user.pk, "order": entry.number}
        for entry, row in zip(told, rows, strict=True)
    ]


def _kind(entry: HistoryEntry) -> str:
    if entry.action in ALARMS:
        return "clock"
    return "words" if entry.action in WORDS else "move"


def _of_messages(readable: Sequence[Message], user: User) -> list[dict[str, Any]]:
    answered = messages.threads(readable)
    return [
        {
            "at": message.at, "kind": "words", "tone": TONES[Audience(message.audience)], "words": message.words,
            "who": message.by.name, "pk": message.pk,
            "department": message.department.name if message.department else _("Grid centre"),
            "answers": answered.get(message.pk, ""), "mine": message.by_id == user.pk, "order": message.pk,
            "named": [person.name for person in message.mentioned.all()],
        }
        for message in readable
    ]  # fmt: skip


def _fits(item: dict[str, Any], show: str) -> bool:
    if show == "mine":
        return bool(item["mine"])
    if show == "words":
        return item["kind"] == "words" or bool(item.get("note"))
    return show == "all" or item["kind"] in {"move", "clock"}


def _by_day(items: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    days = groupby(items, key=lambda item: timezone.localtime(item["at"]).date())
    return [{"day": day, "items": list(found)} for day, found in days]


def _filters(case: Case, show: str) -> list[dict[str, Any]]:
    here = reverse("desk-case", args=[case.number])  # the page of a refused form has another address
    labels = {"all": _("All"), "words": _("Words"), "moves": _("Moves"), "mine": _("By me")}
    return [
        {"url": f"{here}?show={name}#timeline", "label": label, "current": name == show}
        for name, label in labels.items()
    ]


def clocks(case: Case, at: datetime) -> list[dict[str, Any]]:
    """Return the case's own clocks that run or stand still now: toward the citizen, or at a desk."""
    return [
        {"label": clock.get_kind_display(), "due_at": clock.due_at, "paused": clock.state == ClockState.PAUSED,
         "late": clock.due_at is not None and clock.due_at < at}
        for clock in case.clocks.all()
        if clock.leg_id is None and clock.state in (ClockState.RUNNING, ClockState.PAUSED)
    ]  # fmt: skip


@login_required
@require_GET
@live
def follow_parts(request: HttpRequest, number: str) -> HttpResponse:
    """Answer the departments' parts alone, for a page that follows."""
    if request.headers.get("HX-Request") != "true":
        return redirect("desk-case", number)
    found, at = queries.case_for(request.user, number), chores.now()
    return render(request, "desk/_legs_rows.html", parts(found, request.user, at))


def parts(found: Case, user: User, at: datetime) -> dict[str, Any]:
    """Return what the part with the departments needs; the legs come with all that is said of them."""
    case_panels.with_legs(found)
    legs = sorted(found.legs.all(), key=lambda leg: leg.pk)
    return {
        "case": found,
        "legs": case_panels.parts(found, legs, at),
        "own_clocks": clocks(found, at),
        "alarms": case_panels.alarms(found, user, at),
    }
