"""The coordination desk: disputes, whistles and requests in one place, each decided beside the list."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cases import chores, presence, publishing, queries, weighing, whistles, words
from cases.models import Case, Request
from cases.views import case_panels
from cases.views.desk_moves import DECIDES
from cases.views.inline_moves import offers_by_name, read_parts, try_move
from cases.views.live import live
from cases.views.refusals import status_of
from cases.whereabouts import area_names
from departments.access import scope_of
from departments.models import User
from govgrid.lib.htmx import page_or_part

MOVES = frozenset({*DECIDES, "arbitrate", "endorse", "file"}) - {"suspend_part"}
ABILITIES = ("dispatch_cases", "assign_cases", "close_cases", "file_cases", "supervise_cases", "work_cases")
AT_MOST = 50
HOUR = timedelta(hours=1)


def _need(request: HttpRequest) -> None:
    if not any(ability in scope_of(request.user) for ability in ABILITIES):
        raise queries.NoSuchCase(_("This desk is not yours."))


@login_required
@require_GET
@live
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for this person's word, by its kind, the oldest first."""
    _need(request)
    listed = _listed(request.user, chores.now())
    return page_or_part(request, "desk/coordination.html", "desk/_coordination_list.html", listed)


@login_required
@require_GET
def opened(request: HttpRequest, number: str) -> HttpResponse:
    """One case with what was asked about it and the facts that matter; htmx gets it alone."""
    _need(request)
    return _page(request, queries.case_for(request.user, number))


@login_required
@require_POST
def act(request: HttpRequest, number: str, action: str) -> HttpResponse:
    """Decide; a refusal shows the case as it is now, with the words that were typed."""
    _need(request)
    case = queries.case_for(request.user, number)
    tried = try_move(request, case, action, allowed=MOVES)
    if tried.form is None:
        return redirect("desk-coordination")
    return _page(request, queries.case_for(request.user, number), bound=tried.bound, status=status_of(tried.form))


def _listed(user: User, at: datetime, opened: str = "") -> dict[str, Any]:
    asked = list(queries.requests_for(user)[:AT_MOST])
    disputes = list(queries.waiting_for_dispatch(user).filter(disputed=True)[:AT_MOST])
    whistled = whistles.unanswered(user)
    cases = [*(one.case for one in asked), *disputes, *(one.case for one in whistled)]
    areas, here = area_names(cases), presence.viewing({case.number for case in cases}, to=user)
    groups = [
        _group("dispute", _("Disputes to decide"), [_dispute(case, areas, at) for case in disputes]),
        _group("whistle", _("Called in and not there yet"), [_whistle(one, areas, at) for one in whistled]),
        *(
            _group(kind.value, kind.label, [_asked(one, areas, at) for one in asked if one.kind == kind])
            for kind in Request.Kind
        ),
    ]
    found = [group for group in groups if group["rows"]]
    for row in (row for group in found for row in group["rows"]):
        row["here"] = here.get(row["case"].number, [])
    return {"groups": found, "opened_number": opened}


def _group(key: str, title: Any, rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"key": key, "title": title, "rows": sorted(rows, key=lambda row: row["at"])}


def _row(case: Case, areas: dict[int, str], since: datetime, at: datetime, **more: Any) -> dict[str, Any]:
    return {"case": case, "area": areas.get(case.pk, ""), "at": since, "since": words.about(at - since), **more}


def _dispute(case: Case, areas: dict[int, str], at: datetime) -> dict[str, Any]:
    return _row(case, areas, case.filed_at or case.reported_at, at, key=f"d{case.pk}", said=_("Given back twice."))


def _whistle(one: whistles.Whistle, areas: dict[int, str], at: datetime) -> dict[str, Any]:
    missing = ", ".join(leg.department.name for leg in one.missing)
    said = _("Not there yet: %(departments)s") % {"departments": missing}
    came = len(one.came)
    due = words.due(one.due_at, at=at)
    return _row(one.case, areas, one.since, at, key=f"w{one.case.pk}", said=said, came=came, due=due)


def _asked(one: Request, areas: dict[int, str], at: datetime) -> dict[str, Any]:
    return _row(
        one.case, areas, one.at, at, key=f"r{one.pk}", said=one.note, who=one.by,
        department=one.leg.department if one.leg else None, reason=one.reason, to_pass_on=one.endorsed_at is None,
        due=words.due(one.due_at if one.kind == Request.Kind.SUPERVISION else one.leg and one.leg.due_at, at=at),
    )  # fmt: skip


def _page(request: HttpRequest, case: Case, *, bound: Any = None, status: int = 200) -> HttpResponse:
    at, user = chores.now(), request.user
    found = read_parts(case)
    possible = offers_by_name(found, user, bound)
    legs = sorted(found.legs.all(), key=lambda leg: leg.pk)
    context = {
        "opened": found,
        "due": case_panels.next_due(found, legs, at),
        "decisions": [_weighed(one, at) for one in weighing.facts_of(found, at=at)],
        "offers": [offer for action, offer in possible.items() if action in MOVES],
        "legs": [
            {"leg": leg, "due": words.due(leg.due_at, at=at) if leg.finished_at is None else None} for leg in legs
        ],
        "public_steps": [
            {"at": step.at, "sentence": step.sentence, "state": "done"} for step in publishing.public_steps(found)
        ][-4:],
        "suggestion": case_panels.suggestion(found, case_panels.names_for([], [])),
        "refused": bound[1] if bound else None,
    }
    listed = {} if request.headers.get("HX-Request") == "true" else _listed(user, at, found.number)
    template, part = "desk/coordination.html", "desk/_coordination_case.html"
    return page_or_part(request, template, part, {**listed, **context}, status=status)


def _weighed(facts: weighing.Facts, at: datetime) -> dict[str, Any]:
    return {
        "facts": facts,
        "used": _hours(facts.used),
        "budget": _hours(facts.budget),
        "due": words.due(facts.due_at, at=at),
        "since": words.about(at - facts.request.at),
        "tone": "late" if facts.percent >= 100 else "",
    }


def _hours(length: timedelta | None) -> str:
    """Return a clock's own time in hours: its days are working days, of which nobody knows the length at sight."""
    return (
        _("%(hours)s h") % {"hours": number_format(f"{length / HOUR:.1f}".removesuffix(".0"))}
        if length is not None
        else ""
    )
