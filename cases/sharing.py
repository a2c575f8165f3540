"""One case shown to one person until an instant, by those who answer for it; and watching a case oneself."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cases import history, permits
from cases.models import Case, CaseShare, Follower
from cases.workflow import CannotMove, NotAllowed
from departments.models import User

# Who assigns, files, dispatches or supervises may show a case to somebody who would not see it.
MAY_SHARE = ("assign_cases", "file_cases", "dispatch_cases", "supervise_cases")
LONGEST = timedelta(days=90)


def may_share(by: User, case: Case) -> bool:
    return any(permits.allows(by, ability, case) for ability in MAY_SHARE)


@transaction.atomic
def share(case: Case, *, to: User, until: datetime, by: User, at: datetime, note: str = "") -> CaseShare:
    """Show the case to `to` until an instant, at most 90 days ahead. Raises NotAllowed, CannotMove."""
    _check(by, case)
    if not at < until <= at + LONGEST:
        raise CannotMove(_("Choose a day from now on, at most %(days)s days ahead.") % {"days": LONGEST.days})
    shown, _new = CaseShare.objects.update_or_create(case=case, user=to, defaults={"until": until})
    told = {"to": str(to), "to_id": to.pk, "until": until.isoformat()}
    history.note_down([case], "share", by=by, at=at, note=note, data={case.pk: told})
    return shown


@transaction.atomic
def end_share(case: Case, share_id: int, *, by: User, at: datetime) -> None:
    """Stop showing the case to somebody. Raises NotAllowed, CannotMove if it has ended already."""
    _check(by, case)
    found = CaseShare.objects.filter(case=case, pk=share_id).select_related("user").first()
    if found is None:
        raise CannotMove(_("This share has ended already."))
    found.delete()
    told = {"to": str(found.user), "to_id": found.user_id}
    history.note_down([case], "end_share", by=by, at=at, data={case.pk: told})


def shares_of(case: Case, at: datetime) -> QuerySet[CaseShare]:
    return CaseShare.objects.filter(case=case, until__gt=at).select_related("user").order_by("until", "pk")


def watch(case: Case, *, by: User, at: datetime) -> None:
    """Let `by`, who sees the case, hear of what happens to it in the inbox; nothing changes the second time."""
    Follower.objects.get_or_create(case=case, user=by, defaults={"since": at})


def unwatch(case: Case, *, by: User) -> None:
    Follower.objects.filter(case=case, user=by).delete()


def _check(by: User, case: Case) -> None:
    if not may_share(by, case):
        raise NotAllowed(
            _("Your role does not allow this on case %(number)s.") % {"number": case.number}, number=case.number
        )
