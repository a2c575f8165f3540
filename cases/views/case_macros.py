"""A macro before it runs: each action in words, its text to be changed; then all of it, or nothing."""

from typing import Any

from django.contrib import messages as said
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases import chores, filling, messages, queries
from cases.models import Case
from cases.views import macro_run
from cases.views.macro_run import Planned
from cases.workflow import Overtaken
from departments.models import Macro, User
from departments.phrases import macros_for
from govgrid.lib.refusals import Refusal


@login_required
@require_http_methods(["GET", "POST"])
def macro(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """Show what a macro would do with this case; by POST do it, with the words as they were changed."""
    found = queries.case_for(request.user, number)
    chosen = _macro(found, request.user, code)
    planned = macro_run.plan(chosen, found, by=request.user)
    if request.method == "GET":
        return _page(request, found, chosen, planned)
    words = {one.step.position: request.POST.get(f"words_{one.step.position}", one.words) for one in planned}
    try:
        found.step = _step(request.POST.get("step", ""))
        macro_run.run(planned, found, words, by=request.user, at=chores.now())
    except Refusal as refusal:
        return _refused(request, number, chosen, planned, words, refusal)
    said.success(request, _("Done: %(action)s") % {"action": chosen.name})
    seen = queries.visible_to(request.user).filter(number=number).exists()
    return redirect("desk-case", number) if seen else redirect("desk-home")


def _refused(
    request: HttpRequest, number: str, chosen: Macro, planned: list[Planned], words: dict[int, str], refusal: Refusal
) -> HttpResponse:
    now = queries.case_for(request.user, number)
    typed = [Planned(one.step, one.sentence, words[one.step.position]) for one in planned]
    status = 409 if isinstance(refusal, Overtaken) else refusal.status
    return _page(request, now, chosen, typed, status=status, refusal=refusal)


def _macro(case: Case, user: User, code: str) -> Macro:
    found = offered(case, user)
    chosen = next((one for one in found if one.code == code), None)
    if chosen is None:
        raise queries.NoSuchCase(_("There is no such macro for this case."))
    return chosen


def offered(case: Case, user: User) -> Any:
    """Return the macros that `user` may run on this case; none for who may not write about it."""
    if not messages.audiences_for(user, case):
        return Macro.objects.none()
    department_id = messages.written_for(user, case)
    return macros_for([department_id] if department_id else [], case.category)


def _step(text: str) -> int:
    # 0 is no step of a case: then somebody else was faster, as far as anyone can tell.
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _page(request: HttpRequest, case: Case, chosen: Macro, planned: list[Planned], **more: Any) -> HttpResponse:
    status = more.pop("status", 200)
    shown = {"case": case, "macro": chosen, "planned": planned, "past": _past(case, planned, request.user), **more}
    return render(request, "desk/macro.html", shown, status=status)


def _past(case: Case, planned: list[Planned], by: User) -> bool:
    """Whether an action would tell somebody of an instant that has passed."""
    seen = {"department_id": messages.written_for(by, case), "at": chores.now()}
    templates = [one.step.template for one in planned if one.step.template]
    return any(filling.names_the_past(template, case, **seen) for template in templates)
