"""What the case page shows, put together: one context for the page itself and for every refused form on it."""

from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cases import chores, contacts, messages, permits, unsent, versions, words
from cases.forms_desk import ContactForm, HideForm, PublicWordsForm
from cases.models import Case, HistoryEntry, Report, Request
from cases.views import (
    case_macros,
    case_panels,
    case_people,
    case_stale,
    case_talk,
    case_timeline,
    list_place,
    part_panel,
)
from cases.views.components import component_of_case
from cases.views.desk_moves import offers
from cases.views.rows import Row, map_around
from departments.models import User
from govgrid.lib.redaction import redact


def page(request: HttpRequest, found: Case, *, status: int = 200, **more: Any) -> HttpResponse:
    """Render the case page; `bound` is a refused move (name, form), `talking` a message not sent (audience, form)."""
    if not hasattr(request, "live_version"):
        request.live_version = versions.newest()  # type: ignore[attr-defined]
    return render(request, "desk/case.html", _context(request, found, **more), status=status)


def _context(
    request: HttpRequest, found: Case, *, bound: Any = None, talking: Any = None, unlink_form: Any = None, **more: Any
) -> dict[str, Any]:
    at, user = chores.now(), request.user
    _read_around(found)
    kept = unsent.of(found, by=user)
    phrases = case_talk.phrases(found, user)
    possible = offers(found, user, bound, kept, phrases)
    parts = case_timeline.parts(found, user, at)
    due = case_panels.next_due(found, found.legs.all(), at)
    return {
        **parts,
        "at": at,
        "due": due,
        "answers": case_panels.answered(found),
        "facts": (facts := case_panels.facts(found)),
        "stale": case_stale.since(request, found, bound, facts),
        "seen": case_stale.as_seen(found, facts),
        "component": component_of_case(found, user),
        **_said(request, found, kept, phrases, talking),
        "photos": case_panels.photos(found.attachments.order_by("id"), user),
        "offers": [offer for offer in possible if offer.usual],
        "rarer": [offer for offer in possible if not offer.usual],
        "macros": case_macros.offered(found, user).prefetch_related(None),
        "next": next((offer for offer in possible if offer.usual and offer.tone == "primary"), None),
        **_publishing(found, user),
        "contact": _contact(found, user),
        "contact_form": ContactForm(auto_id="contact_%s"),
        "ratings": found.ratings.order_by("-id") if found.closed_at or found.reopens else [],
        "part_links": part_panel.waiting_of(found, user, list(found.legs.all())),
        **case_people.people(found, user, at, unlink_form),
        "unlink_form": unlink_form,
        **_map(found, due),
        **list_place.around(request, found, at),
        **more,
    }


def _read_around(found: Case) -> None:
    case_panels.with_legs(found)
    prefetch_related_objects(
        [found], "tasks", Prefetch("history", HistoryEntry.objects.select_related("by").order_by("-number")),
        Prefetch("reports", Report.objects.select_related("contact").order_by("id")),
        Prefetch("requests", Request.objects.select_related("leg__department", "reason", "by").order_by("at")),
    )  # fmt: skip


def _said(
    request: HttpRequest, found: Case, kept: case_talk.Drafts, phrases: case_talk.Phrases, talking: Any
) -> dict[str, Any]:
    """Return the timeline, who did what, and the composers above it."""
    user, answer = request.user, request.GET.get("answer", "")
    entries = list(found.history.all())
    names = case_panels.names_for(entries, found.legs.all())
    readable = list(messages.readable_by(user, found))
    return {
        **case_timeline.timeline(found, user, entries, names, readable, request.GET.get("show", "all")),
        "suggestion": case_panels.suggestion(found, names),
        "doers": case_people.doers(entries),
        "composers": case_talk.composers(
            found, user, readable, kept, phrases, talking,
            int(answer) if answer.isdecimal() and len(answer) < 18 else 0,
        ),
    }  # fmt: skip


def _publishing(found: Case, user: User) -> dict[str, Any]:
    return {
        "may_publish": permits.allows(user, "publish_cases", found) and found.filed_at is not None,
        "publish_form": PublicWordsForm(
            initial={"words": found.public_words or redact(found.words)}, auto_id="publish_%s"
        ),
        "hide_form": HideForm(auto_id="hide_%s"),
    }


def _map(found: Case, due: words.Due | None) -> dict[str, Any]:
    row = Row(1, found, "", due)
    around = map_around([row])
    return {**around, "centre": f"{found.lon},{found.lat}"} if found.lon is not None else around


def _contact(found: Case, user: User) -> dict[str, Any] | None:
    if not permits.allows(user, "read_contacts", found):
        return None
    contact = next((report.contact for report in found.reports.all() if report.contact), None)
    return {"pk": contact.pk, "masked": contacts.masked(contact)} if contact else None
