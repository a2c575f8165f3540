"""A reporter's name, phone and e-mail: sealed apart from the case, masked for everybody, read with a reason only.

Sealing is Fernet with the first of CONTACT_KEYS; older keys still open what they sealed. The digest of the phone
lets staff find a caller's reports without opening anyone's contact.
"""

import logging
from dataclasses import dataclass
from datetime import datetime

import phonenumbers
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cases import history, permits
from cases.models import Case, Contact, ContactReading, Delivery
from cases.workflow import NotAllowed
from departments.models import User
from govgrid.lib.refusals import Refusal
from grids.city import this_city

log = logging.getLogger(__name__)

UNREADABLE = "***"


class BadPhone(Refusal):
    code = "bad_phone"
    status = 422


class ReasonMissing(Refusal):
    code = "reason_missing"
    status = 422


class ContactUnreadable(Refusal):
    """Its key is gone: someone removed a key from GOVGRID_CONTACT_KEYS that is still needed."""

    code = "contact_unreadable"
    status = 503


@dataclass(frozen=True)
class SealedContact:
    """The columns of a Contact to be written; None and '' for what the reporter did not give."""

    name_sealed: bytes | None
    phone_sealed: bytes | None
    email_sealed: bytes | None
    phone_digest: str
    language: str
    email_digest: str = ""


@dataclass(frozen=True)
class Masked:
    """What every page may show: enough to recognise, not enough to call."""

    name: str
    phone: str
    email: str


@dataclass(frozen=True)
class Plain:
    """The contact itself; only read() gives it to a person."""

    name: str
    phone: str
    email: str


def check_phone(text: str) -> str:
    """Return a phone number in E.164, read as people of this city write it. Raises BadPhone."""
    region = "US" if this_city().time_zone.startswith("America/") else "CN"
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        raise BadPhone(_("This is no phone number that could be called. Write it with its area code, or leave it out."))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def seal(name: str, phone: str, email: str, language: str) -> SealedContact | None:
    """Return the contact sealed for writing; `phone` as check_phone gave it. None when nothing was given."""
    name, phone, email = name.strip(), phone.strip(), email.strip()
    if not (name or phone or email):
        return None
    return SealedContact(
        _close(name), _close(phone), _close(email), digest(phone) if phone else "", language,
        email_digest(email) if email else "",
    )  # fmt: skip


def digest(phone: str, *, secret: str | None = None) -> str:
    """Return the keyed digest by which a number in E.164 is found; useless without the platform's secret."""
    return salted_hmac("cases.contacts.phone", phone, secret=secret, algorithm="sha256").hexdigest()


def seal_address(address: str, channel: str) -> SealedContact:
    """Return a contact that is nothing but an address of one channel (mail or SMS), sealed for writing.

    No digest: staff who look for a caller must not find an address that only asked for a code.
    """
    sealed, mail = _close(address.strip()), channel == Delivery.Channel.MAIL
    return SealedContact(None, None if mail else sealed, sealed if mail else None, "", get_language() or "en")


def digests(phone: str) -> list[str]:
    """Return the digests under the secret of today and those before it: search for any of them."""
    return [digest(phone), *(digest(phone, secret=old) for old in settings.SECRET_KEY_FALLBACKS)]


def email_digest(email: str, *, secret: str | None = None) -> str:
    """Return the keyed digest by which what is kept under a mail address is found, for its holder only."""
    return salted_hmac("cases.contacts.email", email.casefold(), secret=secret, algorithm="sha256").hexdigest()


def digests_of(address: str, channel: str) -> list[str]:
    """Return the digests of a mail address or a number in E.164, under the secret of today and those before it."""
    if channel == Delivery.Channel.SMS:
        return digests(address)
    return [email_digest(address), *(email_digest(address, secret=old) for old in settings.SECRET_KEY_FALLBACKS)]


def plain_for_its_holder(contact: Contact) -> Plain:
    """Return the contact in plain, for the person who has just proved to hold it; '***' for a field without its key."""
    sealed = (contact.name_sealed, contact.phone_sealed, contact.email_sealed)
    return Plain(*(_shown(contact, one) for one in sealed))


def masked(contact: Contact) -> Masked:
    """Return the contact as every page may show it; '***' for a field whose key is gone."""
    return Masked(
        _mask_name(_shown(contact, contact.name_sealed)),
        _mask_phone(_shown(contact, contact.phone_sealed)),
        _mask_email(_shown(contact, contact.email_sealed)),
    )


@transaction.atomic
def read(contact: Contact, case: Case, *, by: User, reason: str, at: datetime) -> Plain:
    """Return the contact in plain, and leave who read it and why in the case's history.

    Raises NotAllowed without read_contacts on the case or for a contact of another case, ReasonMissing,
    ContactUnreadable.
    """
    permits.need(by, "read_contacts", case)
    if not contact.reports.filter(case=case).exists():
        raise NotAllowed(_("This contact does not belong to case %(number)s.") % {"number": case.number})
    reason = reason.strip()
    if not reason:
        raise ReasonMissing(_("Say why you need the reporter's contact; the reason is kept with the case."))
    ContactReading.objects.create(contact=contact, case=case, by=by, reason=reason[:300], at=at)
    history.note_down([case], "read_contact", by=by, at=at, note=reason[:300], data={case.pk: {"contact": contact.pk}})
    return Plain(_open(contact.name_sealed), _open(contact.phone_sealed), _open(contact.email_sealed))


def address_of(contact: Contact, channel: str) -> str:
    """Return where a letter to this reporter goes by `channel` (mail or SMS); '' when they gave none.

    For the post only: it leaves no reading behind. Raises ContactUnreadable.
    """
    return _open(contact.email_sealed if channel == Delivery.Channel.MAIL else contact.phone_sealed)


def _box() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.CONTACT_KEYS])


def _close(text: str) -> bytes | None:
    return _box().encrypt(text.encode()) if text else None


def _open(sealed: bytes | memoryview | None) -> str:
    if not sealed:
        return ""
    try:
        return _box().decrypt(bytes(sealed)).decode()
    except InvalidToken as fault:
        raise ContactUnreadable(
            _("This contact was sealed with a key that the platform no longer has. Tell the administrator.")
        ) from fault


def _shown(contact: Contact, sealed: bytes | memoryview | None) -> str:
    try:
        return _open(sealed)
    except ContactUnreadable:
        log.error("contact %s is sealed with a key that is not in GOVGRID_CONTACT_KEYS", contact.pk)
        return UNREADABLE


def _mask_name(name: str) -> str:
    return name if name in ("", UNREADABLE) else f"{name[0]}**"


def _mask_phone(phone: str) -> str:
    if phone in ("", UNREADABLE):
        return phone
    local = phone.removeprefix("+86")
    return f"{local[:3]}****{local[-4:]}" if len(local) >= 10 else f"****{local[-2:]}"


def _mask_email(email: str) -> str:
    name, at, domain = email.partition("@")
    return f"{name[:1]}***@{domain}" if at else email and UNREADABLE
