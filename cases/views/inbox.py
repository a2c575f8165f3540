"""A person's inbox, and in the demo every letter that the platform would send."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cases import chores, confirming, queries
from cases.models import Delivery
from cases.views.keyset import Keyset
from grids.city import this_city

PAGE = 50


@login_required
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    mine = Delivery.objects.filter(channel=Delivery.Channel.INBOX, user=request.user).select_related("case")
    page = Keyset(request, mine, ("-pk",), size=PAGE)
    return render(request, "desk/inbox.html", {"letters": page.rows, "page": page})


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything in the person's inbox as read."""
    unread = Delivery.objects.filter(channel=Delivery.Channel.INBOX, user=request.user, read_at=None)
    unread.update(read_at=chores.now())
    return redirect("inbox")


@login_required
@require_GET
def letters(request: HttpRequest) -> HttpResponse:
    """Show every letter, as the demo's stand-in for real post; in a real city nobody reads others' letters."""
    if not this_city().demo:
        raise queries.NoSuchCase(_("Letters are shown in the demo city only."))
    page = Keyset(request, Delivery.objects.select_related("case", "user"), ("-pk",), size=PAGE)
    confirming.spell_out(page.rows)
    return render(request, "desk/letters.html", {"letters": page.rows, "page": page})
