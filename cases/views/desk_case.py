"""The case page: all that is known of a case, and the moves that this person may make of it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cases import chores, contacts, publishing, queries, unsent
from cases.forms_desk import ContactForm, HideForm, PhotoForm, PublicWordsForm
from cases.moves import MOVES
from cases.views import list_place
from cases.views.case_page import page
from cases.views.desk_steps import DESK_MOVES
from cases.views.live import live
from cases.views.refusals import refused_at, status_of
from cases.workflow import Overtaken
from departments.models import User


@login_required
@require_GET
@live
def case(request: HttpRequest, number: str) -> HttpResponse:
    found = queries.case_for(request.user, number)
    return page(request, found)


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
            unsent.clear(seen, action, by=request.user)
            messages.success(request, _("Done: %(action)s") % {"action": MOVES[action].label})
            carry = list_place.carried(request.GET.get(list_place.FROM, ""))
            # The keyboard goes on from the content, not from the top of the page.
            return redirect(f"{_after(request.user, number)}{carry}#main")
    return _refused(request, number, action, form)


def _after(user: User, number: str) -> str:
    """Where to go after a move: the case, while it can still be seen; else to the person's own work."""
    if queries.visible_to(user).filter(number=number).exists():
        return reverse("desk-case", args=[number])
    return reverse("desk-home")


def _refused(request: HttpRequest, number: str, action: str, form: Any) -> HttpResponse:
    now = queries.case_for(request.user, number)
    unsent.keep(now, action, unsent.words_in(dict(request.POST.lists())), by=request.user, at=chores.now())
    overtaken = isinstance(getattr(form, "refusal", None), Overtaken)
    if overtaken:
        # The person reads the new state below; sending again is then a decision about that state.
        form.data = form.data.copy()
        form.data["step"] = str(now.step)
    return page(request, now, bound=(action, form), status=status_of(form))


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
    return page(request, found, status=status_of(form), contact_form=form, plain=plain)


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
    return page(request, queries.case_for(by, number), status=status_of(form), **shown)


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
