"""DESK_MOVES: which form asks for each move of the table, and which step does it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases import (
    appealing,
    asking,
    closing,
    coordinating,
    correction,
    dispatch,
    ending,
    evaluation,
    extending,
    filing,
    forms_decisions,
    forms_desk,
    forms_moves,
    handling,
    joining,
    merging,
    preverification,
    queries,
    requests,
    returning,
    self_handling,
    suspending,
    urging,
    verification,
)
from cases.models import Case
from departments.models import User

Run = Callable[[Case, User, datetime, dict[str, Any]], object]


@dataclass(frozen=True)
class DeskMove:
    """A move as a desk offers it: the form that asks, the step that does it, and which rows of MOVES it stands for."""

    form: type[forms_desk.MoveForm]
    run: Run
    tone: str = ""
    rows: tuple[str, ...] = ()
    label: Promise | None = None
    # False: one of the rarer moves, shown folded away below the others.
    usual: bool = True


def _plain(step: Callable[..., object]) -> Run:
    """Return the run of a step that asks for nothing."""
    return lambda case, by, at, said: step(case, by=by, at=at)


def _noted(step: Callable[..., object]) -> Run:
    """Return the run of a step that takes words."""
    return lambda case, by, at, said: step(case, by=by, at=at, note=said["note"])


def _reasoned(step: Callable[..., object]) -> Run:
    """Return the run of a step that takes words and a reason from the city's list."""
    return lambda case, by, at, said: step(case, by=by, at=at, note=said["note"], reason=said.get("reason"))


def _of_part(step: Callable[..., object]) -> Run:
    """Return the run of a decision about the request of one part."""
    return lambda case, by, at, said: step(case, by=by, at=at, note=said["note"], leg=said.get("leg"))


def _shown(step: Callable[..., object]) -> Run:
    """Return the run of a step that takes words and photos."""
    return lambda case, by, at, said: step(case, by=by, at=at, note=said["note"], shown=said["shown"])


def _place(case: Case, by: User, at: datetime, said: dict[str, Any]) -> object:
    return filing.place(
        case, by=by, at=at, point=forms_desk.point_of(said), category=said["category"], address=said["address"],
        note=said["note"],
    )  # fmt: skip


def _correct(case: Case, by: User, at: datetime, said: dict[str, Any]) -> object:
    return correction.correct(
        case, by=by, at=at, point=forms_desk.point_of(said), category=said["category"], standard=said["standard"],
        note=said["note"],
    )  # fmt: skip


def _dispatch(case: Case, by: User, at: datetime, said: dict[str, Any]) -> object:
    return dispatch.dispatch(
        case, to=said["to"], helpers=list(said["helpers"]), by=by, at=at, note=said.get("note", "")
    )


def _arbitrate(case: Case, by: User, at: datetime, said: dict[str, Any]) -> object:
    return dispatch.arbitrate(case, to=said["to"], helpers=list(said["helpers"]), by=by, at=at, note=said["note"])


def _merge(case: Case, by: User, at: datetime, said: dict[str, Any]) -> object:
    return merging.merge(case, into=queries.case_for(by, said["into"].strip()), by=by, at=at, note=said["note"])


def _endorse(case: Case, by: User, at: datetime, said: dict[str, Any]) -> object:
    return requests.endorse(case, requests.to_pass_on(case, by), by=by, at=at)


def _supervise(case: Case, by: User, at: datetime, said: dict[str, Any]) -> object:
    return urging.supervise(
        case, kind=said["supervision"], level=said["level"], hours=said["hours"], by=by, at=at, note=said["note"]
    )


def _call_back(case: Case, by: User, at: datetime, said: dict[str, Any]) -> object:
    report = said["report"]
    report.case = case  # the step that the person saw
    return evaluation.call_back(report, solved=said["solved"], stars=said["stars"], words=said["note"], by=by, at=at)


desk, more, deciding = forms_desk, forms_moves, forms_decisions

DESK_MOVES: dict[str, DeskMove] = {
    "place": DeskMove(desk.PlaceForm, _place, label=_("Set the place or the category")),
    "file": DeskMove(
        desk.FileForm,
        lambda case, by, at, said: filing.file_case(case, standard=said["standard"], by=by, at=at),
        "primary",
    ),
    "propose": DeskMove(
        desk.FileForm,
        lambda case, by, at, said: filing.propose(case, standard=said["standard"], by=by, at=at),
        "primary",
    ),
    "send_verify": DeskMove(
        more.SendVerifyForm,
        lambda case, by, at, said: preverification.send_verify(case, to=said["to"], by=by, at=at),
    ),
    "verify": DeskMove(
        more.VerifyForm,
        lambda case, by, at, said: preverification.verify(
            case, true=said["true"], by=by, at=at, note=said["note"], shown=said["shown"]
        ),
        "primary",
    ),
    "stop_verify": DeskMove(desk.ReasonForm, _noted(preverification.stop_verify)),
    "decline": DeskMove(more.DeclineForm, _reasoned(closing.decline), "danger"),
    "merge": DeskMove(more.MergeForm, _merge),
    "unmerge": DeskMove(desk.ReasonForm, _noted(merging.unmerge)),
    "self_handle": DeskMove(
        more.SelfHandleForm,
        lambda case, by, at, said: self_handling.self_handle(
            case, by=by, at=at, note=said["note"], after=said["shown"]
        ),
    ),
    "pass_review": DeskMove(desk.NoteForm, _noted(self_handling.pass_review), "primary"),
    "fail_review": DeskMove(desk.ReasonForm, _noted(self_handling.fail_review), "danger"),
    "dispatch": DeskMove(desk.DispatchForm, _dispatch, "primary"),
    "arbitrate": DeskMove(more.ArbitrateForm, _arbitrate, "primary"),
    "accept": DeskMove(desk.MoveForm, _plain(handling.accept), "primary", ("accept", "accept_part")),
    "assign": DeskMove(desk.AssignForm, lambda case, by, at, said: handling.assign(case, to=said["to"], by=by, at=at)),
    "finish": DeskMove(desk.DoneForm, _shown(handling.finish), "primary", ("finish", "finish_part")),
    "return": DeskMove(
        more.ReturnForm,
        lambda case, by, at, said: returning.return_case(
            case, by=by, at=at, note=said["note"], reason=said.get("reason"), evidence=said["shown"]
        ),
        "danger",
        ("return", "return_part"),
    ),
    "release": DeskMove(desk.MoveForm, _plain(handling.release), usual=False),
    "ask_extension": DeskMove(more.ExtensionForm, _reasoned(extending.ask_extension), usual=False),
    "ask_suspension": DeskMove(
        more.SuspensionForm,
        lambda case, by, at, said: suspending.ask_suspension(
            case, until=said["until"], by=by, at=at, note=said["note"], reason=said.get("reason")
        ),
        usual=False,
    ),
    "resume": DeskMove(desk.MoveForm, _plain(suspending.resume), rows=("resume", "resume_part")),
    "whistle": DeskMove(
        more.JoinForm,
        lambda case, by, at, said: joining.whistle(
            case, departments=list(said["departments"]), by=by, at=at, note=said["note"]
        ),
        usual=False,
    ),
    "endorse": DeskMove(desk.MoveForm, _endorse, "primary"),
    "allow_extension": DeskMove(deciding.AllowExtensionForm, _of_part(extending.allow_extension), "primary"),
    "refuse_extension": DeskMove(deciding.RefuseExtensionForm, _of_part(extending.refuse_extension)),
    "suspend": DeskMove(deciding.SuspendForm, _of_part(suspending.suspend), "primary", ("suspend", "suspend_part")),
    "refuse_suspension": DeskMove(deciding.RefuseSuspensionForm, _of_part(suspending.refuse_suspension)),
    "allow_return": DeskMove(
        deciding.AllowReturnForm,
        lambda case, by, at, said: returning.allow_return(
            case, by=by, at=at, note=said["note"], leg=said.get("leg"), instead=said["instead"]
        ),
        "primary",
    ),
    "refuse_return": DeskMove(deciding.RefuseReturnForm, _of_part(returning.refuse_return)),
    "send_check": DeskMove(
        desk.SendCheckForm,
        lambda case, by, at, said: verification.send_check(case, to=said["to"], by=by, at=at),
        "primary",
    ),
    "pass_check": DeskMove(desk.CheckForm, _shown(verification.pass_check), "primary"),
    "rework": DeskMove(
        more.ReworkForm,
        lambda case, by, at, said: verification.rework(
            case, by=by, at=at, note=said["note"], shown=said["shown"], reason=said.get("reason")
        ),
        "danger",
    ),
    "close": DeskMove(desk.NoteForm, _noted(closing.close), "primary"),
    "reply": DeskMove(desk.ReasonForm, _noted(urging.reply), "primary"),
    "score": DeskMove(
        more.ScoreForm,
        lambda case, by, at, said: evaluation.score(
            case, said["leg"], points=said["points"], words=said["note"], by=by, at=at
        ),
        "primary",
    ),
    "call_back": DeskMove(more.CallBackForm, _call_back, "primary"),
    "allow_appeal": DeskMove(desk.ReasonForm, _noted(appealing.allow_appeal), "primary"),
    "refuse_appeal": DeskMove(desk.ReasonForm, _noted(appealing.refuse_appeal)),
    "appeal": DeskMove(desk.ReasonForm, _noted(appealing.appeal)),
    "force_close": DeskMove(desk.ReasonForm, _noted(ending.force_close), "danger"),
    "refuse_forced_close": DeskMove(desk.ReasonForm, _noted(ending.refuse_forced_close)),
    "cancel": DeskMove(desk.ReasonForm, _noted(ending.cancel), "danger"),
    "refuse_cancel": DeskMove(desk.ReasonForm, _noted(ending.refuse_cancel)),
    "ask": DeskMove(
        more.QuestionForm,
        lambda case, by, at, said: asking.ask(case, by=by, at=at, words=said["note"]),
        usual=False,
    ),
    "urge": DeskMove(desk.ReasonForm, _noted(urging.urge), usual=False),
    "supervise": DeskMove(more.SuperviseForm, _supervise, usual=False),
    "join": DeskMove(
        more.JoinForm,
        lambda case, by, at, said: joining.join(
            case, departments=list(said["departments"]), by=by, at=at, note=said["note"]
        ),
        usual=False,
    ),
    "reassign": DeskMove(
        more.ReassignForm,
        lambda case, by, at, said: dispatch.reassign(case, to=said["to"], by=by, at=at, note=said["note"]),
        usual=False,
    ),
    "coordinate": DeskMove(desk.ReasonForm, _noted(coordinating.coordinate), usual=False),
    "correct": DeskMove(more.CorrectForm, _correct, usual=False),
    "change_standard": DeskMove(
        more.StandardForm,
        lambda case, by, at, said: correction.change_standard(
            case, standard=said["standard"], by=by, at=at, note=said["note"]
        ),
        usual=False,
    ),
    "ask_cancel": DeskMove(desk.ReasonForm, _noted(ending.ask_cancel), usual=False),
    "ask_forced_close": DeskMove(desk.ReasonForm, _noted(ending.ask_forced_close), usual=False),
    "reopen": DeskMove(desk.ReasonForm, _noted(closing.reopen), usual=False),
}
