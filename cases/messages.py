"""Messages of staff in three audiences: the reporters, all departments with a part, the own department.

Who reads what: the citizen's by everybody who sees the case; the departments' by those who see it through a part or an
area, and not through a share or a task; the own department's by its people alone. A message is a row of its own. Only
one that goes out leaves an entry in the history, which all who see the case read: without its words.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from cases import carriers, history, notices
from cases.models import Case, Channel, Delivery, Message, Report
from cases.workflow import CannotMove, NotAllowed
from departments.access import scope_of
from departments.models import Audience, User

LONGEST = 2000
# People write who may do something with a case, not those who only look at it.
WRITES = (
    "work_cases", "assign_cases", "file_cases", "dispatch_cases", "close_cases", "supervise_cases", "check_cases",
    "call_back", "score_cases",
)  # fmt: skip
NAMED = re.compile(r"@([\w.+-]{1,150})")


class Unfit(CannotMove):
    code = "unfit_message"
    status = 422


@dataclass(frozen=True)
class Sent:
    """A message that was sent; `unreached` are colleagues named in it who cannot read it and were told nothing."""

    message: Message
    unreached: list[User]


@dataclass(frozen=True)
class Reach:
    """How many reporters a message to the citizen reaches by mail, by SMS, and on their private page only."""

    mail: int
    sms: int
    page: int


def readable_by(user: User | AnonymousUser, case: Case) -> QuerySet[Message]:
    """Return the messages of a case that `user`, who may see the case, may read; the oldest first."""
    found = Message.objects.filter(_reads(user, case), case=case)
    return found.select_related("by", "department", "reply_to__by").prefetch_related("mentioned").order_by("id")


def _reads(user: User | AnonymousUser, case: Case) -> Q:
    reach = scope_of(user).reach("view_cases")
    found = Q(audience=Audience.CITIZEN) | Q(audience=Audience.OWN, department__in=reach.department_ids)
    if _in_the_area(user, case):
        found |= Q(audience=Audience.OWN, department=None)
    if _in_the_area(user, case) or _at_work(user, case):
        found |= Q(audience=Audience.DEPARTMENTS)
    return found


def _in_the_area(user: User | AnonymousUser, case: Case) -> bool:
    return scope_of(user).reach("view_cases").covers([], case.area_path)


def _at_work(user: User | AnonymousUser, case: Case) -> bool:
    mine = scope_of(user).reach("view_cases").department_ids
    return any(leg.department_id in mine for leg in case.legs.all())


def audiences_for(user: User, case: Case) -> list[Audience]:
    """Return to whom `user` may write about the case; nothing for who only looks at it. The most inward first."""
    scope = scope_of(user)
    departments = [leg.department_id for leg in case.legs.all()]
    if not any(scope.reach(ability).covers(departments, case.area_path) for ability in WRITES):
        return []
    return [Audience.OWN, Audience.DEPARTMENTS, Audience.CITIZEN]


def written_for(user: User, case: Case) -> int | None:
    """Return the department (id) on whose behalf `user` writes; None for people of the grid centre."""
    mine = scope_of(user).reach("view_cases").department_ids
    return next((leg.department_id for leg in case.legs.all() if leg.department_id in mine), None)


def reach_of(case: Case) -> Reach:
    """Return whom a message to the citizen would reach, by the channels that are open today."""
    told = [report for report in case.reports.all() if report.channel != Channel.OFFICER]
    by_mail, by_sms = (carriers.configured(way) for way in (Delivery.Channel.MAIL, Delivery.Channel.SMS))
    contacts = [report.contact for report in told if report.contact]
    mail = sum(bool(contact.email_sealed) for contact in contacts) if by_mail else 0
    sms = sum(bool(contact.phone_sealed and not contact.email_sealed) for contact in contacts) if by_sms else 0
    return Reach(mail, sms, len(told) - mail - sms)


@transaction.atomic
def send(case: Case, *, audience: str, words: str, by: User, at: datetime, reply_to: Message | None = None) -> Sent:
    """Send `words` to an audience, and leave the letters that tell of them. No move: the step stays.

    Raises NotAllowed where `by` may not write there, Unfit for words that are empty, too long, or an answer to a
    message of another audience.
    """
    words = words.strip()
    _check(case, audience, words, by, reply_to)
    outward = audience == Audience.CITIZEN
    message = Message.objects.create(
        case=case, audience=audience, department_id=written_for(by, case), by=by, at=at, reply_to=reply_to,
        said_outside=words if outward else "", said_inside="" if outward else words,
    )  # fmt: skip
    reached, unreached = _named_in(words, message) if not outward else ([], [])
    message.mentioned.set(reached)
    if outward:
        data = {case.pk: {"message": message.pk}}
        history.note_down([case], "write", by=by, at=at, data=data, department_id=message.department_id)
    notices.write([case], _kind(message), at=at, data={case.pk: {"message": message.pk}})
    return Sent(message, unreached)


def _kind(message: Message) -> str:
    return {
        Audience.CITIZEN: "message", Audience.DEPARTMENTS: "written_to_departments", Audience.OWN: "written_inside",
    }[Audience(message.audience)]  # fmt: skip


def _check(case: Case, audience: str, words: str, by: User, reply_to: Message | None) -> None:
    if audience not in audiences_for(by, case):
        raise NotAllowed(
            _("Your role does not allow you to write about case %(number)s.") % {"number": case.number},
            number=case.number,
        )
    if not words:
        raise Unfit(_("Write a few words."))
    if len(words) > LONGEST:
        raise Unfit(_("This is longer than %(most)s letters.") % {"most": LONGEST})
    if reply_to and (reply_to.case_id != case.pk or reply_to.audience != audience):
        raise Unfit(_("The message that you answer was written to other readers."))


def _named_in(words: str, message: Message) -> tuple[list[User], list[User]]:
    """Return the colleagues named by @ (user name, or Chinese name) who may read the message, and those who may not."""
    names = NAMED.findall(words)
    if not names:
        return [], []
    people = User.objects.filter(Q(username__in=names) | Q(name_zh__in=names), is_active=True).exclude(pk=message.by_id)
    reached: list[User] = []
    unreached: list[User] = []
    for person in people.order_by("pk"):
        (reached if may_read(person, message) else unreached).append(person)
    return reached, unreached


def may_read(person: User, message: Message) -> bool:
    """Return whether `person` sees the case of a message and belongs to its readers."""
    case = message.case
    seen = _in_the_area(person, case) or _at_work(person, case)
    return seen and Message.objects.filter(_reads(person, case), pk=message.pk).exists()


def sent_outside(report: Report) -> list[tuple[datetime, str]]:
    """Return what was written to the reporters of this report's case, with its instant, the oldest first."""
    found = Message.objects.filter(audience=Audience.CITIZEN, case=report.case_id)
    return list(found.order_by("id").values_list("at", "said_outside"))


def outward_words(message_id: int) -> str:
    """Return the words of a message that goes out; '' for any other: its words are not in this column."""
    return (
        Message.objects.filter(pk=message_id, audience=Audience.CITIZEN).values_list("said_outside", flat=True).first()
        or ""
    )


def threads(found: Sequence[Message]) -> dict[int, str]:
    """Return by message id what it answers, as the first words of that message; only among `found`."""
    by_id = {message.pk: message for message in found}
    return {m.pk: by_id[m.reply_to_id].words[:80] for m in found if m.reply_to_id in by_id}
