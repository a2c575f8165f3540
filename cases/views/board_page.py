"""The supervisor's board: how the ground stands, and the cases to see to, which are acted on here."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cases import acting, chores
from cases.acting import Outcome
from cases.forms_board import ACTS, Act, acts_of, departments_at_work
from cases.grounds import choices_of
from cases.tally import Tally, tally_of
from cases.views import board_figures, board_league, board_list, board_map
from cases.views.board_wish import PERIODS, BoardWish, read_wish
from cases.views.live import live
from departments.access import Scope, scope_of
from departments.dictionary import dictionary
from govgrid.lib.drawn import drawn_form
from govgrid.lib.htmx import page_or_part

# The parts of the page that follow, each on its own: who types below the list still sees the numbers move.
PARTS = {"numbers": "desk/_board_numbers.html", "figures": "desk/_board_figures.html", "list": "desk/_board_list.html"}


@login_required
@live
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    wish, part = read_wish(request), request.GET.get("part", "")
    only = part if part in PARTS and request.headers.get("HX-Request") == "true" else ""
    context = _context(request, wish, only=only)
    return page_or_part(request, "desk/board.html", PARTS.get(part, PARTS["list"]), context)


@login_required
def act(request: HttpRequest) -> HttpResponse:
    """Do one thing to the ticked cases, and show the list anew with the result of each."""
    wish = read_wish(request)
    if request.method != "POST":
        return redirect(wish.url())
    one = request.POST.get("one", "")
    name, wanted = ("acknowledge", [one]) if one else (request.POST.get("do", ""), request.POST.getlist("case"))
    if name not in acts_of(scope_of(request.user)):
        return _answer(request, wish, chosen=wanted, fault=_("Choose what to do with the ticked cases."))
    form = ACTS[name][0](request.POST, prefix=name, auto_id=f"{name}_%s")
    cases = [pair for said in wanted if (pair := _case_and_step(said))]
    if not (form.is_valid() and cases):
        fault = "" if cases else _("Tick at least one case first.")
        return _answer(request, wish, chosen=wanted, bound=(name, form), fault=fault)
    outcomes = acting.act_on(cases, name, form.cleaned_data, by=request.user, at=chores.now())
    refused = [one.number for one in outcomes if not one.done]
    bound = (name, form) if refused else None
    return _answer(request, wish, chosen=refused, bound=bound, outcomes=outcomes, act=name)


def _case_and_step(said: str) -> tuple[str, int] | None:
    number, _colon, step = said.rpartition(":")
    return (number, int(step)) if number and step.isascii() and step.isdigit() else None


def _answer(
    request: HttpRequest, wish: BoardWish, *, chosen: list[str], bound: Any = None, fault: str = "",
    outcomes: list[Outcome] | None = None, act: str = "",
) -> HttpResponse:  # fmt: skip
    told = outcomes or []
    refused = fault or any(not one.done for one in told) or (bound and bound[1].errors)
    context = _context(request, wish, chosen=[said.partition(":")[0] for said in chosen], bound=bound)
    context |= {"outcomes": told, "fault": fault, "acted": ACTS[act][2] if act else ""}
    request.live_version = ""  # type: ignore[attr-defined]
    return page_or_part(request, "desk/board.html", "desk/_board_acted.html", context, status=422 if refused else 200)


def _context(
    request: HttpRequest, wish: BoardWish, *, only: str = "", chosen: Any = (), bound: Any = None
) -> dict[str, Any]:
    """Return what the page shows, or what its part `only` does: each part follows by itself, every few seconds."""
    at = chores.now()
    tally = tally_of(wish.ground, days=wish.days, at=at)
    shown = {"at": at, "wish": wish}
    if only in ("", "numbers"):
        shown |= numbers(tally, wish)
    if only in ("", "figures"):
        shown |= figures(tally, wish)
    if only in ("", "list"):
        shown |= _list(request, tally, wish, chosen, bound)
    return shown if only else {**shown, **_frame(request, wish)}


def _frame(request: HttpRequest, wish: BoardWish) -> dict[str, Any]:
    return {
        "filters": _filters(request, wish),
        "board_url": request.build_absolute_uri(wish.url()),
        "numbers_url": wish.url(part="numbers"),
        "figures_url": wish.url(part="figures"),
        "list_url": wish.url(part="list"),
        "links_url": wish.url("desk-wall-links"),
        "has_summary": "supervise_cases" in scope_of(request.user),
    }


def _list(request: HttpRequest, tally: Tally, wish: BoardWish, chosen: Any, bound: Any) -> dict[str, Any]:
    return {
        "act_url": wish.url("desk-board-act"),
        "lines": board_list.lines(wish, at=tally.at, chosen=chosen),
        "tabs": board_list.tabs(tally, wish),
        "all_url": board_list.all_of_it(wish),
        "nothing": board_list.EMPTY[wish.list],
        "acts": _acts(scope_of(request.user), bound),
    }


def _acts(scope: Scope, bound: tuple[str, Any] | None) -> list[str]:
    """Return what can be done, drawn; `bound` names the act that was refused, and has its form as it was typed."""
    offered = [Act(name, departments_at_work()) for name in acts_of(scope)]
    refused, typed = bound or ("", None)
    return [
        render_to_string("desk/_board_act.html", {"act": act, "form": typed, "open": True})
        if act.name == refused
        else drawn_form("desk/_board_act.html", act=act)
        for act in offered
    ]


def numbers(tally: Tally, wish: BoardWish) -> dict[str, Any]:
    """Return what the numbers of a board and of a wall say."""
    return {
        "tally": tally,
        "pressing": board_figures.pressing(tally, wish),
        "volume": board_figures.volume(tally, wish),
    }


def figures(tally: Tally, wish: BoardWish) -> dict[str, Any]:
    """Return what is drawn below the numbers of a board, and beside those of a wall."""
    stages = board_figures.stages(tally, wish)
    return {
        "stages": stages,
        "heaviest": board_figures.heaviest(stages),
        "ages": board_figures.ages(tally, wish),
        "flow": board_figures.flow(tally, wish),
        "flow_words": board_figures.flow_words(tally, wish),
        "flow_total": board_figures.flow_total(tally, wish),
        "tendency": board_figures.tendency(tally),
        "districts": board_figures.districts(tally, wish),
        "league": board_league.rows(tally, wish),
        "league_columns": board_league.columns(),
        "map": board_map.drawing(tally.pressing.late_by_path),
    }


def _filters(request: HttpRequest, wish: BoardWish) -> SafeString:
    offered = choices_of(request.user)
    majors = [one for one in dictionary().categories.values() if one.parent_id is None]
    return drawn_form(
        "desk/_board_filters.html",
        areas=tuple((one.code, one.name) for one in offered.districts),
        departments=tuple((one.code, one.name) for one in offered.departments),
        categories=tuple((one.code, one.name) for one in majors),
        periods=tuple((days, _("%(days)s days") % {"days": days}) for days in PERIODS),
        area=wish.area, department=wish.department, category=wish.category, days=wish.days,
    )  # fmt: skip
