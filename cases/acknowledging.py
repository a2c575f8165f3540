"""“I see to it”: a person takes an alarm upon themselves, and the ladder holds still for as long as it says.

A hold is a promise with an end: when it has run out, the ladder goes on at its next rung.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from cases import deadlines, history, ladders
from cases.models import Case, Clock, ClockState, Leg
from cases.targets import Targets, spot_of
from departments.access import scope_of
from departments.models import User
from departments.work_calendars import WorkCalendars
from govgrid.lib.refusals import Refusal


class NothingToHold(Refusal):
    """No ladder of this case is running for which this person could answer."""

    code = "nothing_to_hold"


@transaction.atomic
def acknowledge(case: Case, *, by: User, at: datetime) -> list[Clock]:
    """Hold the running ladders of `case` that `by` may hold; return their clocks. Raises NothingToHold.

    A second acknowledgement begins the time anew, and is then the promise of whoever gave it.
    """
    clocks = held_by_right(case, by, _lock(case), at)
    if not clocks:
        raise NothingToHold(
            _("No alarm of case %(number)s is yours to answer: it is met, stands still, or belongs to others.")
            % {"number": case.number}
        )
    for clock in clocks:
        clock.acknowledged_by, clock.held_until = by, at + _hold(clock)
        clock.next_fire_at = max(clock.next_fire_at, clock.held_until) if clock.next_fire_at else None
    _save(case, "acknowledge", clocks, by=by, at=at)
    return clocks


@transaction.atomic
def release(case: Case, *, by: User, at: datetime) -> list[Clock]:
    """End the holds of `case` at once: one's own, or as a supervisor anybody's. Raises NothingToHold."""
    clocks = [clock for clock in _lock(case) if is_held(clock, at) and may_release(case, clock, by)]
    if not clocks:
        raise NothingToHold(_("No alarm of case %(number)s is held by you.") % {"number": case.number})
    calendars = WorkCalendars()
    for clock in clocks:
        clock.acknowledged_by, clock.held_until = None, None
        if clock.next_fire_at:
            clock.next_fire_at = deadlines.fires_next(clock, calendars)
    _save(case, "let_go", clocks, by=by, at=at)
    return clocks


def is_held(clock: Clock, at: datetime) -> bool:
    return clock.held_until is not None and clock.held_until > at


def may_release(case: Case, clock: Clock, by: User) -> bool:
    return clock.acknowledged_by_id == by.pk or scope_of(by).reach("supervise_cases").covers([], case.area_path)


def held_by_right(case: Case, by: User, clocks: Sequence[Clock], at: datetime) -> list[Clock]:
    """Return those of `clocks` whose alarm `by` may take: who works on the part, supervises it, or would be told."""
    running = [clock for clock in clocks if clock.state == ClockState.RUNNING and ladders.climb(clock.ladder_id)]
    scope, targets = scope_of(by), Targets(at)
    if scope.reach("supervise_cases").covers([], case.area_path):
        return running
    working = scope.reach("work_cases").department_ids
    return [clock for clock in running if _works(clock.leg, working) or _is_told(case, clock, by, targets)]


def _works(leg: Leg | None, departments: frozenset[int]) -> bool:
    return leg is not None and leg.department_id in departments


def _is_told(case: Case, clock: Clock, by: User, targets: Targets) -> bool:
    climb, spot = ladders.climb(clock.ladder_id), spot_of(case, clock.leg)
    wanted = {rung.target for rung in climb.rungs} if climb else set()
    return any(by.pk in targets.whom(target, spot).people for target in wanted)


def _lock(case: Case) -> list[Clock]:
    """Lock the case, then its running clocks: the order that every move keeps."""
    Case.unscoped.select_for_update(of=("self",)).only("pk").get(pk=case.pk)
    running = Clock.objects.filter(case=case, state=ClockState.RUNNING).select_related("leg")
    return list(running.order_by("id").select_for_update(of=("self",)))


def _hold(clock: Clock) -> timedelta:
    climb = ladders.climb(clock.ladder_id)
    return timedelta(minutes=climb.ladder.hold_minutes if climb else 0)


def _save(case: Case, action: str, clocks: Sequence[Clock], *, by: User, at: datetime) -> None:
    for clock in clocks:
        clock.save(update_fields=["acknowledged_by", "held_until", "next_fire_at"])
    held = max((clock.held_until for clock in clocks if clock.held_until), default=None)
    data = {"clocks": [clock.pk for clock in clocks], "until": held.isoformat() if held else None}
    history.note_down([case], action, by=by, at=at, data={case.pk: data})
