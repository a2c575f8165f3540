"""One act on several cases from a board: each by its own step, in its own transaction, with its own result."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cases import acknowledging, coordinating, dispatch, queries, urging
from cases.models import Case
from departments.models import User
from govgrid.lib.refusals import Refusal

# The most cases that one press may concern: what a screen shows, and some that were ticked before.
MOST = 50


@dataclass(frozen=True)
class Outcome:
    """What became of one case: `refusal` is empty where it was done."""

    number: str
    refusal: str = ""

    @property
    def done(self) -> bool:
        return not self.refusal


def act_on(
    wanted: Sequence[tuple[str, int]], act: str, said: Mapping[str, Any], *, by: User, at: datetime
) -> list[Outcome]:
    """Do `act` to each case (number, and the step that the person saw); one that refuses does not stop the others."""
    return [_one(number, step, act, said, by=by, at=at) for number, step in wanted[:MOST]]


def _one(number: str, step: int, act: str, said: Mapping[str, Any], *, by: User, at: datetime) -> Outcome:
    try:
        _step(queries.case_for(by, number, step=step), act, said, by=by, at=at)
    except Refusal as refusal:
        return Outcome(number, str(refusal))
    return Outcome(number)


def _step(case: Case, act: str, said: Mapping[str, Any], *, by: User, at: datetime) -> object:
    if act == "urge":
        return urging.urge(case, by=by, at=at, note=said["note"])
    if act == "supervise":
        return urging.supervise(
            case, kind=said["supervision"], level=said["level"], hours=said["hours"], by=by, at=at, note=said["note"]
        )
    if act == "reassign":
        return dispatch.reassign(case, to=said["to"], by=by, at=at, note=said["note"])
    if act == "coordinate":
        return coordinating.coordinate(case, by=by, at=at, note=said["note"])
    return acknowledging.acknowledge(case, by=by, at=at)
