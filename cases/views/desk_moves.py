"""The moves of the case page: each asks with one form and makes one call of a step."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases import closing, dispatch, filing, forms_desk, handling, verification
from cases.models import Case, LegState
from cases.workflow import MOVES, open_moves
from departments.access import scope_of
from departments.models import User

Run = Callable[[Case, User, datetime, Any], object]


@dataclass(frozen=True)
class DeskMove:
    """A move as a desk offers it: the form that asks, the step that does it, and which rows of MOVES it stands for."""

    form: type[forms_desk.MoveForm]
    run: Run
    tone: str = ""
    rows: tuple[str, ...] = ()
    label: Promise | None = None


def _place(case: Case, by: User, at: datetime, form: forms_desk.PlaceForm) -> object:
    said = form.cleaned_data
    return filing.place(
        case, by=by, at=at, point=form.point(), category=said["category"], address=said["address"], note=said["note"]
    )


DESK_MOVES: dict[str, DeskMove] = {
    "place": DeskMove(forms_desk.PlaceForm, _place, label=_("Set the place or the category")),
    "file": DeskMove(
        forms_desk.FileForm,
        lambda case, by, at, f: filing.file_case(case, standard=f.cleaned_data["standard"], by=by, at=at),
        "primary",
    ),
    "decline": DeskMove(
        forms_desk.AnswerForm,
        lambda case, by, at, f: closing.decline(case, by=by, at=at, note=f.cleaned_data["note"]),
        "danger",
    ),
    "dispatch": DeskMove(
        forms_desk.DispatchForm,
        lambda case, by, at, f: dispatch.dispatch(
            case, to=f.cleaned_data["to"], helpers=list(f.cleaned_data["helpers"]), by=by, at=at
        ),
        "primary",
    ),
    "accept": DeskMove(
        forms_desk.MoveForm,
        lambda case, by, at, f: handling.accept(case, by=by, at=at),
        "primary",
        ("accept", "accept_part"),
    ),
    "assign": DeskMove(
        forms_desk.AssignForm, lambda case, by, at, f: handling.assign(case, to=f.cleaned_data["to"], by=by, at=at)
    ),
    "finish": DeskMove(
        forms_desk.DoneForm,
        lambda case, by, at, f: handling.finish(
            case, by=by, at=at, note=f.cleaned_data["note"], shown=f.cleaned_data["shown"]
        ),
        "primary",
        ("finish", "finish_part"),
    ),
    "return": DeskMove(
        forms_desk.ReasonForm,
        lambda case, by, at, f: handling.return_case(case, by=by, at=at, note=f.cleaned_data["note"]),
        "danger",
    ),
    "send_check": DeskMove(
        forms_desk.SendCheckForm,
        lambda case, by, at, f: verification.send_check(case, to=f.cleaned_data["to"], by=by, at=at),
        "primary",
    ),
    "pass_check": DeskMove(
        forms_desk.CheckForm,
        lambda case, by, at, f: verification.pass_check(
            case, by=by, at=at, note=f.cleaned_data["note"], shown=f.cleaned_data["shown"]
        ),
        "primary",
    ),
    "rework": DeskMove(
        forms_desk.ReworkForm,
        lambda case, by, at, f: verification.rework(
            case, by=by, at=at, note=f.cleaned_data["note"], shown=f.cleaned_data["shown"]
        ),
        "danger",
    ),
    "close": DeskMove(
        forms_desk.NoteForm,
        lambda case, by, at, f: closing.close(case, by=by, at=at, note=f.cleaned_data["note"]),
        "primary",
    ),
    "reopen": DeskMove(
        forms_desk.ReasonForm, lambda case, by, at, f: closing.reopen(case, by=by, at=at, note=f.cleaned_data["note"])
    ),
}


@dataclass(frozen=True)
class Offer:
    """A move offered on the page: its name, its words and its form."""

    action: str
    label: str
    tone: str
    form: forms_desk.MoveForm

    @property
    def bare(self) -> bool:
        """True where nothing is asked: one button does it."""
        return not self.form.visible_fields() and not self.form.errors


# A department's move needs a leg of that department in one of these states.
LEG_STATES = {
    "accept": {LegState.SENT},
    "accept_part": {LegState.SENT},
    "assign": {LegState.SENT, LegState.HANDLING},
    "return": {LegState.SENT, LegState.HANDLING},
    "finish": {LegState.HANDLING},
    "finish_part": {LegState.HANDLING},
}


def _concerning(case: Case, user: User, possible: set[str]) -> set[str]:
    """Leave out what the table allows but the person's own leg or task does not ask for."""
    mine = scope_of(user).reach("work_cases").department_ids
    states = {leg.state for leg in case.legs.all() if leg.department_id in mine}
    left = {action for action in possible if action not in LEG_STATES or LEG_STATES[action] & states}
    if not (case.category_id and case.cell_id):
        left -= {"file"}  # what it is and where it lies comes first
    if left & {"pass_check", "rework"} and not case.tasks.filter(officer=user, done_at=None).exists():
        left -= {"pass_check", "rework"}
    return left


def offers(case: Case, user: User, bound: tuple[str, forms_desk.MoveForm] | None = None) -> list[Offer]:
    """Return the moves that `user` may make now; `bound` is the form just refused, shown with what was typed."""
    possible = _concerning(case, user, set(open_moves(case, user))) | ({bound[0]} if bound else set())
    found = []
    for action, desk_move in DESK_MOVES.items():
        if not possible.intersection(desk_move.rows or (action,)):
            continue
        refused = bound[1] if bound and bound[0] == action else None
        form = refused or desk_move.form(case=case, user=user, auto_id=f"{action}_%s")
        tone = "primary" if action == "place" and "file" not in possible else desk_move.tone
        found.append(Offer(action, str(desk_move.label or MOVES[action].label), tone, form))
    return found
