"""The beat of an open case page: who I am and what I do, answered with who else is here."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from cases import presence, queries
from cases.doorbell import leaves_no_work


@login_required
@require_POST
@leaves_no_work
def here(request: HttpRequest, number: str) -> HttpResponse:
    """Take a beat (`doing`: viewing, typing or gone) of one who may see the case; answer the part with the others."""
    found = queries.case_for(request.user, number)
    if request.POST.get("doing") == "gone":
        presence.leave(found.number, by=request.user)
        return HttpResponse(status=204)
    presence.beat(found.number, by=request.user, doing=request.POST.get("doing", presence.VIEWING))
    others = presence.viewing([found.number], to=request.user).get(found.number, [])
    return render(request, "components/_presence.html", {"presences": others})
