"""Evaluation (评价): the public judges the result, the hotline asks, an assessor scores; "not solved" opens it anew."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cases import closing, history, ringing_back, workflow
from cases.models import Case, Leg, LegState, Rating, Report, Score, Status
from cases.moves import REPORTER
from cases.workflow import Actor, CannotMove
from departments.models import User


@transaction.atomic
def rate(report: Report, *, solved: str, stars: int | None, words: str, at: datetime) -> Rating:
    """Keep what a reporter says of a closed case. Raises CannotMove while the case is open or for a second word.

    `stars` is 1 to 5, None where the reporter gave none. Each closing may be rated once by each reporter. "Not solved"
    opens the case again, or begins a linked one when it was closed too long ago.
    """
    case = report.case
    _check(case)
    if case.ratings.filter(report=report, by=None, at__gte=case.closed_at).exists():
        raise CannotMove(_("You have already rated this result. Thank you."))
    rating = Rating.objects.create(report=report, case=case, solved=solved, stars=stars, words=words, at=at)
    ringing_back.reached(report, at=at)
    history.note_down([case], "rate", by=None, at=at, reporter=True, data={case.pk: {"solved": solved, "stars": stars}})
    _open_again(rating, by=REPORTER, at=at)
    return rating


@transaction.atomic
def call_back(report: Report, *, solved: str, stars: int | None, words: str, by: User, at: datetime) -> Rating:
    """Keep what a reporter says when called back (回访). Raises CannotMove while the case is open, NotAllowed.

    `stars`: 5 满意, 3 基本满意, 1 不满意; None: not said.
    """
    case = report.case
    _check(case)
    workflow.move(case, "call_back", by=by, at=at, data={"solved": solved, "stars": stars, "report": report.number})
    rating = Rating.objects.create(report=report, case=case, solved=solved, stars=stars, words=words, by=by, at=at)
    ringing_back.reached(report, at=at)
    _open_again(rating, by=by, at=at)
    return rating


def _check(case: Case) -> None:
    if case.status != Status.CLOSED:
        raise CannotMove(_("This case is not closed yet; you can rate the result when it is."))


def _open_again(rating: Rating, *, by: Actor, at: datetime) -> None:
    if rating.solved != Rating.Solved.NO:
        return
    words = rating.words.strip() or _("The reporter says: not solved.")
    if closing.too_late(rating.case, at):
        closing.follow_up(rating.report, by=by if isinstance(by, User) else None, at=at, words=words)
    else:
        closing.reopen(rating.case, by=by, at=at, note=words)


@transaction.atomic
def score(case: Case, leg: Leg, *, points: int, words: str = "", by: User, at: datetime) -> Score:
    """Score a department's finished part, 0 to 100: host and co-handlers each (双考核).

    Raises CannotMove for an open case, a part that was not finished or has its score, NotAllowed for who had a part.
    """
    if leg.case_id != case.pk or leg.state != LegState.FINISHED:
        raise CannotMove(_("Only a part that was finished is scored."))
    if not 0 <= points <= 100:
        raise CannotMove(_("Give from 0 to 100 points."))
    if Score.objects.filter(leg=leg).exists():
        raise CannotMove(_("This part has its score already."))
    told = {"points": points}
    workflow.move(case, "score", by=by, at=at, note=words, department_id=leg.department_id, data=told)
    return Score.objects.create(leg=leg, points=points, words=words, by=by, at=at)
