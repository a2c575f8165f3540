"""Doing a macro: its actions in their order by the same forms and steps as by hand, all of them or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cases import filling, handling, messages, queries
from cases.models import Case
from cases.moves import MOVES
from cases.views.desk_steps import DESK_MOVES
from cases.workflow import CannotMove
from departments.models import Macro, MacroStep, Reason, User
from govgrid.lib.refusals import Refusal

Action = MacroStep.Action


class StepRefused(CannotMove):
    """An action of a macro was refused; none of them was done. Says which one, and why."""

    code = "macro_step_refused"


@dataclass(frozen=True)
class Planned:
    """An action as it will be done: in words, with the words that it sends or notes ('' where it has none)."""

    step: MacroStep
    sentence: str
    words: str


def plan(macro: Macro, case: Case, *, by: User) -> list[Planned]:
    """Return the actions of `macro` on this case in their order, the words of templates filled in."""
    facts = filling.facts_of(case, by=by, department_id=messages.written_for(by, case))
    return [
        Planned(step, sentence(step), filling.filled(step.template, facts) if step.template else "")
        for step in macro.steps.all()
    ]


def run(planned: Sequence[Planned], case: Case, words: Mapping[int, str], *, by: User, at: datetime) -> Case:
    """Do the actions with `words` (by position) as the person left them; return the case as it then is.

    Raises StepRefused and does nothing where one is refused, Overtaken where the case moved since `case.step`.
    """
    with transaction.atomic():
        for one in planned:
            case = _do(one, case, words.get(one.step.position, one.words), by, at)
    return case


def _do(one: Planned, case: Case, words: str, by: User, at: datetime) -> Case:
    """Do one action on the case as the one before has left it; the first one on the case that the person saw."""
    try:
        {Action.MOVE: _move, Action.MESSAGE: _message, Action.ASSIGN: _assign}[Action(one.step.action)](
            one.step, case, words, by, at
        )
    except Refusal as refusal:
        if one.step.position == 1 and refusal.code == "overtaken":
            raise
        told = {"number": one.step.position, "action": one.sentence, "why": str(refusal)}
        raise StepRefused(_("Step %(number)s (%(action)s) was refused: %(why)s Nothing was done.") % told) from refusal
    # A message is no move: what comes after it is still decided on the case that the person saw.
    return queries.case_for(by, case.number, step=case.step if one.step.action == Action.MESSAGE else None)


def _move(step: MacroStep, case: Case, words: str, by: User, at: datetime) -> None:
    desk_move = DESK_MOVES.get(step.move)
    if desk_move is None:
        raise CannotMove(_("There is no such move."))
    fields = {**step.fields, "step": case.step, "note": words, **_reason(step)}
    form = desk_move.form(fields, case=case, user=by)
    if not form.is_valid():
        raise CannotMove(" ".join(str(fault) for faults in form.errors.values() for fault in faults))
    desk_move.run(case, by, at, form.said())


def _reason(step: MacroStep) -> dict[str, int]:
    """Return the reason that an action names by its code as a form takes it: by id."""
    code = step.fields.get("reason")
    kind = getattr(DESK_MOVES[step.move].form, "kind", "")
    found = Reason.objects.filter(kind=kind, code=code, valid_to=None).values_list("pk", flat=True).first()
    return {"reason": found} if found else {}


def _message(step: MacroStep, case: Case, words: str, by: User, at: datetime) -> None:
    audience = step.template.audience if step.template else ""
    messages.send(case, audience=audience, words=words, by=by, at=at)


def _assign(step: MacroStep, case: Case, _words: str, by: User, at: datetime) -> None:
    wanted = step.fields.get("to", MacroStep.ME)
    person = by if wanted == MacroStep.ME else User.objects.filter(username=wanted, is_active=True).first()
    if person is None:
        raise CannotMove(_("Nobody here has this user name."))
    handling.assign(case, to=person, by=by, at=at)


def sentence(step: MacroStep) -> str:
    """Return what a step does, in words."""
    if step.action == Action.MOVE:
        return str(MOVES[step.move].label) if step.move in MOVES else step.move
    if step.action == Action.ASSIGN:
        to = step.fields.get("to", MacroStep.ME)
        return _("Take it yourself") if to == MacroStep.ME else _("Give it to %(person)s") % {"person": to}
    readers = step.template.get_audience_display() if step.template else ""
    return _("Message to: %(readers)s") % {"readers": readers}
