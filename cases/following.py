"""Following a public case without an account: by an address that its holder has proved, until they say stop."""

from dataclasses import asdict, replace
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from cases import contacts
from cases.confirming import ProvenAddress
from cases.models import ENDED, Case, Contact, Delivery, Follower
from govgrid.lib.refusals import Refusal

# More than anybody reads; a program that follows the city reads the list.
FOLLOWS_AT_MOST = 100


class CannotFollow(Refusal):
    """The case is not public, has ended, or this address follows too many already."""

    code = "cannot_follow"


def need_followable(case: Case) -> None:
    """Refuse a case that no letter would ever be written about. Raises CannotFollow."""
    if case.published_at is None:
        raise CannotFollow(_("This case is not public."))
    if case.status in ENDED:
        raise CannotFollow(_("This case has ended: there is nothing more to tell of it."))


@transaction.atomic
def follow(case: Case, proven: ProvenAddress, *, at: datetime) -> Follower:
    """Tell this address of each public step of `case` from now on; again is the same follow. Raises CannotFollow."""
    need_followable(case)
    mine = under(proven.address, proven.channel)
    already = Follower.objects.filter(case=case, contact__in=mine).first()
    if already:
        return already
    if Follower.objects.filter(contact__in=mine).count() >= FOLLOWS_AT_MOST:
        raise CannotFollow(
            _("You follow %(most)s cases already. Stop following some first.") % {"most": FOLLOWS_AT_MOST}
        )
    contact = Contact.objects.create(**asdict(_sealed(proven)), created_at=at)
    return Follower.objects.create(case=case, contact=contact, since=at)


@transaction.atomic
def unfollow(follower: Follower) -> None:
    """Write no more letters to this follower; an address that serves nothing else is erased with it."""
    contact = follower.contact
    follower.delete()
    if contact and not (contact.reports.exists() or contact.follows.exists()):
        contact.delete()


def under(address: str, channel: str) -> QuerySet[Contact]:
    """Return the contacts kept under a proven address."""
    return Contact.objects.filter(having(contacts.digests_of(address, channel)))


def having(digests: list[str]) -> Q:
    """Return the condition that a contact is kept under one of `digests`."""
    return Q(phone_digest__in=digests) | Q(email_digest__in=digests)


def _sealed(proven: ProvenAddress) -> contacts.SealedContact:
    [digest, *_older] = contacts.digests_of(proven.address, proven.channel)
    sealed = contacts.seal_address(proven.address, proven.channel)
    by_sms = proven.channel == Delivery.Channel.SMS
    return replace(sealed, phone_digest=digest) if by_sms else replace(sealed, email_digest=digest)
