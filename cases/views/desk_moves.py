"""The moves that the case page offers: what the table allows this person, as far as the case asks for it now."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.forms import ModelMultipleChoiceField

from cases import forms_desk
from cases.models import Case, ClockState, LegState, Request, Review
from cases.moves import MOVES
from cases.views.desk_steps import DESK_MOVES
from cases.workflow import open_moves
from departments.access import scope_of
from departments.models import ClockKind, Department, User
from grids.city import this_city

Kind = Request.Kind
Words = dict[str, list[str]]
Drafts = Mapping[str, tuple[Words, datetime]]
Phrases = Sequence[tuple[str, str]]
# The key that leads to a move, as in the queue: a gives work to somebody, c takes it, e ends it.
KEYS = {"assign": "a", "finish": "e", "finish_part": "e"}


@dataclass(frozen=True)
class Offer:
    """A move offered on the page: its name, its words and its form; `usual` of False: folded away with others."""

    action: str
    label: str
    tone: str
    form: forms_desk.MoveForm
    usual: bool = True
    # When the draft was saved that the form is filled with; None: it is as the case suggests.
    drafted: datetime | None = None
    # Names and words of the templates for this move's note.
    phrases: Phrases = ()

    @property
    def bare(self) -> bool:
        """True where nothing is asked: one button does it."""
        return not self.form.visible_fields() and not self.form.errors

    @property
    def key(self) -> str:
        """The key that opens this move, or makes it where nothing is asked; '' for the rarer ones."""
        return "c" if self.bare and self.action == "assign" else KEYS.get(self.action, "")


# A department's move needs a leg of that department in one of these states.
LEG_STATES = {
    "accept": {LegState.SENT},
    "accept_part": {LegState.SENT},
    "assign": {LegState.SENT, LegState.HANDLING},
    "release": {LegState.SENT, LegState.HANDLING},
    "return": {LegState.SENT, LegState.HANDLING},
    "return_part": {LegState.SENT, LegState.HANDLING},
    "whistle": {LegState.SENT, LegState.HANDLING},
    "ask_extension": {LegState.HANDLING},
    "ask_suspension": {LegState.HANDLING},
    "finish": {LegState.HANDLING},
    "finish_part": {LegState.HANDLING},
    "appeal": {LegState.FINISHED},
}

# A decision needs a request of this kind that waits for it.
DECIDES = {
    "allow_return": Kind.RETURN,
    "refuse_return": Kind.RETURN,
    "allow_extension": Kind.EXTENSION,
    "refuse_extension": Kind.EXTENSION,
    "suspend": Kind.SUSPENSION,
    "suspend_part": Kind.SUSPENSION,
    "refuse_suspension": Kind.SUSPENSION,
    "force_close": Kind.FORCED_CLOSE,
    "refuse_forced_close": Kind.FORCED_CLOSE,
    "cancel": Kind.CANCEL,
    "refuse_cancel": Kind.CANCEL,
    "allow_appeal": Kind.APPEAL,
    "refuse_appeal": Kind.APPEAL,
    "reply": Kind.SUPERVISION,
}
# And a wish is not offered while the same one waits.
ASKS = {
    "propose": Kind.FILING,
    "ask_extension": Kind.EXTENSION,
    "ask_suspension": Kind.SUSPENSION,
    "ask_forced_close": Kind.FORCED_CLOSE,
    "ask_cancel": Kind.CANCEL,
    "supervise": Kind.SUPERVISION,
}


def _concerning(case: Case, user: User, possible: set[str]) -> set[str]:
    """Leave out what the table allows but the case, the person's own leg or task does not ask for."""
    return _by_parts(case, user, possible) & _by_requests(case, user, possible) & _by_the_case(case, user, possible)


def _by_parts(case: Case, user: User, possible: set[str]) -> set[str]:
    scope = scope_of(user)
    mine, heads = (scope.reach(ability).department_ids for ability in ("work_cases", "assign_cases"))
    own = [leg for leg in case.legs.all() if leg.department_id in mine]
    states = {leg.state for leg in own}
    left = {action for action in possible if action not in LEG_STATES or LEG_STATES[action] & states}
    resting = {leg.state for leg in case.legs.all()} & {LegState.SUSPENDED}
    unfit = {
        "assign": not heads and any(leg.assignee_id == user.pk for leg in own),
        "release": not any(leg.assignee_id for leg in own),
        "return": any(leg.final for leg in own),
        "whistle": not any(leg.department.kind == Department.Kind.STREET_OFFICE for leg in own),
        "resume": not resting,
        "resume_part": not resting,
        "ask_suspension": any(leg.suspensions for leg in own),
        "appeal": not any(_was_late(case, leg.pk) for leg in own),
    }
    return left - {action for action, not_now in unfit.items() if not_now}


def _was_late(case: Case, leg_id: int) -> bool:
    return any(
        clock.leg_id == leg_id and clock.kind == ClockKind.HANDLE and clock.state == ClockState.MISSED
        for clock in case.clocks.all()
    )


def _by_requests(case: Case, user: User, possible: set[str]) -> set[str]:
    waiting: dict[str, list[Request]] = defaultdict(list)
    for request in case.requests.all():
        if not request.decision:
            waiting[request.kind].append(request)
    to_decide = {kind for kind, found in waiting.items() if any(request.endorsed_at for request in found)}
    left = {action for action in possible if action not in DECIDES or DECIDES[action] in to_decide}
    left -= {action for action, kind in ASKS.items() if kind in waiting}
    to_pass_on = [request for found in waiting.values() for request in found if request.endorsed_at is None]
    return left if any(_passes_on(request, user) for request in to_pass_on) else left - {"endorse"}


def _passes_on(request: Request, user: User) -> bool:
    if request.kind == Kind.APPEAL:
        return "dispatch_cases" in scope_of(user)
    heads = scope_of(user).reach("assign_cases").department_ids
    return request.leg is not None and request.leg.department_id in heads


def _by_the_case(case: Case, user: User, possible: set[str]) -> set[str]:
    tasks = {task.kind for task in case.tasks.all() if task.officer_id == user.pk and task.done_at is None}
    approves = "close_cases" in scope_of(user) or not this_city().filing_needs_approval
    known = bool(case.category_id and case.cell_id)  # what it is and where it lies comes first
    unfit = {
        "file": not (known and approves),
        "propose": not known or approves,
        "verify": "verify" not in tasks,
        "pass_check": "check" not in tasks,
        "rework": "check" not in tasks,
        "dispatch": case.disputed,
        "arbitrate": not case.disputed,
        "pass_review": case.review != Review.ASKED,
        "fail_review": case.review != Review.ASKED,
        "self_handle": not any(report.by_id == user.pk for report in case.reports.all()),
        "score": not any(leg.state == LegState.FINISHED and not hasattr(leg, "score") for leg in case.legs.all()),
    }
    return possible - {action for action, not_now in unfit.items() if not_now}


def offers(
    case: Case, user: User, bound: tuple[str, forms_desk.MoveForm] | None = None, drafts: Drafts | None = None,
    phrases: Mapping[str, Phrases] | None = None,
) -> list[Offer]:  # fmt: skip
    """Return the moves that `user` may make now, filled with their drafts; `bound` is the form just refused."""
    possible = _concerning(case, user, set(open_moves(case, user))) | ({bound[0]} if bound else set())
    found = []
    for action, desk_move in DESK_MOVES.items():
        if not possible.intersection(desk_move.rows or (action,)):
            continue
        refused = bound[1] if bound and bound[0] == action else None
        words, drafted = (drafts or {}).get(action, ({}, None)) if refused is None else ({}, None)
        form = refused or _filled(desk_move.form(case=case, user=user, auto_id=f"{action}_%s"), words)
        tone = "primary" if action == "place" and not possible & {"file", "propose"} else desk_move.tone
        label = str(desk_move.label or MOVES[action].label)
        usual = desk_move.usual or refused is not None or drafted is not None
        found.append(Offer(action, label, tone, form, usual, drafted, (phrases or {}).get(action, ())))
    return found


def _filled(form: forms_desk.MoveForm, words: Words) -> forms_desk.MoveForm:
    """Put the words of a draft into the fields that the form still has."""
    for name, values in words.items():
        if name in form.fields:
            many = isinstance(form.fields[name], ModelMultipleChoiceField)
            form.initial[name] = values if many else values[0]
    return form
