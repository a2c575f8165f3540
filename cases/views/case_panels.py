"""What the case page shows: facts, departments' parts, photos, history and what the router found."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from cases import acknowledging, answers, coordinating, ladders, sentences, words
from cases.models import Attachment, Case, Clock, ClockState, HistoryEntry, Leg, LegState, Status
from cases.views.photo_words import captions
from departments import keepers
from departments.at_work import every_department
from departments.models import Department, Duty, Part, User
from govgrid.lib.coordinates import NAMES
from grids.locate import How
from grids.models import Area

# Of these stages a photo shows the result; of all others how it was.
AFTERWARDS = {Attachment.Stage.AFTER, Attachment.Stage.CHECK}
AT_WORK = {LegState.SENT, LegState.HANDLING}
# Nothing is counted against these any more: a bar would only say how long it took.
SETTLED = {ClockState.MET, ClockState.CANCELLED}


def names_for(entries: Iterable[HistoryEntry], legs: Iterable[Leg]) -> sentences.Names:
    """Return the names that a case's history speaks of; one query at most, for people who did nothing in it."""
    told, parts = list(entries), list(legs)
    people = {entry.by_id: entry.by.name for entry in told if entry.by}
    named = {entry.data[key] for entry in told for key in ("to_id", "from_id") if key in entry.data}
    people |= {pk: person.name for pk, person in User.objects.in_bulk(named - people.keys()).items()}
    return sentences.Names(
        departments={pk: department.name for pk, department in _departments(parts).items()},
        people=people,
        department_of_leg={leg.pk: leg.department_id for leg in parts},
    )


def _departments(legs: Iterable[Leg]) -> dict[int, Department]:
    """Return all departments as they are remembered; asked anew where one has come since."""
    if any(leg.department_id not in every_department() for leg in legs):
        every_department.forget()
    return every_department()


def with_legs(case: Case) -> None:
    """Read the departments' parts of a case and all clocks, once, with what the page says of them."""
    legs = Leg.objects.select_related("department__calendar", "assignee", "duty", "score")
    clocks = Clock.objects.select_related("leg__department", "acknowledged_by").prefetch_related("pauses")
    prefetch_related_objects([case], Prefetch("legs", legs), Prefetch("clocks", clocks.order_by("id")))


def next_due(case: Case, legs: Iterable[Leg], at: datetime) -> words.Due | None:
    """Return the badge of the part that is due first."""
    instants = [leg.due_at for leg in legs if leg.due_at and leg.state in AT_WORK]
    return words.due(min(instants, default=None), at=at, status=case.status)


def facts(case: Case) -> list[dict[str, Any]]:
    channels = [report.get_channel_display() for report in case.reports.all()]
    rows = [
        (_("Category"), case.title),
        (_("Standard"), case.standard or "–"),
        (_("Address"), case.address or "–"),
        (_("Area"), _area_words(case)),
        (_("Cell"), _cell_words(case)),
        (_("Point as sent"), _as_sent(case)),
        (_("Reported at"), case.reported_at),
        (_("Channel"), ", ".join(channels)),
    ]
    return [{"label": label, "value": value} for label, value in rows]


def answered(case: Case) -> list[dict[str, str]]:
    """Return what the category asked and each reporter answered, in the order of the reports."""
    return [row for report in case.reports.all() for row in answers.shown(report.answers)]


def _cell_words(case: Case) -> str:
    """Return the cell's code, and how the point led to it where it does not simply lie in it."""
    code = case.cell.code if case.cell else "–"
    metres = (case.suggestion or {}).get("metres")
    if case.located == How.NEAREST and metres is not None:
        return _("%(cell)s (the nearest; its edge is %(metres)s m away)") % {
            "cell": code, "metres": number_format(metres, 1),
        }  # fmt: skip
    plain = case.located in ("", How.INSIDE)
    return code if plain else f"{code} ({How(case.located).label})"


def _as_sent(case: Case) -> str:
    """Return each report's point exactly as it came, latitude first, with the system it was read in."""
    sent = [
        f"{report.raw_lat:.6f}, {report.raw_lon:.6f} ({NAMES.get(report.coord_system, report.coord_system)})"
        for report in case.reports.all()
        if report.raw_lon is not None and report.raw_lat is not None
    ]
    return " · ".join(dict.fromkeys(sent)) or "–"


def _area_words(case: Case) -> str:
    """Return the areas around a case from the district down to the community, or a dash."""
    ids = [int(part) for part in case.area_path.strip("/").split("/") if part][1:4]
    areas = Area.objects.in_bulk(ids)
    return " · ".join(areas[pk].name for pk in ids if pk in areas) or "–"


def parts(case: Case, legs: Iterable[Leg], at: datetime) -> list[dict[str, Any]]:
    """Return each department's part with its newest clock and why it is there."""
    return [
        {
            "leg": leg,
            "due": words.due(leg.due_at, at=at) if leg.state in AT_WORK else None,
            "clock": (clock := _clock_of(case, leg)),
            "used": _used(clock, at) if clock and clock.state not in SETTLED else None,
            "pauses": list(clock.pauses.all()) if clock else [],
            "reason": _why_here(leg, case),
        }
        for leg in legs
    ]


def _clock_of(case: Case, leg: Leg) -> Clock | None:
    """Return the clock by which this part is due, else its newest: the words beside it explain that instant."""
    own = (clock for clock in case.clocks.all() if clock.leg_id == leg.pk)
    return max(own, key=lambda one: (one.due_at == leg.due_at, one.pk), default=None)


def _used(clock: Clock, at: datetime) -> dict[str, Any]:
    """Return how much of a clock's time is used, in percent, and the tone of its bar; all of it once it is late.

    While it runs, the share is of the time on the wall between its start and its due instant: a bar, no account.
    """
    late = clock.state == ClockState.MISSED or (clock.due_at is not None and clock.due_at < at)
    if clock.state == ClockState.RUNNING and clock.due_at:
        whole = (clock.due_at - clock.started_at).total_seconds()
        share = (at - clock.started_at).total_seconds() / whole if whole > 0 else 1
    else:
        share = clock.consumed_seconds / clock.budget_seconds if clock.budget_seconds else 1
    percent = 100 if late else max(0, min(100, round(share * 100)))
    return {"percent": percent, "tone": "late" if late else "warn" if percent >= 75 else "ok"}


def _why_here(leg: Leg, case: Case) -> str:
    if leg.rule == coordinating.BY_SUPERVISOR:
        return _("A supervisor called this desk in, to bring the departments together.")
    if leg.rule == coordinating.BY_LADDER:
        return _("The ladder called this desk in, for the case is late.")
    if leg.duty is None:
        return keepers.in_words(leg.rule, leg.reason)
    told = case.suggestion or {}
    passed_over = keepers.why_passed_over(told.get("component", ""), told.get("passed_over", ""))
    return " ".join(filter(None, (leg.duty.reason, passed_over if leg.part == Part.HOST else "")))


def alarms(case: Case, user: User, at: datetime) -> dict[str, Any]:
    """Return the running ladders of a case, and whether `user` may hold one or let one go on."""
    running = [clock for clock in case.clocks.all() if clock.state == ClockState.RUNNING and clock.ladder_id]
    mine = acknowledging.held_by_right(case, user, running, at) if running else []
    held = [clock for clock in running if acknowledging.is_held(clock, at)]
    return {
        "rows": [{"clock": clock, "target": _next_target(clock), "held": clock in held} for clock in running],
        "mine": any(clock not in held for clock in mine),
        "held": any(acknowledging.may_release(case, clock, user) for clock in held),
    }


def _next_target(clock: Clock) -> str:
    climb = ladders.climb(clock.ladder_id)
    rung = climb.rung(clock.next_rung) if climb else None
    return words.target(rung.target) if rung else ""


def suggestion(case: Case, names: sentences.Names) -> dict[str, Any] | None:
    """Return what the router found, while a desk still has to decide; None afterwards."""
    said = case.suggestion
    if not said or case.status not in {Status.REPORTED, Status.FILED}:
        return None
    named = [*said["to"], *said["rivals"]]
    duties = Duty.objects.in_bulk([sending["duty_id"] for sending in named if sending.get("duty_id")])
    return {
        "waits": words.WAITING.get(said["waits_for"], ""),
        "passed_over": keepers.why_passed_over(said.get("component", ""), said.get("passed_over", "")),
        "to": [_sending(sending, names, duties) for sending in said["to"]],
        "rivals": [_sending(sending, names, duties) for sending in said["rivals"]],
    }


def _sending(sending: dict[str, Any], names: sentences.Names, duties: dict[int, Duty]) -> tuple[str, str, str]:
    duty = duties.get(sending.get("duty_id") or 0)
    name = names.departments.get(sending["department_id"], "?")
    return name, sending["rule"], duty.reason if duty else keepers.in_words(sending["rule"], sending["reason"])


def photos(shown: Iterable[Attachment], reader: User) -> list[dict[str, Any]]:
    kept = list(shown)
    said = captions(kept, reader)
    return [
        {
            "pk": photo.pk,
            "url": reverse("photo", args=[photo.pk]),
            "thumb": reverse("photo-small", args=[photo.pk]),
            "alt": _("Photo: %(stage)s") % {"stage": photo.get_stage_display()},
            "caption": said[photo.pk],
            "row": photo,
            "afterwards": photo.stage in AFTERWARDS,
            "public": photo.public,
        }
        for photo in kept
    ]


def timeline(entries: Sequence[HistoryEntry], names: sentences.Names) -> list[dict[str, Any]]:
    """Return the history for `_timeline.html`, in the order of `entries`."""
    return [
        {
            "at": entry.at,
            "sentence": sentences.sentence(entry, names),
            "who": _who(entry),
            "note": entry.note,
            "state": "late" if entry.action == "escalate" else "done",
        }
        for entry in entries
    ]


def _who(entry: HistoryEntry) -> str:
    if entry.who:
        return entry.who
    by_reporter = entry.data.get("reporter") or entry.action in {"report", "rate"}
    return _("The reporter") if by_reporter else _("The platform")
