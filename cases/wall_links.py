"""Read-only links for big screens (大屏): aggregate figures of one ground, without signing in, until they end.

The address carries the link's number under a signature of its own, so that no number can be guessed; what it opens is
looked up at every question, so that taking a link back works at once.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.grounds import Ground, ground_of
from cases.models import WallLink
from departments.models import User
from govgrid.lib.refusals import Refusal

# For how long a link may hold: a screen is hung up for a season, not for ever.
LONGEST = timedelta(days=366)


class LinkEnded(Refusal):
    """No such link, or it was taken back, or its time is over: the same answer."""

    code = "link_ended"
    status = 404


class BadEnd(Refusal):
    code = "bad_end"
    status = 422


def make(*, name: str, ground: Ground, until: datetime, language: str, by: User, at: datetime) -> WallLink:
    """Make a link to the figures of `ground`. Raises BadEnd unless it ends after `at`, within LONGEST."""
    if not at < until <= at + LONGEST:
        raise BadEnd(_("A link ends at least tomorrow and at most in a year."))
    return WallLink.objects.create(
        name=name,
        made_by=by,
        made_at=at,
        until=until,
        area=ground.area,
        department=ground.department,
        language=language,
    )


def take_back(pk: int, *, by: User, at: datetime) -> None:
    """End a link of `by` at once. Raises LinkEnded where there is none that still holds."""
    if not WallLink.objects.filter(pk=pk, made_by=by, revoked_at=None).update(revoked_at=at):
        raise LinkEnded(_("This link has ended."))


def links_of(user: User) -> QuerySet[WallLink]:
    """Return the links that a person has made and not taken back, the newest first."""
    return WallLink.objects.filter(made_by=user, revoked_at=None).select_related("area", "department").order_by("-pk")


def address_of(link: WallLink) -> str:
    """Return the whole address that opens a link."""
    return settings.PUBLIC_URL + reverse("wall", args=[_signer().sign(str(link.pk))])


def opened_by(token: str, *, at: datetime) -> WallLink:
    """Return the link that an address opens at `at`. Raises LinkEnded."""
    try:
        pk = int(_signer().unsign(token))
    except (BadSignature, ValueError) as wrong:
        raise LinkEnded(_("This link has ended.")) from wrong
    found = WallLink.objects.select_related("area", "department", "made_by")
    link = found.filter(pk=pk, revoked_at=None, until__gt=at, made_by__is_active=True).first()
    if link is None:
        raise LinkEnded(_("This link has ended."))
    return link


def ground_shown(link: WallLink) -> Ground:
    """Return the ground of a link. Raises NoSuchCase where its maker no longer answers for it."""
    area, department = link.area, link.department
    return ground_of(link.made_by, area=area.code if area else "", department=department.code if department else "")


def _signer() -> Signer:
    return Signer(salt="wall")
