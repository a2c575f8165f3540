"""Links between cases that belong together though each is a matter of its own; either side's history tells."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from cases import history, permits, queries
from cases.models import Case, Link
from cases.workflow import CannotMove, NotAllowed, NoteMissing
from departments.models import User

# Who works on a case, files it or co-ordinates may say that it belongs to another one.
MAY_LINK = ("work_cases", "file_cases", "dispatch_cases", "supervise_cases")


def may_link(by: User, case: Case) -> bool:
    return any(permits.allows(by, ability, case) for ability in MAY_LINK)


@transaction.atomic
def link(case: Case, *, other: Case, kind: str, by: User, at: datetime, note: str) -> Link:
    """Say that `case` follows, or is caused by, `other`. Raises NotAllowed, NoteMissing, CannotMove if it stands."""
    _check(case, by, note)
    if other.pk == case.pk:
        raise CannotMove(_("A case cannot be linked to itself."))
    try:
        with transaction.atomic():
            made = Link.objects.create(case=case, other=other, kind=kind, by=by, at=at)
    except IntegrityError:
        raise CannotMove(_("The two cases are linked like this already.")) from None
    _tell("link", case, other, kind, by, at, note)
    return made


@transaction.atomic
def unlink(case: Case, link_id: int, *, by: User, at: datetime, note: str) -> None:
    """Take a link of this case, from either side, away. Raises NotAllowed, NoteMissing, CannotMove if it is gone."""
    _check(case, by, note)
    found = Link.objects.filter(Q(case=case) | Q(other=case), pk=link_id).select_related("case", "other").first()
    if found is None:
        raise CannotMove(_("This link is gone already."))
    found.delete()
    _tell("unlink", found.case, found.other, found.kind, by, at, note)


def links_of(case: Case, by: User) -> list[tuple[Link, Case, bool]]:
    """Return the links of a case, each with the other case and whether it points there; those that `by` may see."""
    found = list(Link.objects.filter(Q(case=case) | Q(other=case)).order_by("id"))
    ids = [link.other_id if link.case_id == case.pk else link.case_id for link in found]
    seen = queries.visible_to(by).select_related("category").in_bulk(ids) if ids else {}
    pairs = [(link, seen.get(other), link.case_id == case.pk) for link, other in zip(found, ids, strict=True)]
    return [(link, other, points) for link, other, points in pairs if other]


def _check(case: Case, by: User, note: str) -> None:
    if not may_link(by, case):
        raise NotAllowed(
            _("Your role does not allow this on case %(number)s.") % {"number": case.number}, number=case.number
        )
    if not note.strip():
        raise NoteMissing(_("Say why: the other side reads it, too."))


def _tell(action: str, case: Case, other: Case, kind: str, by: User, at: datetime, note: str) -> None:
    """Write an entry on both sides; each names the number of the other, and nothing more of it."""
    for here, there in ((case, other), (other, case)):
        history.note_down(
            [here], action, by=by, at=at, note=note, data={here.pk: {"number": there.number, "link": kind}}
        )
