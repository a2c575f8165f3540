"""Evaluation (评价): the public judges the result; "not solved" opens the case again."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cases import closing, history
from cases.models import Rating, Report, Status
from cases.workflow import REPORTER, CannotMove


@transaction.atomic
def rate(report: Report, *, solved: str, stars: int | None, words: str, at: datetime) -> Rating:
    """Keep what a reporter says of a closed case. Raises CannotMove while the case is open or for a second word.

    `stars` is 1 to 5, None where the reporter gave none. Each closing may be rated once by each reporter.
    """
    case = report.case
    if case.status != Status.CLOSED:
        raise CannotMove(_("This case is not closed yet; you can rate the result when it is."))
    if case.ratings.filter(report=report, at__gte=case.closed_at).exists():
        raise CannotMove(_("You have already rated this result. Thank you."))
    rating = Rating.objects.create(report=report, case=case, solved=solved, stars=stars, words=words, at=at)
    history.note_down([case], "rate", by=None, at=at, reporter=True, data={case.pk: {"solved": solved, "stars": stars}})
    if solved == Rating.Solved.NO:
        closing.reopen(case, by=REPORTER, at=at, note=words.strip() or _("The reporter says: not solved."))
    return rating
