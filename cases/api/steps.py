"""STEPS: which step makes each move of the table, and what it needs of what the program said."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import exceptions

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
from cases.models import Case, Leg, Report
from cases.photos import CleanPhoto
from departments.dictionary import category_by_code
from departments.models import Category, Department, FilingStandard, Reason, User
from departments.standards import standards_on
from govgrid.lib.coordinates import to_wgs84
from govgrid.lib.geo import Point


@dataclass(frozen=True)
class Wish:
    """A move that a program asks for: who, when, and what was said with it."""

    case: Case
    by: User
    at: datetime
    said: dict[str, Any]

    @property
    def note(self) -> str:
        return self.said["note"]

    @property
    def photos(self) -> list[CleanPhoto]:
        return self.said["photos"]

    def needed(self, name: str) -> Any:
        """Return what was said under `name`. Raises ValidationError where it is missing."""
        if name not in self.said:
            raise exceptions.ValidationError({name: [_("This move needs it.")]})
        return self.said[name]

    def point(self) -> Point | None:
        if not {"lon", "lat"} <= self.said.keys():
            return None
        return to_wgs84(self.said["lon"], self.said["lat"], self.said["coord_system"])

    def category(self) -> Category | None:
        return category_by_code(self.said["category"]) if "category" in self.said else None

    def standard(self) -> FilingStandard:
        return _found(standards_on(timezone.localdate()).filter(pk=self.needed("standard")), "standard")

    def person(self) -> User:
        return _found(User.objects.filter(username=self.needed("person"), is_active=True), "person")

    def department(self, name: str) -> Department:
        return _department(self.needed(name), name)

    def departments(self, name: str) -> list[Department]:
        return [_department(code, name) for code in self.said[name]]

    def leg(self) -> Leg | None:
        """Return the newest part of the department that is named; None where none is."""
        if "part" not in self.said:
            return None
        return _found(self.case.legs.filter(department__code=self.said["part"]).order_by("-id"), "part")

    def report(self) -> Report | None:
        return _found(self.case.reports.filter(number=self.said["report"]), "report") if "report" in self.said else None

    def reason(self, kind: Reason.Kind) -> Reason | None:
        reasons = Reason.objects.filter(kind=kind, valid_to=None)
        return _found(reasons.filter(code=self.said["reason"]), "reason") if "reason" in self.said else None


def _found(rows: QuerySet[Any], name: str) -> Any:
    row = rows.first()
    if row is None:
        raise exceptions.ValidationError({name: [_("There is no such thing in this city.")]})
    return row


def _department(code: str, name: str) -> Department:
    found = Department.objects.filter(code=code, valid_to=None).first()
    if found is None:
        raise exceptions.ValidationError({name: [_("There is no department %(code)s.") % {"code": code}]})
    return found


Step = Callable[[Wish], object]


def _noted(step: Callable[..., object]) -> Step:
    return lambda wish: step(wish.case, by=wish.by, at=wish.at, note=wish.note)


def _plain(step: Callable[..., object]) -> Step:
    return lambda wish: step(wish.case, by=wish.by, at=wish.at)


def _shown(step: Callable[..., object]) -> Step:
    return lambda wish: step(wish.case, by=wish.by, at=wish.at, note=wish.note, shown=wish.photos)


def _of_a_part(step: Callable[..., object]) -> Step:
    return lambda wish: step(wish.case, by=wish.by, at=wish.at, note=wish.note, leg=wish.leg())


def _place(wish: Wish) -> object:
    return filing.place(
        wish.case, by=wish.by, at=wish.at, point=wish.point(), category=wish.category(), address=wish.said["address"],
        note=wish.note,
    )  # fmt: skip


def _correct(wish: Wish) -> object:
    standard = wish.standard() if "standard" in wish.said else None
    return correction.correct(
        wish.case, by=wish.by, at=wish.at, note=wish.note, point=wish.point(), category=wish.category(),
        standard=standard,
    )  # fmt: skip


def _dispatch(wish: Wish) -> object:
    helpers = wish.departments("co_handlers")
    return dispatch.dispatch(wish.case, to=wish.department("department"), helpers=helpers, by=wish.by, at=wish.at)


def _reassign(wish: Wish) -> object:
    return dispatch.reassign(wish.case, to=wish.department("department"), by=wish.by, at=wish.at, note=wish.note)


def _arbitrate(wish: Wish) -> object:
    helpers = wish.departments("co_handlers")
    return dispatch.arbitrate(
        wish.case, to=wish.department("department"), helpers=helpers, by=wish.by, at=wish.at, note=wish.note
    )


def _return(wish: Wish) -> object:
    return returning.return_case(
        wish.case, by=wish.by, at=wish.at, note=wish.note, reason=wish.reason(Reason.Kind.RETURN), evidence=wish.photos
    )


def _allow_return(wish: Wish) -> object:
    instead = wish.department("instead") if "instead" in wish.said else None
    return returning.allow_return(wish.case, by=wish.by, at=wish.at, note=wish.note, leg=wish.leg(), instead=instead)


def _ask_extension(wish: Wish) -> object:
    reason = wish.reason(Reason.Kind.EXTENSION)
    return extending.ask_extension(wish.case, by=wish.by, at=wish.at, note=wish.note, reason=reason)


def _ask_suspension(wish: Wish) -> object:
    return suspending.ask_suspension(
        wish.case, until=wish.needed("until"), by=wish.by, at=wish.at, note=wish.note,
        reason=wish.reason(Reason.Kind.SUSPENSION),
    )  # fmt: skip


def _rework(wish: Wish) -> object:
    return verification.rework(
        wish.case, by=wish.by, at=wish.at, note=wish.note, shown=wish.photos, reason=wish.reason(Reason.Kind.REWORK)
    )


def _verify(wish: Wish) -> object:
    return preverification.verify(
        wish.case, true=wish.needed("true"), by=wish.by, at=wish.at, note=wish.note, shown=wish.photos
    )


def _send_verify(wish: Wish) -> object:
    to = wish.person() if "person" in wish.said else None
    return preverification.send_verify(wish.case, to=to, by=wish.by, at=wish.at, note=wish.note)


def _merge(wish: Wish) -> object:
    into = queries.case_for(wish.by, wish.needed("into"))
    return merging.merge(wish.case, into=into, by=wish.by, at=wish.at, note=wish.note)


def _supervise(wish: Wish) -> object:
    return urging.supervise(
        wish.case, kind=wish.needed("supervision"), level=wish.needed("level"), hours=wish.needed("hours"),
        by=wish.by, at=wish.at, note=wish.note,
    )  # fmt: skip


def _score(wish: Wish) -> object:
    wish.needed("part")
    leg = wish.leg()
    return evaluation.score(wish.case, leg, points=wish.needed("points"), words=wish.note, by=wish.by, at=wish.at)


def _call_back(wish: Wish) -> object:
    wish.needed("report")
    report = wish.report()
    report.case = wish.case  # at the step that the caller saw
    return evaluation.call_back(
        report, solved=wish.needed("solved"), stars=wish.said.get("stars"), words=wish.note, by=wish.by, at=wish.at
    )


def _join(step: Callable[..., object]) -> Step:
    return lambda wish: step(
        wish.case, departments=wish.departments("departments"), by=wish.by, at=wish.at, note=wish.note
    )


STEPS: dict[str, Step] = {
    "place": _place,
    "send_verify": _send_verify,
    "verify": _verify,
    "stop_verify": _noted(preverification.stop_verify),
    "propose": lambda w: filing.propose(w.case, standard=w.standard(), by=w.by, at=w.at, note=w.note),
    "file": lambda w: filing.file_case(w.case, standard=w.standard(), by=w.by, at=w.at, note=w.note),
    "decline": lambda w: closing.decline(w.case, by=w.by, at=w.at, note=w.note, reason=w.reason(Reason.Kind.DECLINE)),
    "merge": _merge,
    "unmerge": _noted(merging.unmerge),
    "self_handle": lambda w: self_handling.self_handle(w.case, by=w.by, at=w.at, note=w.note, after=w.photos),
    "pass_review": _noted(self_handling.pass_review),
    "fail_review": _noted(self_handling.fail_review),
    "correct": _correct,
    "change_standard": lambda w: correction.change_standard(
        w.case, standard=w.standard(), by=w.by, at=w.at, note=w.note
    ),
    "dispatch": _dispatch,
    "arbitrate": _arbitrate,
    "reassign": _reassign,
    "coordinate": _noted(coordinating.coordinate),
    "join": _join(joining.join),
    "whistle": _join(joining.whistle),
    "accept": _plain(handling.accept),
    "assign": lambda w: handling.assign(w.case, to=w.person() if "person" in w.said else w.by, by=w.by, at=w.at),
    "release": _noted(handling.release),
    "return": _return,
    "allow_return": _allow_return,
    "refuse_return": _of_a_part(returning.refuse_return),
    "ask_extension": _ask_extension,
    "allow_extension": _of_a_part(extending.allow_extension),
    "refuse_extension": _of_a_part(extending.refuse_extension),
    "ask_suspension": _ask_suspension,
    "suspend": _of_a_part(suspending.suspend),
    "refuse_suspension": _of_a_part(suspending.refuse_suspension),
    "resume": _of_a_part(suspending.resume),
    "endorse": lambda w: requests.endorse(w.case, requests.to_pass_on(w.case, w.by), by=w.by, at=w.at, note=w.note),
    "finish": _shown(handling.finish),
    "send_check": lambda w: verification.send_check(w.case, to=w.person(), by=w.by, at=w.at),
    "pass_check": _shown(verification.pass_check),
    "rework": _rework,
    "close": _noted(closing.close),
    "ask_forced_close": _noted(ending.ask_forced_close),
    "force_close": _noted(ending.force_close),
    "refuse_forced_close": _noted(ending.refuse_forced_close),
    "ask_cancel": _noted(ending.ask_cancel),
    "cancel": _noted(ending.cancel),
    "refuse_cancel": _noted(ending.refuse_cancel),
    "ask": lambda w: asking.ask(w.case, by=w.by, at=w.at, words=w.note, report=w.report()),
    "urge": _noted(urging.urge),
    "supervise": _supervise,
    "reply": _noted(urging.reply),
    "call_back": _call_back,
    "score": _score,
    "appeal": _noted(appealing.appeal),
    "allow_appeal": _of_a_part(appealing.allow_appeal),
    "refuse_appeal": _of_a_part(appealing.refuse_appeal),
    "reopen": _noted(closing.reopen),
}
