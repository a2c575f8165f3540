"""Closing (结案) and reopening: done by who neither dispatched nor handled; the reporter may reopen."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from cases import ending, history, intake, notices, requests, stages, workflow
from cases.intake import Receipt, Telling
from cases.models import Case, Channel, Link, Report
from cases.workflow import Actor, CannotMove
from departments.models import ClockKind, Reason, User
from govgrid.lib.geo import Point
from grids.city import this_city


class TooLate(CannotMove):
    """The window for opening a case again has passed; a follow-up of its own is the honest way (design.md §3)."""

    code = "too_late"


@transaction.atomic
def close(case: Case, *, by: Actor, at: datetime, note: str = "") -> Case:
    """Close a checked case by the closing condition of its standard. Raises CannotMove, NotAllowed."""
    kind = case.standard.close_kind if case.standard else ""
    workflow.move(case, "close", by=by, at=at, note=note, changes={"close_kind": kind})
    ending.wrap_up(case, at=at)
    notices.write([case], "closed", at=at)
    return case


@transaction.atomic
def decline(case: Case, *, by: Actor, at: datetime, note: str, reason: Reason | None = None) -> Case:
    """Do not accept a report (不予立案); its reporter gets `note`. Raises CannotMove, NoteMissing, ReasonNeeded."""
    told = requests.check_reason(Reason.Kind.DECLINE, reason)
    workflow.move(case, "decline", by=by, at=at, note=note, data=told)
    ending.wrap_up(case, at=at)
    notices.write([case], "declined", at=at)
    return case


@transaction.atomic
def reopen(case: Case, *, by: Actor, at: datetime, note: str) -> Case:
    """Open a closed case again: finished clocks stay as they are, and the router sends it out anew.

    Raises TooLate after the city's window for it (see follow_up), CannotMove when status or role do not allow it.
    """
    if too_late(case, at):
        raise TooLate(
            _("This case was closed more than %(days)s days ago. Please report it again.")
            % {"days": this_city().reopen_days}
        )
    workflow.move(
        case, "reopen", by=by, at=at, note=note,
        changes={
            "reopens": case.reopens + 1, "host_id": None, "closed_at": None, "close_kind": "", "disputed": False,
            "review": "", "filed_at": case.filed_at or at,
        },
    )  # fmt: skip
    stages.begin([case], ClockKind.ANSWER, at=at)
    notices.write([case], "reopened", at=at)
    notices.ask_to_route([case], at=at)
    return case


def too_late(case: Case, at: datetime) -> bool:
    return case.closed_at is not None and at - case.closed_at > timedelta(days=this_city().reopen_days)


@transaction.atomic
def follow_up(report: Report, *, by: User | None, at: datetime, words: str) -> Receipt:
    """Report the matter of a case closed too long ago anew, as a case of its own that is linked to the old one."""
    old = report.case
    point = Point(old.lon, old.lat) if old.lon is not None and old.lat is not None else None
    telling = Telling(
        words=words, channel=Channel(report.channel), category_id=old.category_id, point=point, address=old.address,
        area_id=report.area_id, area_path=old.area_path if point is None else "",
    )  # fmt: skip
    receipt = intake.report(telling, by=by, at=at)
    Report.objects.filter(pk=receipt.report_id).update(contact=report.contact)
    Link.objects.create(case_id=receipt.case_id, other=old, kind=Link.Kind.FOLLOWS, at=at, by=by)
    history.note_down([old], "followed", by=by, at=at, reporter=by is None, data={old.pk: {"number": receipt.number}})
    return receipt
