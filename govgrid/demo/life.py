"""Cases that live through the steps as people would have made them: reported, routed, handled, checked, judged."""

import csv
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from operator import attrgetter
from pathlib import Path

from cases import (
    closing,
    contacts,
    evaluation,
    extending,
    handling,
    intake,
    returning,
    routing,
    suspending,
    verification,
)
from cases.intake import OutsideCity, Telling
from cases.models import Case, Channel, LegState, Status
from cases.photos import CleanPhoto
from cases.workflow import CannotMove
from departments import access
from departments.dictionary import dictionary
from departments.models import Reason, User
from departments.roles import Role
from govgrid.demo.pictures import picture
from govgrid.lib.geo import Point
from grids.city import city_day
from grids.locate import cell_at
from grids.models import Place

SAYINGS = Path(__file__).with_name("sayings.csv")
DAYS = 9
PHOTOGRAPHED = 0.3  # of all cases; drawing is the slowest part of a demo's first start
RETURNED = 0.05
CHANNELS = (Channel.WEB, Channel.WEB, Channel.WEB, Channel.PHONE, Channel.OFFICER)
HOUR = timedelta(hours=1)
CALLERS = tuple(f"+86199000000{number:02}" for number in range(10, 30))  # invented


@dataclass(frozen=True)
class Saying:
    category_id: int | None
    words: str


@dataclass(frozen=True)
class Happening:
    """What makes cases `at` an instant, and says how many."""

    at: datetime
    make: Callable[[], int]


class Life:
    """Lives `cases` cases in the days before `until`; the same seed lives the same days."""

    def __init__(self, *, seed: int, until: datetime) -> None:
        self.random = random.Random(seed)
        # Its own, so that a picture more or less changes no case.
        self.camera = random.Random(seed)
        self.until = until
        self.sayings = list(_sayings())
        self.places = list(Place.objects.order_by("pk"))

    def live(self, cases: int, *planned: Happening) -> int:
        """Make `cases` cases and take each as far as its time allows; return how many were made.

        What is `planned` happens among them, each at its time: numbers are given in the order of time.
        """
        starts = [self.until - timedelta(days=DAYS) * self.random.random() for _ in range(cases)]
        own = (Happening(at, partial(self._one, at)) for at in starts)
        return sum(one.make() for one in sorted((*own, *planned), key=attrgetter("at")))

    def _one(self, at: datetime) -> bool:
        case = self.report(at, self.random.choice(self.places))
        if case:
            self.work_on(case, at)
        return case is not None

    def report(self, at: datetime, place: Place, *, by_phone: bool = False) -> Case | None:
        """Report a matter near `place` and let the router have it; None where the point falls outside the city."""
        saying, channel = self.random.choice(self.sayings), self.random.choice(CHANNELS)
        channel = Channel.PHONE if by_phone else channel
        point, seen = self._near(Point(place.lon, place.lat)), self.camera.random() < PHOTOGRAPHED
        telling = Telling(
            words=saying.words,
            channel=channel,
            category_id=saying.category_id,
            point=point,
            address=f"{place.name_zh}附近",
            contact=contacts.seal("", self.random.choice(CALLERS), "", "zh-hans") if channel == Channel.PHONE else None,
            photos=(_picture(saying.category_id, point.lon, solved=False),) if seen else (),
        )
        try:
            receipt = intake.report(telling, by=self._officer(point, at) if channel == Channel.OFFICER else None, at=at)
        except OutsideCity:
            return None
        routing.route_waiting(at=at)
        return Case.unscoped.select_related("standard").get(pk=receipt.case_id)

    def _officer(self, point: Point, at: datetime) -> User | None:
        cell = cell_at(point, on=city_day(at))
        around = access.nearest(access.holders_around(Role.OFFICER, cell.path)) if cell else []
        return self.random.choice(sorted(around, key=lambda user: user.pk)) if around else None

    def _near(self, point: Point) -> Point:
        return Point(point.lon + self.random.gauss(0, 0.0006), point.lat + self.random.gauss(0, 0.0006))

    def _after(self, at: datetime, hours: float) -> datetime:
        return at + HOUR * self.random.expovariate(1 / hours)

    def work_on(self, case: Case, at: datetime) -> None:
        """Take the case along its path while there is somebody to do it and time to do it in."""
        handlers = self._handlers(case)
        if case.status != Status.DISPATCHED or not handlers or self.random.random() < 0.08:
            return
        path = (
            (self._return, 0.2), (self._accept, 0.5), (self._ask, 1), (self._finish, 5), (self._check, 1),
            (self._close, 2), (self._rate, 9),
        )  # fmt: skip
        for step, hours in path:
            at = self._after(at, hours)
            if at >= self.until or not step(case, handlers[0], at):
                return

    def handle(self, case: Case, *, at: datetime) -> bool:
        """Let a department accept the case at `at` and finish it an hour later; return whether a check waits now."""
        handlers = self._handlers(case)
        if case.status != Status.DISPATCHED or not handlers:
            return False
        return self._accept(case, handlers[0], at) and self._finish(case, handlers[0], at + HOUR)

    def close(self, case: Case, *, at: datetime) -> bool:
        """Let what waits for a check be checked an hour before `at` and closed at `at`; return whether it was."""
        by = User.objects.filter(postings__role=Role.SHIFT_LEADER).earliest("pk")
        return self._check(case, by, at - HOUR) and self._close(case, by, at)

    def _handlers(self, case: Case) -> list[User]:
        """One person for each open part; none when a department has nobody with an account."""
        found = []
        for leg in case.legs.order_by("-part"):
            staff = User.objects.filter(postings__department=leg.department_id, postings__role=Role.HANDLER)
            if not staff:
                return []
            found.append(self.random.choice(list(staff.order_by("pk"))))
        return found

    def _return(self, case: Case, by: User, at: datetime) -> bool:
        """Now and then a department finds that it is not the one: the desks have it then."""
        if self.random.random() > RETURNED:
            return True
        reason = self._a_reason(Reason.Kind.RETURN)
        returning.return_case(case, by=by, at=at, note="经现场查看，权属不在本部门。", reason=reason)
        return False

    def _accept(self, case: Case, by: User, at: datetime) -> bool:
        handling.accept(case, by=by, at=at)
        handling.assign(case, to=by, by=by, at=at)
        return not case.legs.filter(state=LegState.SENT).exists()

    def _ask(self, case: Case, by: User, at: datetime) -> bool:
        """Now and then a department wants more time, or a rest: the desk has yet to say what it thinks of it."""
        chance = self.random.random()
        try:
            if chance < 0.09:
                reason = self._a_reason(Reason.Kind.EXTENSION)
                extending.ask_extension(case, by=by, at=at, note="配件到货需三天，申请延期。", reason=reason)
            elif chance < 0.15:
                reason, until = self._a_reason(Reason.Kind.SUSPENSION), at + timedelta(days=60)
                suspending.ask_suspension(case, until=until, by=by, at=at, note="已列入改造计划。", reason=reason)
        except CannotMove:
            return True  # overdue by then: nobody asks any more
        return chance >= 0.15

    def _a_reason(self, kind: Reason.Kind) -> Reason | None:
        reasons = list(Reason.objects.filter(kind=kind, valid_to=None))
        return self.random.choice(reasons) if reasons else None

    def _finish(self, case: Case, by: User, at: datetime) -> bool:
        shown = (_picture(case.category_id, case.lon, solved=True),) if case.attachments.exists() else ()
        handling.finish(case, by=by, at=at, note="已处理完毕，现场恢复。", shown=shown)
        return case.status == Status.CHECKING

    def _check(self, case: Case, _by: User, at: datetime) -> bool:
        officer = case.tasks.get(done_at=None).officer
        if self.random.random() < 0.1:
            reason = self._a_reason(Reason.Kind.REWORK)
            verification.rework(case, by=officer, at=at, note="现场仍有残留，请返工。", reason=reason)
            return False
        verification.pass_check(case, by=officer, at=at, note="现场核查，问题已解决。")
        return True

    def _close(self, case: Case, _by: User, at: datetime) -> bool:
        leader = User.objects.filter(postings__role=Role.SHIFT_LEADER).earliest("pk")
        closing.close(case, by=leader, at=at)
        return True

    def _rate(self, case: Case, _by: User, at: datetime) -> bool:
        solved = self.random.choices(["yes", "partly", "no"], [8, 1, 1])[0]
        stars = {"yes": 5, "partly": 3, "no": 1}[solved]
        evaluation.rate(case.reports.get(), solved=solved, stars=stars, words="", at=at)
        return False


def _picture(category_id: int | None, lon: float | None, *, solved: bool) -> CleanPhoto:
    """The same street before and after: it follows from the place."""
    category = dictionary().categories.get(category_id or 0)
    return picture(category.code if category else "", solved=solved, seed=round((lon or 0) * 1e7))


def _sayings() -> Iterator[Saying]:
    by_code = dictionary().by_code
    with SAYINGS.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            category = by_code.get(row["category"])
            yield Saying(category.pk if category else None, row["words"])
