"""One summary instead of a flood: who would get many mails of alarms from one batch gets a single one that lists them.

The inbox keeps an entry for each case; only what is sent out is gathered.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation

from cases.models import Delivery
from departments.models import User
from grids.city import this_city

# Kinds of notices that come in floods, and how many mails of them a person is sent one by one.
GATHERED = frozenset({"late", "empty_target"})
SINGLY = 5


def gather(deliveries: Iterable[Delivery]) -> list[Delivery]:
    """Return `deliveries` with the mails of a flood replaced by one summary for each person who has one."""
    kept: list[Delivery] = []
    floods: dict[int, list[Delivery]] = defaultdict(list)
    for delivery in deliveries:
        (floods[delivery.user_id] if _is_alarm(delivery) else kept).append(delivery)  # type: ignore[index]
    for mails in floods.values():
        kept += [_summary(mails)] if len(mails) > SINGLY else mails
    return kept


def _is_alarm(delivery: Delivery) -> bool:
    to_staff = delivery.user_id is not None and delivery.channel == Delivery.Channel.MAIL
    return to_staff and delivery.notice is not None and delivery.notice.kind in GATHERED


def _summary(mails: Sequence[Delivery]) -> Delivery:
    """Put the summary in the place of the last of `mails`: it counts as the letter of that notice."""
    last = mails[-1]
    subject, body = _words(mails, last.user)
    return Delivery(
        notice=last.notice, case=last.case, user=last.user, channel=last.channel, subject=subject, body=body,
        state=last.state, created_at=last.created_at, available_at=last.available_at,
    )  # fmt: skip


def _words(mails: Sequence[Delivery], user: User | None) -> tuple[str, str]:
    language = (user.language if user else "") or settings.LANGUAGE_CODE
    lines = [
        {"subject": mail.subject, "link": f"{settings.PUBLIC_URL}/desk/cases/{mail.case.number}/"}
        for mail in mails
        if mail.case
    ]
    facts = {"lines": lines, "number": len(lines), "link": f"{settings.PUBLIC_URL}/desk/inbox/"}
    with translation.override(language), timezone.override(ZoneInfo(this_city().time_zone)):
        written = render_to_string("letters/digest.txt", {**facts, "city": this_city().name})
    subject, _rest, body = written.strip().partition("\n")
    return " ".join(subject.split())[:200], body.strip() + "\n"
