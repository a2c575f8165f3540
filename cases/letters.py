"""Letters: a notice becomes one delivery for each recipient and channel, and what has a way out is sent.

Writing is database work only, in one transaction with the notice's end. Sending is not: a delivery is leased, sent
outside any transaction and finished under its lease's token, so a worker that comes back late changes nothing.
"""

import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import OperationalError, transaction
from django.db.models import Q

from cases import audiences, carriers, confirming, contacts, digests, recipients
from cases.carriers import Carriers, NotCarried
from cases.models import Delivery, Notice
from cases.recipients import Audience, Matter, NobodyToTell, Roll
from cases.wording import Wording

log = logging.getLogger(__name__)

PARKED_AFTER = 10
LEASE = timedelta(seconds=60)
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=1)
# A run ends well before its leases do, whatever the servers do.
SENDING_SECONDS = 20.0

State = Delivery.State


class UnknownLetter(LookupError):
    """A notice of a kind that LETTERS does not have: it was written by newer code."""


@dataclass(frozen=True)
class Letter:
    """To whom, and templates/letters/<template>.txt: its first line is the subject."""

    audience: Audience
    template: str


# A citizen who follows the case is told of each step that the public may know.
FOLLOWERS = Letter(audiences.followers, "followed")

LETTERS: dict[str, tuple[Letter, ...]] = {
    "received": (Letter(recipients.reporters, "received"),),
    "dispatched": (Letter(recipients.departments, "dispatched"), FOLLOWERS),
    "accepted": (Letter(recipients.reporters_of_acceptance, "accepted"), FOLLOWERS),
    "returned": (Letter(recipients.dispatchers, "returned"), FOLLOWERS),
    "handled": (Letter(recipients.acceptors_without_check, "handled"), FOLLOWERS),
    "check": (Letter(recipients.officer, "check"), FOLLOWERS),
    "checked": (Letter(recipients.shift_leaders, "checked"), FOLLOWERS),
    "rework": (Letter(recipients.host, "rework"), FOLLOWERS),
    "closed": (Letter(recipients.reporters, "closed"), FOLLOWERS),
    "declined": (Letter(recipients.reporters, "declined"),),
    "reopened": (Letter(recipients.desks, "reopened"), Letter(recipients.reporters, "reopened_reporter"), FOLLOWERS),
    "late": (Letter(recipients.rung_target, "late"),),
    "verify": (Letter(recipients.officer, "verify"),),
    "verified": (Letter(audiences.acceptors, "verified"),),
    "merged": (Letter(audiences.moved_reporters, "merged"),),
    "asked_for": (Letter(audiences.deciders, "asked_for"),),
    "decided": (Letter(audiences.asker, "decided"),),
    "suspended": (Letter(recipients.reporters, "suspended"), FOLLOWERS),
    "resumed": (Letter(audiences.of_the_part, "resumed"), FOLLOWERS),
    "disputed": (Letter(recipients.dispatchers, "disputed"),),
    "called_in": (Letter(audiences.called_in, "called_in"),),
    "asked": (Letter(audiences.questioned, "asked"),),
    "answered": (Letter(audiences.questioner, "answered"),),
    "added": (Letter(audiences.whoever_has_it, "added"),),
    "withdrawn": (
        Letter(audiences.withdrawer, "withdrawn"),
        Letter(audiences.who_had_it, "withdrawn_staff"),
        FOLLOWERS,
    ),
    "urged": (Letter(audiences.whoever_has_it, "urged"),),
    "supervised": (Letter(audiences.whoever_has_it, "supervised"),),
    "cancelled": (Letter(recipients.reporters, "cancelled"), FOLLOWERS),
    "coordinate": (Letter(recipients.coordinators, "coordinate"),),
    "empty_target": (Letter(recipients.supervisors, "empty_target"),),
    "catch_up": (Letter(recipients.supervisors_of_the_city, "catch_up"),),
}


def write_waiting(*, at: datetime, limit: int = 100) -> int:
    """Turn up to `limit` notices into deliveries; return how many were taken. 0: nothing waits."""
    taken: list[int] = []
    try:
        with transaction.atomic():
            notices = _claim(Q(available_at__lte=at), limit)
            taken = [notice.pk for notice in notices]
            _write(notices, at)
    except OperationalError:
        raise  # the database itself is in trouble: nothing is wrong with the letters
    except Exception as fault:
        log.warning("%s letters could not be written at once (%s); one by one", len(taken), type(fault).__name__)
        for notice_id in taken:
            _write_one(notice_id, at)
    return len(taken)


def send_waiting(*, at: datetime, limit: int = 20) -> int:
    """Send up to `limit` waiting deliveries; return how many were tried. 0: nothing waits."""
    tried, ends = 0, time.monotonic() + SENDING_SECONDS
    with Carriers() as ways:
        while tried < limit and time.monotonic() < ends and (delivery := _lease(at)):
            _send(delivery, ways, at)
            tried += 1
    return tried


def _claim(which: Q, limit: int) -> list[Notice]:
    waiting = Notice.objects.filter(which, topic=Notice.Topic.TELL, done_at=None, dead_at=None)
    return list(waiting.order_by("available_at", "id").select_for_update(skip_locked=True)[:limit])


def _write(notices: Sequence[Notice], at: datetime) -> None:
    if not notices:
        return
    found = recipients.matters(notice.case_id for notice in notices)
    roll, wording = Roll(at), Wording([matter.case for matter in found.values()])
    rows = [row for notice in notices for row in _deliveries(notice, found[notice.case_id], roll, wording, at)]
    Delivery.objects.bulk_create(digests.gather(rows), ignore_conflicts=True)
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(done_at=at)


def _write_one(notice_id: int, at: datetime) -> None:
    try:
        with transaction.atomic():
            _write(_claim(Q(pk=notice_id), 1), at)
    except OperationalError:
        raise
    except Exception as fault:
        _put_off(notice_id, fault, at)


def _put_off(notice_id: int, fault: Exception, at: datetime) -> None:
    """Count the try and wait; the tenth parks the notice for a person. Only our own sentences are kept as errors."""
    log.error("notice %s could not be written: %s", notice_id, type(fault).__name__)
    told = f": {fault}" if isinstance(fault, NobodyToTell | UnknownLetter) else ""
    with transaction.atomic():
        notice = Notice.objects.select_for_update().get(pk=notice_id)
        notice.attempts += 1
        notice.available_at, notice.error = at + wait(notice.attempts), f"{type(fault).__name__}{told}"[:300]
        notice.dead_at = at if notice.attempts >= PARKED_AFTER else None
        notice.save(update_fields=["attempts", "available_at", "error", "dead_at"])


def _deliveries(notice: Notice, matter: Matter, roll: Roll, wording: Wording, at: datetime) -> Iterator[Delivery]:
    if notice.kind not in LETTERS:
        raise UnknownLetter(notice.kind)
    for letter in LETTERS[notice.kind]:
        for recipient in letter.audience(roll, notice, matter):
            yield from wording.copies(letter.template, notice, matter.case, recipient, at=at)


def _lease(at: datetime) -> Delivery | None:
    """Take the oldest waiting delivery for a minute; while the lease runs it is not available to others."""
    waiting = Delivery.objects.filter(state=State.WAITING, available_at__lte=at).select_related("user", "contact")
    with transaction.atomic():
        delivery = waiting.order_by("available_at", "id").select_for_update(skip_locked=True, of=("self",)).first()
        if delivery is None:
            return None
        delivery.attempts += 1
        delivery.lease_token, delivery.lease_until = uuid4(), at + LEASE
        delivery.available_at = delivery.lease_until
        delivery.save(update_fields=["attempts", "lease_token", "lease_until", "available_at"])
    return delivery


def _send(delivery: Delivery, ways: Carriers, at: datetime) -> None:
    if not carriers.configured(delivery.channel):
        _finish(delivery, state=State.OFF, attempts=delivery.attempts - 1)
        return
    try:
        if delivery.attempts > PARKED_AFTER:
            raise NotCarried("a worker died over it at the last try")
        ways.carry(confirming.spelled_out(delivery), _address(delivery))
    except Exception as fault:  # whatever it is, it must not stop the letters behind it
        _try_later(delivery, fault, at)
    else:
        _finish(delivery, state=State.SENT, sent_at=at, error="")


def _address(delivery: Delivery) -> str:
    if delivery.user:
        address = delivery.user.email
    else:
        address = contacts.address_of(delivery.contact, delivery.channel) if delivery.contact else ""
    if not address:
        raise NotCarried("there is no address any more")
    return address


def _try_later(delivery: Delivery, fault: Exception, at: datetime) -> None:
    error = str(fault) if isinstance(fault, NotCarried) else type(fault).__name__
    log.warning("delivery %s, try %s: %s", delivery.pk, delivery.attempts, error)
    given_up = delivery.attempts >= PARKED_AFTER
    _finish(
        delivery, state=State.DEAD if given_up else State.WAITING, error=error[:300],
        available_at=at + wait(delivery.attempts),
    )  # fmt: skip


def _finish(delivery: Delivery, **values: object) -> bool:
    """Write the outcome unless the lease has passed to another worker meanwhile; return whether it was written."""
    leased = Delivery.objects.filter(pk=delivery.pk, lease_token=delivery.lease_token)
    return bool(leased.update(lease_token=None, lease_until=None, **values))


def wait(attempts: int) -> timedelta:
    """Return how long to wait after so many tries: 30 seconds, doubled each time, at most an hour."""
    return min(FIRST_WAIT * 2 ** (attempts - 1), LONGEST_WAIT)
