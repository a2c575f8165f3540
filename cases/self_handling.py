"""Self-handled (自处置): an officer puts a small matter right on the spot and shows it before and after.

The one exception to the two axes, so another person looks at a share of them: which ones, the case's number decides,
and nobody can know or choose it beforehand.
"""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from cases import ending, filing, intake, notices, photos, stages, workflow
from cases.intake import SenderKey, Telling
from cases.models import Attachment, Case, Review, Status
from cases.moves import PLATFORM
from cases.photos import CleanPhoto
from cases.workflow import CannotMove
from departments.models import ClockKind, CloseKind, User
from govgrid.lib.geo import Point
from govgrid.lib.refusals import Refusal
from grids.city import this_city


class PhotosMissing(Refusal):
    code = "photos_missing"
    status = 422


@transaction.atomic
def report_done(
    telling: Telling, *, by: User, at: datetime, note: str, after: Sequence[CleanPhoto], key: SenderKey | None = None
) -> Case:
    """Report a matter that is put right already: `telling` holds the photos before, `after` those afterwards.

    The same key again answers with the case that is there. Raises PhotosMissing, what intake.report raises, and
    NotAllowed for who is no officer.
    """
    if not (telling.photos and after):
        raise PhotosMissing(_("Show it before and after: at least one photo of each."))
    receipt = intake.report(telling, by=by, at=at, key=key)
    case = Case.unscoped.get(pk=receipt.case_id)
    return case if receipt.repeated else self_handle(case, by=by, at=at, note=note, after=after)


@transaction.atomic
def self_handle(case: Case, *, by: User, at: datetime, note: str, after: Sequence[CleanPhoto]) -> Case:
    """Close an own report as put right. Raises CannotMove for another's report, PhotosMissing, NotAllowed."""
    if not case.reports.filter(by=by).exists():
        raise CannotMove(_("Only who reported a matter can put it right as self-handled."))
    before = case.attachments.filter(stage__in=[Attachment.Stage.REPORT, Attachment.Stage.BEFORE])
    if not (before.exists() and after):
        raise PhotosMissing(_("Show it before and after: at least one photo of each."))
    photos.keep(after, case_id=case.pk, report_id=None, stage=Attachment.Stage.AFTER, by=by, at=at)
    _locate(case, at)
    review = Review.ASKED if is_sampled(case.number, this_city().review_percent) else ""
    workflow.move(
        case, "self_handle", by=by, at=at, note=note,
        changes={"close_kind": CloseKind.SELF, "review": review, "handled_by_id": by.pk},
    )  # fmt: skip
    ending.wrap_up(case, at=at)
    return case


def _locate(case: Case, at: datetime) -> None:
    """Find the cell now: the router has not seen the case yet, and whose area it is decides who may do this."""
    if case.cell_id is None and case.lon is not None and case.lat is not None:
        where = filing.at_point(Point(case.lon, case.lat), at)
        workflow.move(case, "locate", by=PLATFORM, at=at, changes=where)


def is_sampled(number: str, percent: int) -> bool:
    """Return whether a self-handled case of this number is one of those that are looked at again."""
    return int.from_bytes(sha256(number.encode()).digest()[:4], "big") % 100 < percent


@transaction.atomic
def pass_review(case: Case, *, by: User, at: datetime, note: str = "") -> Case:
    """Say that the officer's work stands. Raises CannotMove, NotAllowed for the officer's own."""
    _check(case)
    workflow.move(case, "pass_review", by=by, at=at, note=note, changes={"review": Review.PASSED})
    return case


@transaction.atomic
def fail_review(case: Case, *, by: User, at: datetime, note: str) -> Case:
    """Say that it is not put right: the case opens and goes the ordinary way. Raises as pass_review, NoteMissing."""
    _check(case)
    workflow.move(
        case, "fail_review", by=by, at=at, note=note,
        changes={"review": Review.FAILED, "close_kind": "", "closed_at": None, "handled_by_id": None, "filed_at": at},
    )  # fmt: skip
    stages.begin([case], ClockKind.ANSWER, at=at)
    notices.ask_to_route([case], at=at)
    return case


def _check(case: Case) -> None:
    if case.status != Status.CLOSED or case.review != Review.ASKED:
        raise CannotMove(_("This case does not wait for a review."))
