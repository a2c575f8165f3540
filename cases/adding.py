"""What a reporter adds later: words and photos go to the case, into its history, and to who has it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from cases import history, notices, photos
from cases.models import ENDED, Attachment, Case, HistoryEntry, Report
from cases.photos import CleanPhoto
from cases.workflow import CannotMove, NoteMissing

# From one report, with those that came with it: more help nobody, and fill the disk.
PHOTOS_AT_MOST = 20
# The same again within this time is a second press of the button.
SAME_AGAIN = timedelta(minutes=10)


@transaction.atomic
def add(report: Report, *, words: str, shown: Sequence[CleanPhoto], at: datetime) -> None:
    """Keep what the reporter adds to an open case; the very same twice is kept once.

    Raises NoteMissing for nothing at all, CannotMove for a case that has ended, a report that was withdrawn, or too
    many photos.
    """
    if not (words.strip() or shown):
        raise NoteMissing(_("Write a few words, or choose a photo."))
    case = Case.unscoped.select_for_update().get(pk=report.case_id)
    _check(case, report, shown)
    told = {"report": report.number, "photos": [photo.sha256 for photo in shown]}
    if _was_added(case, words, told, at):
        return
    photos.keep(shown, case_id=case.pk, report_id=report.pk, stage=Attachment.Stage.REPORT, by=None, at=at)
    history.note_down([case], "add", by=None, at=at, reporter=True, note=words.strip(), data={case.pk: told})
    notices.write([case], "added", at=at)


def added_by(report: Report) -> list[HistoryEntry]:
    """Return what the reporter has added, oldest first."""
    return added_to([report]).get(report.number, [])


def added_to(reports: Iterable[Report]) -> dict[str, list[HistoryEntry]]:
    """Return what was added to each of `reports` by its number, oldest first; in one query."""
    found: dict[str, list[HistoryEntry]] = {report.number: [] for report in reports}
    cases = {report.case_id for report in reports}
    for entry in HistoryEntry.objects.filter(case__in=cases, action="add").order_by("id"):
        if entry.data.get("report") in found:
            found[entry.data["report"]].append(entry)
    return found


def _check(case: Case, report: Report, shown: Sequence[CleanPhoto]) -> None:
    if report.withdrawn_at:
        raise CannotMove(_("You have withdrawn this report."))
    if case.status in ENDED:
        raise CannotMove(_("This case has ended, and nobody would look at it. If it is not solved, say so below."))
    if shown and report.attachments.count() + len(shown) > PHOTOS_AT_MOST:
        raise CannotMove(_("One report can have %(most)s photos at most.") % {"most": PHOTOS_AT_MOST})


def _was_added(case: Case, words: str, told: Mapping[str, object], at: datetime) -> bool:
    same = HistoryEntry.objects.filter(case=case.pk, action="add", note=words.strip(), at__gt=at - SAME_AGAIN)
    return any(entry.data.get("photos") == told["photos"] for entry in same.filter(data__report=told["report"]))
