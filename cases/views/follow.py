"""Following a public case by mail or SMS, and the end of it: a link only asks, a button does it."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cases import chores, following, publishing, queries, tracking
from cases.models import Case
from cases.views.private import private
from cases.views.proving import Proving, prove
from cases.views.refusals import refused_at, status_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for an address and its code, and tell it of each public step from then on."""
    case, at = _public(number), chores.now()
    following.need_followable(case)
    step = prove(request, purpose="follow", at=at)
    if step.proven and step.code:
        with refused_at(step.code):
            following.follow(case, step.proven, at=at)
            return redirect(f"{reverse('public-case', args=[number])}?followed=1")
        step = replace(step, status=status_of(step.code))
    return _page(request, case, step)


def _page(request: HttpRequest, case: Case, step: Proving) -> HttpResponse:
    context = {"case": case, "step": step, "back": reverse("public-case", args=[case.number])}
    return private(render(request, "public/follow.html", context, status=step.status))


def _public(number: str) -> Case:
    case = publishing.public_cases().select_related("category").filter(number=number).first()
    if case is None:
        raise queries.NoSuchCase(_("There is no public case with this number."))
    return case


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unfollow(request: HttpRequest, token: str) -> HttpResponse:
    """End the letters; who reads mail for links (a scanner) sees a question, and changes nothing."""
    follower = tracking.follower_of(token)
    done = request.method == "POST"
    context = {"case": follower.case if follower else None, "done": done or follower is None}
    if follower and done:
        following.unfollow(follower)
    return private(render(request, "public/unfollow.html", context))
