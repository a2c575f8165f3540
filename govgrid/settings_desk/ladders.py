"""Ladders: whom a late case climbs to, drawn over time, and tried on an example clock before they are saved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cases import chores, ladders
from cases.targets import Spot, Targets
from cases.views.refusals import refused_at, status_of
from departments import ladder_edits
from departments.access import administers
from departments.models import ClockKind, Department, Ladder, Rung, User
from departments.work_calendars import WorkCalendars
from govgrid.configuring import need_administrator, need_reader
from govgrid.settings_desk.changes import foot
from govgrid.settings_desk.ladders_forms import ClockExample, LadderForm, rung_forms
from grids.models import Area, Level

# The picture: its width and how far from its ends the first and last rung stand, in units of the drawing.
WIDTH, EDGE = 720, 40


@dataclass(frozen=True)
class Fired:
    """A rung on the example clock: when it would fire and whom it would reach; `stands_in`: who instead of its own."""

    rung: Rung
    at: datetime
    people: list[User]
    stands_in: str


@login_required
@require_GET
def all_ladders(request: HttpRequest) -> HttpResponse:
    need_reader(request)
    found = {one.clock: one for one in Ladder.objects.filter(retired_at=None).prefetch_related("rungs")}
    rows = [{"clock": kind.value, "label": kind.label, "ladder": found.get(kind.value)} for kind in ClockKind]
    return render(request, "desk/settings/ladders.html", {"rows": rows, "changes": foot("ladder")})


@login_required
@require_http_methods(["GET", "POST"])
def ladder(request: HttpRequest, clock: str) -> HttpResponse:
    """One ladder: its rungs, its picture, and what it would do; a POST tries what is typed or saves it."""
    need_reader(request)
    if clock not in ClockKind.values:
        raise Http404
    found, at = ladder_edits.ladder_of(clock), chores.now()
    given = request.POST if request.method == "POST" else None
    initial = {"ladder": found.pk if found else 0}
    form = LadderForm(given, instance=ladder_edits.ladder_of(clock) or Ladder(clock=clock), initial=initial)
    rungs, example = rung_forms(given, found), ClockExample(given, at=at)
    shown = list(found.rungs.all()) if found else []
    if given is not None:
        need_administrator(request)
        if form.is_valid() and rungs.is_valid():
            shown = rungs.rungs()
            if "save" in given and _saved(request, clock, form, shown, at):
                return redirect("settings-ladder", clock)
    answer = {
        "clock": ClockKind(clock),
        "ladder": found,
        "form": form,
        "rungs": rungs,
        "example": example,
        "picture": _picture(shown),
        "fired": _tried(example, shown, at),
        "may_change": administers(request.user),
        "changes": foot("ladder", key=clock),
    }
    status = status_of(form) if form.errors or given is None or rungs.is_valid() else 422
    return render(request, "desk/settings/ladder.html", answer, status=status)


def _saved(request: HttpRequest, clock: str, form: LadderForm, rungs: Sequence[Rung], at: datetime) -> bool:
    with refused_at(form):
        made = ladder_edits.replace(
            clock, form.settings(), rungs, seen=form.cleaned_data["ladder"], by=request.user, at=at
        )
        messages.success(
            request, _("Version %(version)s is in force. Clocks that run keep theirs.") % {"version": made.version}
        )
        return True
    form.compare(rungs, ladder_edits.ladder_of(clock))
    return False


def _picture(rungs: Sequence[Rung]) -> dict[str, Any]:
    """Return where the due instant and each rung stand on a line of WIDTH units; every hour is drawn alike."""
    hours = [float(rung.offset) for rung in rungs]
    low, high = min([*hours, 0.0]), max([*hours, 0.0])
    scale = (WIDTH - 2 * EDGE) / (high - low or 1)
    place = lambda offset: round(EDGE + (offset - low) * scale, 1)  # noqa: E731 - used for two lists only
    return {
        "due": place(0.0),
        "rungs": [
            {"x": place(offset), "number": number, "up": number % 2, "rung": rung}
            for number, (offset, rung) in enumerate(zip(hours, rungs, strict=True), start=1)
        ],
    }


def _tried(example: ClockExample, rungs: Sequence[Rung], at: datetime) -> list[Fired]:
    """Return what each rung would do on the example clock, asked as of now; [] while the example is not whole."""
    if example.is_bound and not example.is_valid():
        return []
    said = example.cleaned_data if example.is_bound else {}
    department: Department | None = said.get("department") or example.fields["department"].queryset.first()
    since = said.get("since") or example.fields["since"].initial
    due = said.get("due") or example.fields["due"].initial
    if department is None:
        return []
    calendar = WorkCalendars().of_department(department.pk)
    targets, spot = Targets(at), _spot(department)
    reached = [targets.whom(rung.target, spot) for rung in rungs]
    names = User.objects.in_bulk({pk for whom in reached for pk in whom.people})
    labels = dict(Rung._meta.get_field("target").choices)
    return [
        Fired(rung, ladders.fire_at(rung, due, calendar, since) or due, [names[pk] for pk in whom.people],
              str(labels.get(whom.fallback, "")))
        for rung, whom in zip(rungs, reached, strict=True)
    ]  # fmt: skip


def _spot(department: Department) -> Spot:
    """Return where the example runs: in the department's own area, else anywhere in the city."""
    area = department.area or Area.objects.filter(level=Level.CITY, valid_to=None).first()
    return Spot(department.pk, area.path if area else "")
