"""The case page: all that is known of a case, and the moves that this person may make of it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cases import chores, contacts, permits, publishing, queries, words
from cases.forms_desk import ContactForm, PhotoForm, PublicWordsForm, ReasonForm
from cases.models import Attachment, Case, Clock, HistoryEntry, Leg
from cases.views.desk_moves import DESK_MOVES, offers
from cases.views.refusals import refused_at, status_of
from cases.workflow import MOVES, Overtaken
from departments.models import Department, Part, User
from govgrid.lib.redaction import redact
from grids.city import this_city
from grids.models import Area


@login_required
@require_GET
def case(request: HttpRequest, number: str) -> HttpResponse:
    found = queries.case_for(request.user, number)
    return _page(request, found)


@login_required
@require_POST
def move_case(request: HttpRequest, number: str, action: str) -> HttpResponse:
    """Make one move; a refusal shows the page as it is now, with what was typed."""
    desk_move = DESK_MOVES.get(action)
    if desk_move is None:
        raise queries.NoSuchCase(_("There is no such move."))
    seen = queries.case_for(request.user, number)
    form = desk_move.form(request.POST, request.FILES, case=seen, user=request.user, auto_id=f"{action}_%s")
    if form.is_valid():
        seen.step = form.cleaned_data["step"]
        with refused_at(form):
            desk_move.run(seen, request.user, chores.now(), form)
            messages.success(request, _("Done: %(action)s") % {"action": MOVES[action].label})
            return redirect(_after(request.user, number))
    return _refused(request, number, action, form)


def _after(user: User, number: str) -> str:
    """Where to go after a move: the case, while it can still be seen; else to the person's own work."""
    if queries.visible_to(user).filter(number=number).exists():
        return reverse("desk-case", args=[number])
    return reverse("desk-home")


def _refused(request: HttpRequest, number: str, action: str, form: Any) -> HttpResponse:
    now = queries.case_for(request.user, number)
    overtaken = isinstance(getattr(form, "refusal", None), Overtaken)
    if overtaken:
        # The person reads the new state below; sending again is then a decision about that state.
        form.data = form.data.copy()
        form.data["step"] = str(now.step)
    return _page(request, now, bound=(action, form), status=status_of(form))


def _page(request: HttpRequest, found: Case, *, status: int = 200, **more: Any) -> HttpResponse:
    return render(request, "desk/case.html", _context(request, found, **more), status=status)


def _context(request: HttpRequest, found: Case, *, bound: Any = None, **more: Any) -> dict[str, Any]:
    at, user, city = chores.now(), request.user, this_city()
    legs = list(found.legs.select_related("department", "assignee", "duty").prefetch_related("clocks").order_by("id"))
    names = {pk: department.name for pk, department in Department.objects.in_bulk().items()}
    point = {"n": 1, "lon": found.lon, "lat": found.lat, "title": found.number, "url": "#", "state": "ok"}
    return {
        "case": found,
        "at": at,
        "due": words.due(
            min((leg.due_at for leg in legs if leg.due_at and _is_open(leg)), default=None), at=at, status=found.status
        ),
        "facts": _facts(found),
        "legs": [_leg_row(leg, at) for leg in legs],
        "suggestion": _suggestion(found, names),
        "photos": [_photo(photo) for photo in found.attachments.order_by("id")],
        "entries": [_entry(entry, names) for entry in found.history.select_related("by").order_by("-number")],
        "offers": offers(found, user, bound),
        "points": [point] if found.lon is not None else [],
        "map_url": reverse("map-base", args=[city.pack_digest or "none"]),
        "centre": f"{found.lon or city.centre_lon},{found.lat or city.centre_lat}",
        "may_publish": permits.allows(user, "publish_cases", found) and found.filed_at is not None,
        "publish_form": PublicWordsForm(
            initial={"words": found.public_words or _proposed(found)}, auto_id="publish_%s"
        ),
        "contact": _contact(found, user),
        "contact_form": ContactForm(auto_id="contact_%s"),
        "ratings": found.ratings.order_by("-id"),
        **more,
    }


def _is_open(leg: Leg) -> bool:
    return leg.state in {"sent", "handling"}


def _proposed(found: Case) -> str:
    return redact(found.words)


def _facts(found: Case) -> list[dict[str, Any]]:
    rows = [
        (_("Category"), found.category or _("not sorted yet")),
        (_("Standard"), found.standard or "–"),
        (_("Address"), found.address or "–"),
        (_("Area"), area_words(found)),
        (_("Cell"), found.cell.code if found.cell else "–"),
        (_("Reported"), found.reported_at),
        (_("Channel"), ", ".join(report.get_channel_display() for report in found.reports.all())),
    ]
    return [{"label": label, "value": value} for label, value in rows]


def area_words(found: Case) -> str:
    """Return the areas around a case from the district down to the community, or the city alone."""
    ids = [int(part) for part in found.area_path.strip("/").split("/") if part][1:4]
    areas = Area.objects.in_bulk(ids)
    return " · ".join(areas[pk].name for pk in ids if pk in areas) or "–"


def _leg_row(leg: Leg, at: Any) -> dict[str, Any]:
    clock: Clock | None = max(leg.clocks.all(), key=lambda clock: clock.pk, default=None)
    return {
        "leg": leg,
        "host": leg.part == Part.HOST,
        "due": words.due(leg.due_at, at=at) if _is_open(leg) else None,
        "clock": clock,
        "reason": leg.duty.reason if leg.duty else leg.reason,
    }


def _suggestion(found: Case, names: dict[int, str]) -> dict[str, Any] | None:
    said = found.suggestion
    if not said:
        return None
    named = [(names.get(s["department_id"], "?"), s["rule"], s["reason"]) for s in said["to"]]
    rivals = [(names.get(s["department_id"], "?"), s["rule"], s["reason"]) for s in said["rivals"]]
    return {"waits": words.WAITING.get(said["waits_for"], ""), "to": named, "rivals": rivals}


def _photo(photo: Attachment) -> dict[str, Any]:
    return {
        "pk": photo.pk,
        "url": reverse("photo", args=[photo.pk]),
        "thumb": reverse("photo-small", args=[photo.pk]),
        "alt": _("Photo: %(stage)s") % {"stage": photo.get_stage_display()},
        "caption": photo.get_stage_display(),
        "public": photo.public,
    }


def _entry(entry: HistoryEntry, names: dict[int, str]) -> dict[str, Any]:
    reporter = _("The reporter") if entry.data.get("reporter") or entry.action == "report" else ""
    return {
        "at": entry.at,
        "sentence": words.sentence(entry, names),
        "who": entry.who or reporter or _("The platform"),
        "note": entry.note,
        "state": "late" if entry.action == "escalate" else "done",
    }


def _contact(found: Case, user: User) -> dict[str, Any] | None:
    if not permits.allows(user, "read_contacts", found):
        return None
    report = found.reports.filter(contact__isnull=False).select_related("contact").first()
    return {"pk": report.contact.pk, "masked": contacts.masked(report.contact)} if report else None


@login_required
@require_POST
def read_contact(request: HttpRequest, number: str) -> HttpResponse:
    """Show the reporter's name and phone once, for a reason that is kept."""
    found = queries.case_for(request.user, number)
    form = ContactForm(request.POST, auto_id="contact_%s")
    plain = None
    if form.is_valid():
        report = found.reports.filter(contact__isnull=False).select_related("contact").first()
        if report is None:
            raise queries.NoSuchCase(_("This case has no contact."))
        with refused_at(form):
            plain = contacts.read(
                report.contact, found, by=request.user, reason=form.cleaned_data["reason"], at=chores.now()
            )
    return _page(request, found, status=status_of(form), contact_form=form, plain=plain)


@login_required
@require_POST
def publish_case(request: HttpRequest, number: str, action: str) -> HttpResponse:
    """Publish the case, change its public words, or hide it."""
    found = queries.case_for(request.user, number)
    at, by = chores.now(), request.user
    form = PublicWordsForm(request.POST, auto_id="publish_%s")
    if action == "hide":
        form = HideForm(request.POST, auto_id="hide_%s")
    if form.is_valid():
        with refused_at(form):
            if action == "hide":
                publishing.hide(found, by=by, note=form.cleaned_data["note"], at=at)
            elif found.published_at:
                publishing.redact_words(found, by=by, words=form.cleaned_data["words"], note=_("Words changed"), at=at)
            else:
                publishing.publish(found, by=by, words=form.cleaned_data["words"], at=at)
            return redirect("desk-case", number)
    name = "hide_form" if action == "hide" else "publish_form"
    return _page(request, queries.case_for(by, number), status=status_of(form), **{name: form})


class HideForm(PublicWordsForm):
    words = None  # type: ignore[assignment]
    note = ReasonForm.base_fields["note"]


@login_required
@require_POST
def publish_photo(request: HttpRequest, number: str) -> HttpResponse:
    """Show a photo to the public, or hide it again."""
    found = queries.case_for(request.user, number)
    form = PhotoForm(request.POST)
    photo = found.attachments.filter(pk=form.cleaned_data["photo"]).first() if form.is_valid() else None
    if photo is None:
        raise queries.NoSuchCase(_("There is no such photo."))
    change = publishing.hide_photo if photo.public else publishing.show_photo
    change(photo, by=request.user, at=chores.now())
    return redirect("desk-case", number)
