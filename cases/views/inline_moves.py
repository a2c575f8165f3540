"""A move made at a desk, without the case page: the same forms and steps, and the way back is the desk."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest
from django.utils.translation import gettext as _

from cases import chores, queries, unsent
from cases.forms_desk import MoveForm
from cases.models import Case, Leg, Request
from cases.moves import MOVES
from cases.views.desk_moves import Drafts, Offer, offers
from cases.views.desk_steps import DESK_MOVES
from cases.views.refusals import refused_at
from cases.views.typed import typed_in
from cases.workflow import Overtaken, overtaken
from departments.models import User


@dataclass(frozen=True)
class Tried:
    """What became of a move: the refused form, None where it was made."""

    action: str
    form: MoveForm | None

    @property
    def bound(self) -> tuple[str, MoveForm] | None:
        return (self.action, self.form) if self.form else None


def try_move(request: HttpRequest, case: Case, action: str, *, allowed: frozenset[str]) -> Tried:
    """Make one of the `allowed` moves of `case` from what was posted. Raises NoSuchCase for any other action.

    A form that was overtaken carries the case's new step: sending it again is a decision about the new state.
    """
    if action not in allowed:
        raise queries.NoSuchCase(_("There is no such move."))
    desk_move = DESK_MOVES[action]
    form = desk_move.form(request.POST, request.FILES, case=case, user=request.user, auto_id=f"{action}_%s")
    if form.is_valid():
        seen, now = form.cleaned_data["step"], case.step
        case.step = seen
        with refused_at(form):
            if seen < now:
                raise overtaken(case)  # before its new status is: who was faster is what the loser wants to know
            desk_move.run(case, request.user, chores.now(), form.said())
            unsent.clear(case, action, by=request.user)
            messages.success(
                request,
                _("%(number)s: %(action)s") % {"number": case.number, "action": desk_move.label or MOVES[action].label},
            )
            return Tried(action, None)
    if typed_in(request):
        unsent.keep(case, action, unsent.words_in(dict(request.POST.lists())), by=request.user, at=chores.now())
    if isinstance(getattr(form, "refusal", None), Overtaken):
        form.data = form.data.copy()
        form.data["step"] = str(queries.case_for(request.user, case.number).step)
    return Tried(action, form)


def read_parts(case: Case) -> Case:
    """Read at once what the offers of a case look at; return the case."""
    parts = Leg.objects.select_related("department__calendar", "assignee", "duty", "score").prefetch_related("clocks")
    asked = Request.objects.select_related("leg__department", "reason", "by").order_by("at")
    prefetch_related_objects([case], Prefetch("legs", parts), "clocks", "tasks", "reports", Prefetch("requests", asked))
    return case


def offers_by_name(case: Case, user: User, bound: Any = None, drafts: Drafts | None = None) -> dict[str, Offer]:
    """Return the moves that `user` may make of `case` now, by their name, filled with what was typed and not sent.

    `drafts` are given where a desk has drafts of its own for a move.
    """
    kept = unsent.of(case, by=user) if drafts is None else drafts
    return {offer.action: offer for offer in offers(case, user, bound, kept)}
