"""Private links: a reporter's opens their own report without an account, a follower's ends the letters."""

from django.conf import settings
from django.core.signing import BadSignature, Signer

from cases.models import Follower, Report


def _signer() -> Signer:
    return Signer(salt="track")


def token_of(report_number: str) -> str:
    """Return the secret that opens the private page of a report."""
    return _signer().sign(report_number)


def link_of(report_number: str) -> str:
    """Return the path of the private page of a report."""
    return f"/track/{token_of(report_number)}/"


def address_of(report_number: str) -> str:
    """Return the whole web address of the private page, for letters."""
    return f"{settings.PUBLIC_URL}{link_of(report_number)}"


def report_of(token: str) -> Report | None:
    """Return the report, with its case, that a link's token opens; None for a forged or unknown one.

    A token signed with one of SECRET_KEY_FALLBACKS is still good, so a new key breaks no letter already sent.
    """
    try:
        number = _signer().unsign(token)
    except BadSignature:
        return None
    return Report.objects.select_related("case__category", "case__cell", "contact").filter(number=number).first()


def _leaving() -> Signer:
    return Signer(salt="unfollow")


def unfollow_address_of(follower_id: int) -> str:
    """Return the whole web address of the page that ends the letters to a follower."""
    return f"{settings.PUBLIC_URL}/unfollow/{_leaving().sign(str(follower_id))}/"


def follower_of(token: str) -> Follower | None:
    """Return whose letters a link's token ends; None for a forged one, or one that was used."""
    try:
        pk = int(_leaving().unsign(token))
    except (BadSignature, ValueError):
        return None
    return Follower.objects.select_related("case__category", "contact").filter(pk=pk, contact__isnull=False).first()
