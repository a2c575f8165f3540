"""Calls to the hotline (12345): who is calling, what is known of them, and the call as a report."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cases import contacts, history, intake, queries, ringing_back, same_matter
from cases.intake import Receipt, SenderKey, Telling
from cases.models import Case, Channel, Contact, Report, ToldBy
from cases.workflow import NotAllowed
from departments.access import scope_of
from departments.models import User

# Who takes calls reads the reporter's contact, for they hear it: agents of the hotline and acceptors.
ABILITY = "read_contacts"
KNOWN_AT_MOST = 8


@dataclass(frozen=True)
class Call:
    """What came of a call: the telling, whether it is urgent, whether texts are wanted, and when to ring back."""

    telling: Telling
    urgent: bool = False
    texts: bool = True
    ring_back_at: datetime | None = None
    ring_back_note: str = ""
    # The open case that is the same matter; None: a matter of its own.
    same: Case | None = None


@transaction.atomic
def take(call: Call, *, by: User, at: datetime, key: SenderKey | None = None) -> Receipt:
    """Write the call down as a report, of a case of its own or of the one that is the same matter.

    Raises NotAllowed for who takes no calls, and what intake.report and same_matter.tell_again raise.
    """
    if ABILITY not in scope_of(by):
        raise NotAllowed(_("Your role takes no calls."))
    telling = replace(call.telling, channel=Channel.PHONE)
    if call.same:
        receipt = same_matter.tell_again(call.same, telling, by=by, at=at, key=key)
    else:
        receipt = intake.report(telling, by=by, at=at, key=key)
    if not receipt.repeated:
        _keep_wishes(call, receipt, by, at)
    return receipt


def _keep_wishes(call: Call, receipt: Receipt, by: User, at: datetime) -> None:
    report = Report.objects.select_related("case").get(pk=receipt.report_id)
    if not call.texts:
        Contact.objects.filter(reports=report).update(told_by=ToldBy.NONE)
    if call.urgent and not report.case.urgent:
        report.case.urgent = True
        history.note_down([report.case], "mark_urgent", by=by, at=at, changes=["urgent"])
    if call.ring_back_at:
        ringing_back.promise(report, due_at=call.ring_back_at, note=call.ring_back_note, by=by, at=at)


def known(user: User, phone: str) -> list[Case]:
    """Return what this phone (E.164) has told of before, where `user` may read contacts, the newest first."""
    told = Report.objects.filter(contact__phone_digest__in=contacts.digests(phone)).values("case")
    found = queries.at_desk(user, ABILITY).filter(pk__in=told).order_by("-id")
    return list(found[:KNOWN_AT_MOST])
