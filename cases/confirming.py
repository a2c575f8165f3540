"""Confirming: a code of six digits, by mail or SMS, proves that a person holds an address.

    sent = confirming.send_code("wang@example.org", channel="mail", purpose="report", language="zh-hans", at=at)
    proven = confirming.confirm(sent.token, "123456", purpose="report", at=at)

The code is a keyed digest of its token and is stored nowhere: a copy of the tables proves nothing, and the post works
it out when the letter leaves. The letter has no link, so that nothing that follows links in mails can use a code up.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from secrets import token_urlsafe

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases import carriers, contacts
from cases.models import AddressCode, Contact, Delivery
from departments.calls import count_call
from govgrid.lib.refusals import Refusal
from grids.city import this_city

GOOD_FOR = timedelta(minutes=15)
TRIES = 5
# A person who waits for a slow letter asks again; whoever wants to fill a stranger's mailbox asks all day.
CODES_PER_HOUR = 5
CODES_PER_MINUTE = 5
KEPT = timedelta(hours=24)
# Stands in a letter that waits where the code belongs.
BLANK = "••••••"

Channel, State = Delivery.Channel, Delivery.State


class BadAddress(Refusal):
    code = "bad_address"
    status = 422


class TooManyCodes(Refusal):
    """This address was sent as many codes in an hour as anyone needs."""

    code = "too_many_codes"
    status = 429


class WrongCode(Refusal):
    """`facts["left"]` is how many tries are left."""

    code = "wrong_code"
    status = 422


class CodeOver(Refusal):
    """Expired, used, tried too often, of another purpose, or never sent: one answer, a new code helps."""

    code = "code_over"
    status = 422


@dataclass(frozen=True)
class SentCode:
    """What the door keeps of a code that is on its way: its token, and the address as it may be shown."""

    token: str
    channel: str
    shown: str
    expires_at: datetime


@dataclass(frozen=True)
class ProvenAddress:
    """An address that its holder has proved to hold."""

    address: str
    channel: str


def send_code(address: str, *, channel: str, purpose: str, language: str, at: datetime, caller: str = "") -> SentCode:
    """Write the letter with a code for `address` and return its token; the post carries it like any other.

    `channel` is mail or SMS, `caller` the network address that asks. Raises BadAddress, contacts.BadPhone, TooManyCodes
    and departments.calls.TooManyCalls. Call it outside a transaction: what was refused must stay counted.
    """
    address = _checked(address, channel)
    who = _address_digest(address)
    if caller:
        count_call(f"code:{caller}", limit=CODES_PER_MINUTE, at=at)
    count_call(f"code:{who}", limit=1, at=at)
    _need_room(who, at)
    code = _write(address, channel, purpose, who, language, at)
    return SentCode(code.token, channel, shown(code.contact, channel), at + GOOD_FOR)


def confirm(token: str, code: str, *, purpose: str, at: datetime) -> ProvenAddress:
    """Return the address that `code` proves; once, then it is used up. Raises WrongCode, CodeOver.

    Call it outside a transaction: a wrong try must stay counted.
    """
    alive = AddressCode.objects.filter(
        token=token, purpose=purpose, used_at=None, tries__lt=TRIES, created_at__gt=at - GOOD_FOR
    )
    # The try is counted before it is looked at, so that many at once are no more than five.
    if not alive.update(tries=F("tries") + 1):
        raise CodeOver(_("This code is not good any more. Ask for a new one."))
    sent = AddressCode.objects.select_related("contact").get(token=token)
    if not _is_code(token, code):
        raise _wrong(TRIES - sent.tries)
    if not AddressCode.objects.filter(pk=sent.pk, used_at=None).update(used_at=at):
        raise CodeOver(_("This code is not good any more. Ask for a new one."))
    return ProvenAddress(contacts.address_of(sent.contact, sent.channel), sent.channel)


def code_of(token: str, *, secret: str | None = None) -> str:
    """Return the six digits that prove the address behind `token`; useless to guess without the platform's secret."""
    digest = salted_hmac("cases.confirming.code", token, secret=secret, algorithm="sha256").digest()
    return f"{int.from_bytes(digest[:8]) % 1_000_000:06}"


def spelled_out(delivery: Delivery) -> Delivery:
    """Return the letter as it leaves: one with a code gets it put in, in memory only; any other stays as it is."""
    spell_out([delivery])
    return delivery


def spell_out(deliveries: Iterable[Delivery]) -> None:
    """Put their codes into those of `deliveries` that are of no case, in memory only and in one query."""
    blank = {delivery.contact_id: delivery for delivery in deliveries if delivery.notice_id is None}
    if not blank:
        return
    for contact_id, token in AddressCode.objects.filter(contact__in=blank).values_list("contact", "token"):
        blank[contact_id].body = blank[contact_id].body.replace(BLANK, code_of(token))


def shown(contact: Contact, channel: str) -> str:
    """Return the address as a page may show it: enough to see a slip of the pen."""
    masked = contacts.masked(contact)
    return masked.email if channel == Channel.MAIL else masked.phone


def forget_old(*, at: datetime, limit: int = 500) -> int:
    """Delete codes a day after they were sent, with their address and letter; return how many."""
    old = AddressCode.objects.filter(created_at__lt=at - KEPT).values_list("contact", flat=True)[:limit]
    _total, gone = Contact.objects.filter(pk__in=list(old)).delete()
    return gone.get("cases.AddressCode", 0)


def _checked(address: str, channel: str) -> str:
    """Return the address in the one form in which it is counted. Raises BadAddress, contacts.BadPhone."""
    if channel == Channel.SMS:
        return contacts.check_phone(address)
    address = address.strip()
    try:
        validate_email(address)
    except ValidationError as fault:
        raise BadAddress(_("Write an e-mail address like name@example.org.")) from fault
    return address


def _address_digest(address: str) -> str:
    return salted_hmac("cases.confirming.address", address.casefold(), algorithm="sha256").hexdigest()


def _need_room(who: str, at: datetime) -> None:
    recent = AddressCode.objects.filter(address_digest=who, created_at__gt=at - timedelta(hours=1))
    if recent.count() >= CODES_PER_HOUR:
        raise TooManyCodes(_("This address was sent several codes in the last hour. Try again later."))


@transaction.atomic
def _write(address: str, channel: str, purpose: str, who: str, language: str, at: datetime) -> AddressCode:
    with translation.override(language):
        contact = Contact.objects.create(**asdict(contacts.seal_address(address, channel)), created_at=at)
        subject, body = _words(channel)
    code = AddressCode.objects.create(
        token=token_urlsafe(32), contact=contact, channel=channel, purpose=purpose, address_digest=who, created_at=at
    )
    Delivery.objects.create(
        contact=contact, channel=channel, subject=subject, body=body, created_at=at, available_at=at,
        state=State.WAITING if carriers.configured(channel) else State.OFF,
    )  # fmt: skip
    return code


def _words(channel: str) -> tuple[str, str]:
    """Return subject and body of a letter with a blank code; an SMS is the first line of the body alone."""
    facts = {"code": BLANK, "minutes": GOOD_FOR.seconds // 60, "city": this_city().name}
    subject, _rest, body = render_to_string("letters/code.txt", facts).strip().partition("\n")
    return subject, body.strip().split("\n")[0] if channel == Channel.SMS else body.strip() + "\n"


def _is_code(token: str, code: str) -> bool:
    given = "".join(code.split())
    known = [None, *settings.SECRET_KEY_FALLBACKS]
    return any([constant_time_compare(given, code_of(token, secret=secret)) for secret in known])


def _wrong(left: int) -> Refusal:
    if left <= 0:
        return CodeOver(_("This was not the code, and it was the last try. Ask for a new one."))
    return WrongCode(
        ngettext(
            "This is not the code that we sent. You have %(left)s try left.",
            "This is not the code that we sent. You have %(left)s tries left.",
            left,
        )
        % {"left": left},
        left=left,
    )
