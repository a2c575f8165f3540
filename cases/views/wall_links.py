"""A supervisor's links for big screens: made, copied, taken back."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases import chores, wall_links
from cases.forms_board import WallLinkForm
from cases.views.board_wish import read_wish
from cases.views.refusals import refused_at, status_of
from grids.city import city_day

# A screen is usually hung up for a season.
USUAL = timedelta(days=90)


@login_required
def links(request: HttpRequest) -> HttpResponse:
    """List one's links; POST makes another one, to what the board shows under the same address."""
    wish, at = read_wish(request), chores.now()
    form = WallLinkForm(request.POST or None, initial={"language": get_language(), "until": city_day(at) + USUAL})
    if request.method == "POST" and form.is_valid():
        with refused_at(form, "until"):
            said = form.said()
            wall_links.make(ground=wish.ground, by=request.user, at=at, **said)
            messages.success(request, _("The link is made. Whoever has it sees the figures, without signing in."))
            return redirect(wish.url("desk-wall-links"))
    mine = [{"link": link, "address": wall_links.address_of(link)} for link in wall_links.links_of(request.user)]
    shown = {"form": form, "links": mine, "wish": wish, "at": at, "here": wish.url("desk-wall-links")}
    return render(request, "desk/wall_links.html", shown, status=status_of(form))


@login_required
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """End a link at once."""
    wall_links.take_back(pk, by=request.user, at=chores.now())
    messages.success(request, _("The link is taken back: its screens go dark within seconds."))
    return redirect("desk-wall-links")
