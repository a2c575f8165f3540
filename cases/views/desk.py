"""Places of work: a department's queue, the desks of acceptance, dispatch and closing, and an officer's checks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cases import chores, queries, words
from cases.models import Case, LegState
from cases.views.frame import places_of
from cases.views.keyset import Keyset
from cases.whereabouts import area_names
from departments.access import scope_of
from departments.models import Department
from grids.city import this_city

PAGE = 50


@dataclass(frozen=True)
class Row:
    """A case as a list shows it; `n` numbers its pin on the map beside."""

    n: int
    case: Case
    area: str
    due: words.Due | None
    person: str = ""
    state: str = ""
    state_label: str = ""
    waits: Any = ""

    @property
    def url(self) -> str:
        return reverse("desk-case", args=[self.case.number])

    @property
    def title(self) -> str:
        return self.case.category.name if self.case.category else _("not sorted yet")

    def pin(self) -> dict[str, Any]:
        state = self.due.state if self.due else "ok"
        return {
            "n": self.n,
            "lon": self.case.lon,
            "lat": self.case.lat,
            "title": self.title,
            "url": self.url,
            "state": state,
        }


def map_around(rows: Iterable[Row]) -> dict[str, Any]:
    """Return what `_case_map.html` needs to show the rows of a list."""
    city = this_city()
    return {
        "points": [row.pin() for row in rows if row.case.lon is not None],
        "map_url": reverse("map-base", args=[city.pack_digest or "none"]),
        "centre": f"{city.centre_lon},{city.centre_lat}",
    }


def case_rows(cases: Iterable[Case], *, at: datetime) -> list[Row]:
    """Return rows of cases, with the areas of all of them read at once."""
    found = list(cases)
    areas = area_names(found)
    return [
        Row(
            n, case, areas.get(case.pk, ""), None,
            state=case.status, state_label=case.get_status_display(),
            waits=words.WAITING.get((case.suggestion or {}).get("waits_for", ""), ""),
        )
        for n, case in enumerate(found, 1)
    ]  # fmt: skip


@login_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Send each person to the first place that is theirs."""
    mine = places_of(request.user)
    if not request.user.postings.exists():
        return render(request, "desk/no_posting.html")
    return redirect(mine[0].route if mine else "inbox")


TABS = {"all": None, "sent": LegState.SENT, "handling": LegState.HANDLING, "mine": None}


@login_required
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """The open parts of a department, soonest due first."""
    mine = scope_of(request.user).reach("work_cases").department_ids
    departments = list(Department.objects.filter(pk__in=mine).order_by("pk"))
    if not departments:
        raise queries.NoSuchCase(_("You have no place in a department."))
    chosen = next((d for d in departments if d.code == request.GET.get("department")), departments[0])
    tab = request.GET.get("tab", "all") if request.GET.get("tab") in TABS else "all"
    at = chores.now()
    legs = queries.queue_of(request.user, chosen.pk)
    counts = queries.queue_counts(chosen.pk, at=at)
    if TABS[tab]:
        legs = legs.filter(state=TABS[tab])
    if tab == "mine":
        legs = legs.filter(assignee=request.user)
    page = Keyset(request, legs, ("due_at", "pk"), size=PAGE)
    areas = area_names([leg.case for leg in page.rows])
    rows = [
        Row(
            n, leg.case, areas.get(leg.case_id, ""), words.due(leg.due_at, at=at), str(leg.assignee or ""),
            leg.state, leg.get_state_display(),
        )
        for n, leg in enumerate(page.rows, 1)
    ]  # fmt: skip
    return render(
        request,
        "desk/queue.html",
        {
            "department": chosen,
            "departments": departments,
            "tabs": [_tab(name, tab, chosen) for name in TABS],
            "counts": counts,
            "rows": rows,
            "page": page,
            "at": at,
            **map_around(rows),
        },
    )


def _tab(name: str, current: str, department: Department) -> dict[str, Any]:
    labels = {"all": _("All open"), "sent": _("To accept"), "handling": _("In work"), "mine": _("Mine")}
    url = f"{reverse('desk-queue')}?department={department.code}&tab={name}"
    return {"url": url, "label": labels[name], "current": name == current}


def _desk(request: HttpRequest, template: str, ability: str, **lists: Any) -> HttpResponse:
    """A desk of one or two lists, oldest first; only for those who hold its ability."""
    if ability not in scope_of(request.user):
        raise queries.NoSuchCase(_("This desk is not yours."))
    at = chores.now()
    shown = {name: case_rows(cases[:PAGE], at=at) for name, cases in lists.items()}
    return render(
        request, template, {**shown, "at": at, **map_around([row for rows in shown.values() for row in rows])}
    )


@login_required
@require_GET
def acceptance(request: HttpRequest) -> HttpResponse:
    return _desk(request, "desk/acceptance.html", "file_cases", rows=queries.waiting_for_acceptance(request.user))


@login_required
@require_GET
def dispatch(request: HttpRequest) -> HttpResponse:
    return _desk(request, "desk/dispatch.html", "dispatch_cases", rows=queries.waiting_for_dispatch(request.user))


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
    if "check_cases" not in scope_of(request.user):
        raise queries.NoSuchCase(_("This desk is not yours."))
    at = chores.now()
    tasks = list(queries.tasks_of(request.user)[:PAGE])
    areas = area_names([task.case for task in tasks])
    rows = [
        Row(n, task.case, areas.get(task.case_id, ""), words.due(task.due_at, at=at)) for n, task in enumerate(tasks, 1)
    ]
    return render(request, "desk/checks.html", {"rows": rows, "at": at, **map_around(rows)})
