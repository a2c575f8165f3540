"""The board for a big screen: numbers and places only, for a supervisor signed in, or by a link without signing in.

A screen asks every few seconds and mostly hears that nothing has changed: one look-up of its link and one of the
version. Every answer names the release, so that a screen loads itself anew after a deploy.
"""

from collections import Counter
from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_GET

from cases import chores, signposts, versions, wall_links
from cases.grounds import Ground
from cases.tally import Tally, tally_of
from cases.views import board_page
from cases.views.board_wish import LISTS, USUAL, BoardWish, read_wish
from cases.views.live import HEADER
from govgrid.lib.release import release
from grids.city import this_city

RELEASE = "X-Release"
LATE_SHOWN = 7


@login_required
@require_GET
def wall(request: HttpRequest) -> HttpResponse:
    """The wall of the ground that a supervisor's own board shows."""
    return _unless_unchanged(request, lambda: read_wish(request).ground)


@require_GET
def linked_wall(request: HttpRequest, token: str) -> HttpResponse:
    """The wall that a link opens; no cookie is read or set."""
    link = wall_links.opened_by(token, at=chores.now())
    with translation.override(link.language):
        return _unless_unchanged(request, lambda: wall_links.ground_shown(link))


def _unless_unchanged(request: HttpRequest, ground: Callable[[], Ground]) -> HttpResponse:
    version = versions.newest()
    seen = request.headers.get(HEADER)
    if seen == version:
        response = HttpResponse(status=204)
    else:
        part = seen is not None
        response = _drawn(request, ground(), version, "desk/_wall.html" if part else "desk/wall.html")
    response[HEADER], response[RELEASE] = version, release()
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _drawn(request: HttpRequest, ground: Ground, version: str, template: str) -> HttpResponse:
    at = chores.now()
    wish = BoardWish(ground, "", "", "", USUAL, LISTS[0])
    tally = tally_of(ground, days=USUAL, at=at)
    shown = {**board_page.numbers(tally, wish), **board_page.figures(tally, wish)}
    return render(
        request,
        template,
        {
            **shown,
            "at": at,
            "version": version,
            "release": release(),
            "city": this_city(),
            "ground": ground,
            "language": translation.get_language(),
            "late_by_department": _late(tally),
        },
    )


def _late(tally: Tally) -> list[dict[str, Any]]:
    """Return the departments with late parts, the most first, as bars; a screen has room for LATE_SHOWN."""
    names, late = signposts.departments(), tally.pressing.late_by_department
    counts = Counter({names[pk].name: cases for pk, cases in late.items() if pk in names})
    most = max([*counts.values(), 1])
    return [
        {"label": name, "cases": cases, "percent": round(100 * cases / most), "tone": "late"}
        for name, cases in counts.most_common(LATE_SHOWN)
    ]
