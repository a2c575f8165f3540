"""What is known about a person, for that person: everything kept under an address that they proved to hold.

Each reading, download and erasure is written to a log that holds no address (OwnReading).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from cases import adding, contacts, history, standing
from cases.confirming import ProvenAddress
from cases.following import having
from cases.models import Contact, Delivery, Follower, HistoryEntry, OwnReading, Report

What = OwnReading.What


def digests_for(proven: ProvenAddress) -> list[str]:
    """Return by what the kept contacts of a proven address are found; useless to anybody else."""
    return contacts.digests_of(proven.address, proven.channel)


@transaction.atomic
def read(digests: Sequence[str], *, at: datetime, what: What = What.READ) -> dict[str, Any]:
    """Return all that is kept under these digests, as plain values, and write down that it was read."""
    mine = _contacts(digests)
    reports, follows = _reports(mine), list(_follows(mine))
    added = adding.added_to(reports)
    _write_down(digests, what, len(reports) + len(follows), at)
    return {
        "contacts": [_contact(contact) for contact in mine],
        "reports": [_report(report, added.get(report.number, [])) for report in reports],
        "letters": [_letter(letter) for letter in _letters(mine)],
        "follows": [{"case": it.case.number, "since": _written(it.since)} for it in follows],
        "readings": [_reading(it) for it in OwnReading.objects.filter(digest__in=digests).order_by("-id")[:50]],
    }


@transaction.atomic
def forget(digests: Sequence[str], *, at: datetime) -> int:
    """Erase the contacts with all letters to them and all follows; the reports stay, without the person.

    Returns how many contacts were erased. Each case's history says that it was done, and not whose contact it was.
    """
    mine = _contacts(digests)
    reports, follows = _reports(mine), _follows(mine).count()
    cases = {report.case_id: report.case for report in reports}
    for case in cases.values():
        history.note_down([case], "forget_contact", by=None, at=at, reporter=True)
    _write_down(digests, What.FORGOTTEN, len(reports) + follows, at)
    Contact.objects.filter(pk__in=[contact.pk for contact in mine]).delete()
    return len(mine)


def _contacts(digests: Sequence[str]) -> list[Contact]:
    return list(Contact.objects.filter(having(list(digests))).order_by("id"))


def _reports(mine: Iterable[Contact]) -> list[Report]:
    found = Report.objects.filter(contact__in=list(mine)).select_related("case__category", "category")
    return list(found.prefetch_related("attachments", "questions", "ratings").order_by("-id"))


def _follows(mine: Iterable[Contact]) -> QuerySet[Follower]:
    return Follower.objects.filter(contact__in=list(mine)).select_related("case").order_by("-id")


def _letters(mine: Iterable[Contact]) -> QuerySet[Delivery]:
    return Delivery.objects.filter(contact__in=list(mine)).select_related("case").order_by("-id")


def _write_down(digests: Sequence[str], what: What, found: int, at: datetime) -> None:
    OwnReading.objects.create(digest=digests[0], what=what, found=found, at=at)


def _contact(contact: Contact) -> dict[str, Any]:
    plain = contacts.plain_for_its_holder(contact)
    return {"name": plain.name, "phone": plain.phone, "email": plain.email, "language": contact.language,
            "told_by": contact.told_by, "since": _written(contact.created_at)}  # fmt: skip


def _report(report: Report, added: Sequence[HistoryEntry]) -> dict[str, Any]:
    kind = report.case.category or report.category
    return {
        "number": report.number,
        "kind": kind.name if kind else "",
        "reported": _written(report.at),
        "channel": report.get_channel_display(),
        "words": report.words,
        "address": report.address,
        "point": [report.raw_lon, report.raw_lat] if report.raw_lon is not None else None,
        "photos": len(report.attachments.all()),
        "status": str(standing.plain_of(report.case.status).label),
        "withdrawn": _written(report.withdrawn_at),
        "added": [{"at": _written(entry.at), "words": entry.note} for entry in added],
        "questions": [
            {"at": _written(it.asked_at), "question": it.words, "answer": it.answer} for it in report.questions.all()
        ],
        "ratings": [
            {"at": _written(it.at), "solved": it.get_solved_display(), "stars": it.stars, "words": it.words}
            for it in report.ratings.all()
        ],
    }


def _letter(letter: Delivery) -> dict[str, Any]:
    return {"at": _written(letter.created_at), "channel": letter.get_channel_display(), "subject": letter.subject,
            "case": letter.case.number if letter.case else ""}  # fmt: skip


def _reading(it: OwnReading) -> dict[str, Any]:
    return {"at": _written(it.at), "what": it.get_what_display(), "found": it.found}


def _written(instant: datetime | None) -> str | None:
    """Return an instant in the city's own time, as ISO 8601 to the second; None for none."""
    return timezone.localtime(instant).isoformat(timespec="seconds") if instant else None
