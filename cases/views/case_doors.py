"""What a case page sends beside moves: drafts, messages, links, shares, and the wish to watch."""

from django.contrib import messages as said
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases import chores, linking, messages, queries, sharing, unsent
from cases.doorbell import leaves_no_work
from cases.forms_case import LinkForm, MessageForm, ShareForm, UnlinkForm
from cases.views import list_place
from cases.views.case_page import page
from cases.views.refusals import refused_at, status_of


@login_required
@require_POST
@leaves_no_work
def draft(request: HttpRequest, number: str, action: str) -> HttpResponse:
    """Keep what stands in the form `action` of the page; an empty form ends its draft."""
    found = queries.case_for(request.user, number)
    words = unsent.words_in(dict(request.POST.lists()))
    unsent.keep(found, action[:24], words, by=request.user, at=chores.now())
    return HttpResponse(status=204)


@login_required
@require_POST
def say(request: HttpRequest, number: str, action: str) -> HttpResponse:
    """Send a message to the audience `action`, or show it first as it would go out (`preview`)."""
    found = queries.case_for(request.user, number)
    answers = messages.readable_by(request.user, found)
    form = MessageForm(request.POST, answers=answers, auto_id=f"{action}_%s")
    preview = "preview" in request.POST
    if form.is_valid() and not preview:
        with refused_at(form, "words"):
            sent = messages.send(found, audience=action, by=request.user, at=chores.now(), **form.cleaned_data)
            unsent.clear(found, action, by=request.user)
            _tell(request, sent)
            carry = list_place.carried(request.GET.get(list_place.FROM, ""))
            return redirect(f"{reverse('desk-case', args=[number])}{carry}#timeline")
    if form.errors:
        unsent.keep(found, action, unsent.words_in(dict(request.POST.lists())), by=request.user, at=chores.now())
    shown = form.cleaned_data["words"] if preview and form.is_valid() else ""
    now = queries.case_for(request.user, number)
    return page(request, now, status=status_of(form), talking=(action, form, shown))


def _tell(request: HttpRequest, sent: messages.Sent) -> None:
    said.success(request, _("Sent to: %(readers)s") % {"readers": sent.message.get_audience_display()})
    if sent.unreached:
        names = ", ".join(person.name for person in sent.unreached)
        said.warning(request, _("Cannot read it, and was not told: %(names)s") % {"names": names})


@login_required
@require_POST
def link(request: HttpRequest, number: str) -> HttpResponse:
    """Link the case with another one, with the reason."""
    found = queries.case_for(request.user, number)
    form = LinkForm(request.POST, auto_id="link_%s")
    if form.is_valid():
        with refused_at(form):
            other = queries.case_for(request.user, form.cleaned_data["other"].strip().upper())
            wish = {"kind": form.cleaned_data["kind"], "note": form.cleaned_data["note"]}
            linking.link(found, other=other, by=request.user, at=chores.now(), **wish)
            return redirect("desk-case", number)
    return page(request, queries.case_for(request.user, number), status=_status(form), link_form=form)


@login_required
@require_POST
def unlink(request: HttpRequest, number: str) -> HttpResponse:
    """Take a link away, with the reason."""
    found = queries.case_for(request.user, number)
    form = UnlinkForm(request.POST, auto_id="unlink_%s")
    if form.is_valid():
        with refused_at(form):
            linking.unlink(
                found, form.cleaned_data["link"], by=request.user, at=chores.now(), note=form.cleaned_data["note"]
            )
            return redirect("desk-case", number)
    return page(request, queries.case_for(request.user, number), status=_status(form), unlink_form=form)


def _status(form: LinkForm | UnlinkForm) -> int:
    # The other case may not be there: that is a fault of the form, while this page is.
    status = status_of(form)
    return 422 if status == 404 else status


@login_required
@require_POST
def share(request: HttpRequest, number: str) -> HttpResponse:
    """Show the case to a person until the end of a day."""
    found = queries.case_for(request.user, number)
    form = ShareForm(request.POST, auto_id="share_%s")
    if form.is_valid():
        with refused_at(form):
            sharing.share(found, by=request.user, at=chores.now(), **form.cleaned_data)
            return redirect("desk-case", number)
    return page(request, queries.case_for(request.user, number), status=status_of(form), share_form=form)


@login_required
@require_POST
def end_share(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    found = queries.case_for(request.user, number)
    sharing.end_share(found, pk, by=request.user, at=chores.now())
    return redirect("desk-case", number)


@login_required
@require_POST
def watch(request: HttpRequest, number: str) -> HttpResponse:
    """Watch the case, or (`stop`) no longer."""
    found = queries.case_for(request.user, number)
    if "stop" in request.POST:
        sharing.unwatch(found, by=request.user)
    else:
        sharing.watch(found, by=request.user, at=chores.now())
        said.success(request, _("You hear in your inbox of what happens with this case."))
    return redirect("desk-case", number)
