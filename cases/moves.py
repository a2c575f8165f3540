"""MOVES, the one table of what may happen to a case: buttons, the API's description and docs/moves.md come from it.

domain.md §4a, with what §4a forgets: correct, ask and answer. Where a move concerns one department's part, the step
that makes it asks for that part besides.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import ENDED, Status

S = Status


class Standin(Enum):
    """Who acts when it is no person with an account."""

    PLATFORM = "platform"
    REPORTER = "reporter"


PLATFORM, REPORTER = Standin.PLATFORM, Standin.REPORTER


@dataclass(frozen=True)
class Move:
    """One row of the table. `to` of None leaves the status; `who` is an ability or a stand-in."""

    label: Promise
    sources: frozenset[Status]
    to: Status | None
    who: frozenset[str | Standin]
    note: bool = False
    stamp: str = ""
    # The two axes (两轴分离): nobody makes this move who made one of these on the same case.
    apart_from: frozenset[str] = frozenset()
    # Nor anyone of a department that has or had a part in it: the move judges the work.
    judges: bool = False


def _move(label: Promise, sources: Iterable[Status], to: Status | None, *who: str | Standin, **more: Any) -> Move:
    apart = frozenset(more.pop("apart_from", ()))
    return Move(label, frozenset(sources), to, frozenset(who), apart_from=apart, **more)


OPEN = frozenset(Status) - frozenset(ENDED)
AT_WORK = {S.DISPATCHED, S.HANDLING}
# A co-handler goes on with its part while the host's stands still.
WITH_DEPARTMENTS = {S.DISPATCHED, S.HANDLING, S.SUSPENDED}
FILED_AND_OPEN = {S.FILED, *WITH_DEPARTMENTS}

# The axis of supervision (监督中心) finds, files, checks, closes and scores; the axis of command (指挥中心) sends and
# co-ordinates; departments handle. Nobody stands on two of these in one case.
DISPATCHING = frozenset(
    {
        "dispatch", "arbitrate", "join", "allow_return", "refuse_return", "allow_extension", "refuse_extension",
        "suspend", "suspend_part", "refuse_suspension", "reassign", "coordinate",
    }
)  # fmt: skip
WORKING = frozenset(
    {
        "accept", "accept_part", "assign", "release", "return", "return_part", "ask_extension", "ask_suspension",
        "resume", "resume_part", "whistle", "finish", "finish_part", "self_handle",
    }
)  # fmt: skip
JUDGING = frozenset({"file", "close", "cancel", "force_close", "score"})
SUPERVISION: dict[str, Any] = {"apart_from": DISPATCHING | WORKING, "judges": True}
COMMAND: dict[str, Any] = {"apart_from": JUDGING | WORKING}

MOVES: dict[str, Move] = {
    # Capture and filing
    "locate": _move(_("Locate"), {S.REPORTED, S.FILED}, None, PLATFORM),
    "place": _move(_("Place"), {S.REPORTED}, None, "file_cases", apart_from=DISPATCHING),
    "send_verify": _move(_("Send to verify"), {S.REPORTED}, S.VERIFYING, "file_cases", **SUPERVISION),
    "verify": _move(_("Verified"), {S.VERIFYING}, S.REPORTED, "check_cases", **SUPERVISION),
    "stop_verify": _move(_("Do not wait for the officer"), {S.VERIFYING}, S.REPORTED, "file_cases", note=True),
    "propose": _move(_("Propose filing"), {S.REPORTED}, None, "file_cases", **SUPERVISION),
    "file": _move(_("File"), {S.REPORTED}, S.FILED, "file_cases", PLATFORM, stamp="filed_at", **SUPERVISION),
    "decline": _move(
        _("Do not accept"), {S.REPORTED}, S.DECLINED, "file_cases", note=True, stamp="closed_at", **SUPERVISION
    ),
    "merge": _move(
        _("Merge into another case"), {S.REPORTED, S.FILED, S.DISPATCHED, S.HANDLING}, S.MERGED, "file_cases",
        stamp="closed_at", **SUPERVISION,
    ),
    "unmerge": _move(_("Undo the merge"), {S.MERGED}, S.REPORTED, "file_cases", note=True, **SUPERVISION),
    "self_handle": _move(
        _("Put right by the officer"), {S.REPORTED}, S.CLOSED, "report_cases", note=True, stamp="closed_at"
    ),
    "pass_review": _move(
        _("Review passed"), {S.CLOSED}, None, "close_cases", "score_cases", apart_from=WORKING, judges=True
    ),
    "fail_review": _move(
        _("Review failed"), {S.CLOSED}, S.FILED, "close_cases", "score_cases", note=True, apart_from=WORKING,
        judges=True,
    ),
    "correct": _move(_("Correct place or category"), FILED_AND_OPEN, S.FILED, "file_cases", note=True, **SUPERVISION),
    "change_standard": _move(_("Change the standard"), FILED_AND_OPEN, None, "file_cases", note=True, **SUPERVISION),
    # Dispatch and co-ordination
    "dispatch": _move(
        _("Dispatch"), {S.FILED}, S.DISPATCHED, "dispatch_cases", PLATFORM, stamp="dispatched_at", **COMMAND
    ),
    "arbitrate": _move(
        _("Decide the dispute"), {S.FILED}, S.DISPATCHED, "dispatch_cases", note=True, stamp="dispatched_at", **COMMAND
    ),
    "reassign": _move(
        _("Give it to another department"), AT_WORK, S.DISPATCHED, "dispatch_cases", "supervise_cases", note=True,
        stamp="dispatched_at", **COMMAND,
    ),
    "coordinate": _move(
        _("Open coordination"), WITH_DEPARTMENTS, None, "dispatch_cases", "supervise_cases", note=True, **COMMAND
    ),
    "join": _move(_("Call in departments"), WITH_DEPARTMENTS, None, "dispatch_cases", note=True, **COMMAND),
    "whistle": _move(_("Whistle for departments"), WITH_DEPARTMENTS, None, "work_cases", note=True),
    # Handling
    "accept": _move(_("Accept"), {S.DISPATCHED}, S.HANDLING, "work_cases", stamp="accepted_at"),
    "accept_part": _move(_("Accept our part"), WITH_DEPARTMENTS, None, "work_cases"),
    "assign": _move(_("Take it"), WITH_DEPARTMENTS, None, "work_cases", "assign_cases"),
    "release": _move(_("Give it back to the queue"), WITH_DEPARTMENTS, None, "work_cases", "assign_cases"),
    "return": _move(_("Return"), AT_WORK, S.FILED, "work_cases", note=True),
    "return_part": _move(_("Return our part"), WITH_DEPARTMENTS, None, "work_cases", note=True),
    "allow_return": _move(_("Drop the part"), WITH_DEPARTMENTS, None, "dispatch_cases", note=True, **COMMAND),
    "refuse_return": _move(_("The part stays"), WITH_DEPARTMENTS, None, "dispatch_cases", note=True, **COMMAND),
    "ask_extension": _move(_("Ask for more time"), {S.HANDLING, S.SUSPENDED}, None, "work_cases", note=True),
    "allow_extension": _move(_("Give more time"), {S.HANDLING, S.SUSPENDED}, None, "dispatch_cases", **COMMAND),
    "refuse_extension": _move(
        _("No more time"), {S.HANDLING, S.SUSPENDED}, None, "dispatch_cases", note=True, **COMMAND
    ),
    "ask_suspension": _move(_("Ask for suspension"), {S.HANDLING, S.SUSPENDED}, None, "work_cases", note=True),
    "suspend": _move(_("Suspend"), {S.HANDLING}, S.SUSPENDED, "dispatch_cases", "supervise_cases", **COMMAND),
    "suspend_part": _move(
        _("Suspend the part"), {S.HANDLING, S.SUSPENDED}, None, "dispatch_cases", "supervise_cases", **COMMAND
    ),
    "refuse_suspension": _move(
        _("No suspension"), {S.HANDLING, S.SUSPENDED}, None, "dispatch_cases", "supervise_cases", note=True, **COMMAND
    ),
    "resume": _move(_("Resume"), {S.SUSPENDED}, S.HANDLING, "work_cases", "dispatch_cases", PLATFORM),
    "resume_part": _move(
        _("Resume the part"), {S.HANDLING, S.SUSPENDED}, None, "work_cases", "dispatch_cases", PLATFORM
    ),
    "endorse": _move(_("Pass on the request"), Status, None, "assign_cases", "dispatch_cases"),
    "finish_part": _move(_("Finish our part"), {S.HANDLING, S.SUSPENDED}, None, "work_cases", note=True),
    "finish": _move(_("Finish"), {S.HANDLING}, S.HANDLED, "work_cases", note=True, stamp="handled_at"),
    # Check and close
    "send_check": _move(_("Send to check"), {S.HANDLED}, S.CHECKING, "file_cases", PLATFORM, **SUPERVISION),
    "pass_check": _move(_("Solved"), {S.CHECKING}, S.CHECKED, "check_cases", stamp="checked_at", **SUPERVISION),
    "rework": _move(_("Not solved: rework"), {S.CHECKING}, S.HANDLING, "check_cases", note=True, **SUPERVISION),
    "close": _move(_("Close"), {S.CHECKED}, S.CLOSED, "close_cases", stamp="closed_at", **SUPERVISION),
    "ask_forced_close": _move(_("Propose closing by decision"), OPEN, None, "close_cases", note=True, **SUPERVISION),
    "force_close": _move(
        _("Close by decision"), OPEN, S.CLOSED, "supervise_cases", note=True, stamp="closed_at",
        apart_from=DISPATCHING | WORKING | {"ask_forced_close"}, judges=True,
    ),
    "refuse_forced_close": _move(_("Do not close by decision"), OPEN, None, "supervise_cases", note=True),
    "ask_cancel": _move(_("Propose cancelling"), OPEN, None, "file_cases", "dispatch_cases", note=True),
    "cancel": _move(
        _("Cancel"), OPEN, S.CANCELLED, "close_cases", note=True, stamp="closed_at",
        apart_from=DISPATCHING | WORKING | {"ask_cancel"}, judges=True,
    ),
    "refuse_cancel": _move(_("Do not cancel"), OPEN, None, "close_cases", note=True),
    # Toward the reporter, and between the desks
    "ask": _move(_("Ask the reporter"), OPEN, None, "file_cases", "work_cases", "call_back", note=True),
    "answer": _move(_("Answer"), OPEN, None, REPORTER, note=True),
    "withdraw": _move(
        _("Withdraw the report"), {S.REPORTED, S.VERIFYING, S.FILED, S.DISPATCHED}, S.CANCELLED, REPORTER,
        stamp="closed_at",
    ),
    "urge": _move(
        _("Urge"), OPEN, None, "dispatch_cases", "check_cases", "supervise_cases", REPORTER, note=True
    ),
    "supervise": _move(_("Supervise"), OPEN, None, "supervise_cases", note=True),
    "reply": _move(_("Reply to the supervisor"), OPEN, None, "work_cases", "dispatch_cases", note=True),
    # Evaluation
    "call_back": _move(_("Call back"), {S.CLOSED}, None, "call_back", **SUPERVISION),
    "score": _move(_("Score"), {S.CLOSED}, None, "score_cases", **SUPERVISION),
    "appeal": _move(_("Appeal"), {S.CLOSED}, None, "work_cases", note=True),
    "allow_appeal": _move(_("Grant the appeal"), {S.CLOSED}, None, "file_cases", note=True, **SUPERVISION),
    "refuse_appeal": _move(_("Refuse the appeal"), {S.CLOSED}, None, "file_cases", note=True, **SUPERVISION),
    "reopen": _move(
        _("Reopen"), {S.CLOSED}, S.FILED, REPORTER, "file_cases", "call_back", note=True, apart_from=WORKING
    ),
}  # fmt: skip
