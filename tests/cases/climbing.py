"""Ladders for a test, and what a case has climbed: only what the test is about is named."""

from datetime import datetime
from typing import Any

from cases import escalation
from cases.models import Case, Clock
from departments.models import Ladder, Rung
from govgrid.lib import remembered
from tests.city import NOON

Step = tuple[float, str, str]


def a_ladder(*steps: Step, kind: str = "handle", **settings: Any) -> Ladder:
    """Let new clocks of `kind` climb `steps` (hours from due, action, target) from now on."""
    Ladder.objects.filter(clock=kind).update(retired_at=NOON)
    ladder = Ladder.objects.create(code="trial", clock=kind, **settings)
    for position, (offset, action, target) in enumerate(steps, start=1):
        Rung.objects.create(ladder=ladder, position=position, offset=offset, action=action, target=target)
    remembered.forget_all()
    return ladder


def clock_of(case: Case) -> Clock:
    return case.clocks.select_related("leg", "ladder").get()


def due_of(case: Case) -> datetime:
    due = clock_of(case).due_at
    assert due is not None
    return due


def sweep(at: datetime) -> None:
    """Sweep until nothing is due."""
    while escalation.raise_due_alarms(at=at):
        pass


def rungs_of(case: Case) -> list[int]:
    return [entry.data["rung"] for entry in case.history.filter(action="escalate")]


def newest(case: Case) -> dict[str, Any]:
    """What the newest rung wrote down."""
    return case.history.filter(action="escalate").latest("number").data
