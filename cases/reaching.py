"""How a citizen is told of what happens: by mail, by SMS, or not at all, as they choose on their own page."""

from django.utils.translation import gettext as _

from cases.models import Contact, ToldBy
from govgrid.lib.refusals import Refusal


class NoSuchWay(Refusal):
    """They gave no address of this kind."""

    code = "no_such_way"
    status = 422


def ways_of(contact: Contact) -> list[ToldBy]:
    """Return how this contact can be told: what they left an address for, and not at all."""
    left = ((ToldBy.MAIL, contact.email_sealed), (ToldBy.SMS, contact.phone_sealed))
    return [*(way for way, sealed in left if sealed), ToldBy.NONE]


def way_to(contact: Contact) -> ToldBy | None:
    """Return how letters go to this contact; None for one who wants none, or left no address."""
    possible = ways_of(contact)
    chosen = ToldBy(contact.told_by) if contact.told_by in possible else possible[0]
    return None if chosen == ToldBy.NONE else chosen


def choose(contact: Contact, way: str) -> Contact:
    """Tell this contact by `way` from now on (a value of ToldBy). Raises NoSuchWay."""
    if way not in ways_of(contact):
        raise NoSuchWay(_("You left no address of this kind with your report."))
    contact.told_by = way
    contact.save(update_fields=["told_by"])
    return contact
