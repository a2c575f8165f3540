"""The acceptance desk (受理): all sources in one list, and beside it the report that is looked at."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cases import chores, nearby, queries, words
from cases.models import Attachment, Case
from cases.views import case_panels
from cases.views.inline_moves import offers_by_name, read_parts, try_move
from cases.views.live import live
from cases.views.refusals import status_of
from cases.views.rows import PAGE, map_around
from cases.views.waiting_rows import Waiting, waiting_rows
from departments.access import scope_of
from departments.models import Reason, User
from govgrid.lib.geo import Point
from govgrid.lib.htmx import page_or_part, see_other

MOVES = frozenset({"place", "file", "propose", "send_verify", "decline", "merge"})


def need(request: HttpRequest, ability: str) -> None:
    """Answer 404 where a desk is not this person's."""
    if ability not in scope_of(request.user):
        raise queries.NoSuchCase(_("This desk is not yours."))


@login_required
@require_GET
@live
def desk(request: HttpRequest) -> HttpResponse:
    """What waits to be filed, the oldest first; beside it the map."""
    need(request, "file_cases")
    return page_or_part(request, "desk/acceptance.html", "desk/_acceptance_list.html", _listed(request, chores.now()))


@login_required
@require_GET
def opened(request: HttpRequest, number: str) -> HttpResponse:
    """One report beside the list; htmx gets the report alone."""
    need(request, "file_cases")
    case = _waiting(request.user, number)
    if case is None:
        messages.info(request, _("Case %(number)s does not wait here any more.") % {"number": number})
        return see_other(request, reverse("desk-acceptance"))
    return _page(request, case)


@login_required
@require_POST
def act(request: HttpRequest, number: str, action: str) -> HttpResponse:
    """Make a move and go on to the next report; a refusal shows the report as it is now, with what was typed."""
    need(request, "file_cases")
    case = queries.case_for(request.user, number)
    tried = try_move(request, case, action, allowed=MOVES)
    if tried.form is None:
        return redirect(_next(request.user, case, action))
    still = _waiting(request.user, number)
    if still is None:
        listed = _listed(request, chores.now())
        return render(request, "desk/acceptance.html", {**listed, "refused": tried.form}, status=status_of(tried.form))
    return _page(request, still, bound=tried.bound, status=status_of(tried.form))


def _waiting(user: User, number: str) -> Case | None:
    return queries.waiting_for_acceptance(user).select_related("standard").filter(number=number).first()


def _next(user: User, case: Case, action: str) -> str:
    """Return the report itself after its place was set, else the one after it, else the list."""
    waiting = queries.waiting_for_acceptance(user)
    if action == "place" and waiting.filter(pk=case.pk).exists():
        return reverse("acceptance-case", args=[case.number])
    after = waiting.filter(pk__gt=case.pk).first() or waiting.exclude(pk=case.pk).first()
    return reverse("acceptance-case", args=[after.number]) if after else reverse("desk-acceptance")


def _listed(request: HttpRequest, at: datetime, opened: str = "") -> dict[str, Any]:
    cases = queries.waiting_for_acceptance(request.user)[:PAGE]
    rows: list[Waiting] = waiting_rows(cases, to=request.user, at=at, opened=opened, channels=True)
    return {"rows": rows, "at": at, **map_around([waiting.row for waiting in rows])}


def _page(request: HttpRequest, case: Case, *, bound: Any = None, status: int = 200) -> HttpResponse:
    at, user = chores.now(), request.user
    found = read_parts(case)
    possible = offers_by_name(found, user, bound)
    filing = possible.get("file") or possible.get("propose")
    context = {
        "opened": found,
        "since": words.about(at - found.reported_at),
        "channels": ", ".join(dict.fromkeys(report.get_channel_display() for report in found.reports.all())),
        "facts": case_panels.facts(found),
        "photos": case_panels.photos(found.attachments.order_by("id"), user),
        "suggestion": case_panels.suggestion(found, case_panels.names_for([], [])),
        "offers": possible,
        "filing": filing,
        "standards": list(filing.form.fields["standard"].queryset) if filing else [],
        "phrases": list(Reason.objects.filter(kind=Reason.Kind.DECLINE, valid_to=None)),
        "near": _near(found, user, at),
        "refused": bound[1] if bound else None,
        "place_at": f"{found.lon},{found.lat}" if found.lon is not None else "",
    }
    listed = {} if request.headers.get("HX-Request") == "true" else _listed(request, at, found.number)
    centre = {"map_url": map_around([])["map_url"], "centre": map_around([])["centre"]}
    return page_or_part(
        request, "desk/acceptance.html", "desk/_acceptance_case.html", {**centre, **listed, **context}, status=status
    )


def _near(case: Case, user: User, at: datetime) -> list[dict[str, Any]]:
    """Return open cases near the report, with their metres, how long apart they were told, and a first photo."""
    if case.lon is None or case.lat is None:
        return []
    pairs = nearby.near(user, Point(case.lon, case.lat), category_id=case.category_id, at=at, but=case.pk)
    shown = Attachment.objects.filter(case__in=[other.pk for other, _m in pairs]).order_by("case", "pk")
    first = {photo["row"].case_id: photo for photo in case_panels.photos(shown.distinct("case"), user)}
    return [
        {
            "case": other,
            "metres": round(metres),
            "apart": words.about(abs(other.reported_at - case.reported_at)),
            "same_kind": other.category_id == case.category_id,
            "photos": [first[other.pk]] if other.pk in first else [],
        }
        for other, metres in pairs
    ]
