"""Places of work: the desk of closing, and an officer's checks."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cases import chores, queries, words
from cases.views.frame import places_of
from cases.views.keyset import Keyset
from cases.views.rows import PAGE, Row, case_rows, map_around
from cases.whereabouts import area_names
from departments.access import scope_of


@login_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Send each person to the first place that is theirs."""
    mine = places_of(request.user)
    if not request.user.postings.exists():
        return render(request, "desk/no_posting.html")
    first = mine[0].route if mine else "inbox"
    # Browsers say of themselves whether they are a phone's: there an officer works with the field app.
    on_phone = request.headers.get("Sec-CH-UA-Mobile") == "?1"
    return redirect("field" if first == "desk-checks" and on_phone else first)


def _need(request: HttpRequest, ability: str) -> None:
    """Answer 404 where a desk is not this person's."""
    if ability not in scope_of(request.user):
        raise queries.NoSuchCase(_("This desk is not yours."))


def _desk(request: HttpRequest, template: str, ability: str, **lists: Any) -> HttpResponse:
    """A desk of one or two lists, oldest first; only for those who hold its ability."""
    _need(request, ability)
    at = chores.now()
    shown = {name: case_rows(cases[:PAGE], at=at) for name, cases in lists.items()}
    pins = map_around([row for rows in shown.values() for row in rows])
    return render(request, template, {**shown, "at": at, **pins})


@login_required
@require_GET
def closing(request: HttpRequest) -> HttpResponse:
    return _desk(
        request, "desk/closing.html", "file_cases",
        rows=queries.waiting_to_close(request.user), to_check=queries.waiting_for_check(request.user),
    )  # fmt: skip


@login_required
@require_GET
def checks(request: HttpRequest) -> HttpResponse:
    """An officer's checks, the most pressing first."""
    _need(request, "check_cases")
    at = chores.now()
    tasks = list(queries.tasks_of(request.user)[:PAGE])
    areas = area_names([task.case for task in tasks])
    rows = [
        Row(n, task.case, areas.get(task.case_id, ""), words.due(task.due_at, at=at)) for n, task in enumerate(tasks, 1)
    ]
    return render(request, "desk/checks.html", {"rows": rows, "at": at, **map_around(rows)})


@login_required
@require_GET
def requests(request: HttpRequest) -> HttpResponse:
    """What was asked and waits for this person's word, the oldest first."""
    at = chores.now()
    page = Keyset(request, queries.requests_for(request.user), ("at", "pk"), size=PAGE)
    areas = area_names([asked.case for asked in page.rows])
    rows = [
        {
            "asked": asked,
            "area": areas.get(asked.case_id, ""),
            "since": words.about(at - asked.at),
            "to_pass_on": asked.endorsed_at is None,
        }
        for asked in page.rows
    ]
    return render(request, "desk/requests.html", {"rows": rows, "page": page, "at": at})
