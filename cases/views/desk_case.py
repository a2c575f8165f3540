"""The case page: all that is known of a case, and the moves that this person may make of it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cases import chores, contacts, permits, publishing, queries, words
from cases.forms_desk import ContactForm, HideForm, PhotoForm, PublicWordsForm
from cases.models import Case, Leg, Request
from cases.moves import MOVES
from cases.views import case_panels
from cases.views.components import component_of_case
from cases.views.desk_moves import offers
from cases.views.desk_steps import DESK_MOVES
from cases.views.refusals import refused_at, status_of
from cases.views.rows import Row, map_around
from cases.workflow import Overtaken
from departments.models import User
from govgrid.lib.redaction import redact


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
            desk_move.run(seen, request.user, chores.now(), form.said())
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
    at, user = chores.now(), request.user
    legs_of_it = Leg.objects.select_related("department__calendar", "assignee", "duty", "score").prefetch_related(
        "clocks"
    )
    prefetch_related_objects(
        [found], Prefetch("legs", legs_of_it), "clocks", "tasks", "reports",
        Prefetch("requests", Request.objects.select_related("leg__department", "reason", "by").order_by("at")),
    )  # fmt: skip
    legs = list(found.legs.all())
    possible = offers(found, user, bound)
    entries = list(found.history.select_related("by").order_by("-number"))
    names = case_panels.names_for(entries, legs)
    return {
        "case": found,
        "at": at,
        "due": case_panels.next_due(found, legs, at),
        "facts": case_panels.facts(found),
        "component": component_of_case(found, user),
        "legs": case_panels.parts(found, sorted(legs, key=lambda leg: leg.pk), at),
        "alarms": case_panels.alarms(found, user, at),
        "suggestion": case_panels.suggestion(found, names),
        "photos": case_panels.photos(found.attachments.order_by("id"), user),
        "entries": case_panels.timeline(entries, names),
        "offers": [offer for offer in possible if offer.usual],
        "rarer": [offer for offer in possible if not offer.usual],
        "may_publish": permits.allows(user, "publish_cases", found) and found.filed_at is not None,
        "publish_form": PublicWordsForm(
            initial={"words": found.public_words or redact(found.words)}, auto_id="publish_%s"
        ),
        "hide_form": HideForm(auto_id="hide_%s"),
        "contact": _contact(found, user),
        "contact_form": ContactForm(auto_id="contact_%s"),
        "ratings": found.ratings.order_by("-id"),
        **_map(found, case_panels.next_due(found, legs, at)),
        **more,
    }


def _map(found: Case, due: words.Due | None) -> dict[str, Any]:
    row = Row(1, found, "", due)
    around = map_around([row])
    return {**around, "centre": f"{found.lon},{found.lat}"} if found.lon is not None else around


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
    hiding = action == "hide"
    form = HideForm(request.POST, auto_id="hide_%s") if hiding else PublicWordsForm(request.POST, auto_id="publish_%s")
    if form.is_valid():
        said = form.cleaned_data
        with refused_at(form):
            if hiding:
                publishing.hide(found, by=by, note=said["note"], at=at)
            elif found.published_at:
                publishing.redact_words(found, by=by, words=said["words"], note=_("Words changed"), at=at)
            else:
                publishing.publish(found, by=by, words=said["words"], at=at)
            return redirect("desk-case", number)
    shown = {"hide_form" if hiding else "publish_form": form}
    return _page(request, queries.case_for(by, number), status=status_of(form), **shown)


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
