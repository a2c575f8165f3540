"""A part shown by link: a contractor or association without an account sees, answers and finishes one part (ADR 65).

The link's secret is given out once and kept as a digest. Opening it changes nothing, so that programs which look into
letters do no harm; what is done is done by a form. It ends with its day, with the part, or when it is taken back.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import handling, history, legs, notices, photos
from cases.models import (
    OPEN_LEG,
    Attachment,
    Case,
    Leg,
    LegState,
    PartShare,
    PartShareOpening,
    PartShareWord,
)
from cases.photos import CleanPhoto
from cases.workflow import CannotMove, NotAllowed
from departments.access import works_for
from departments.models import Department, User
from govgrid.lib.refusals import Refusal

LONGEST = timedelta(days=60)
MOST_OPEN = 5  # links of one part at the same time
MOST_WORDS = 30  # said over one link by the outsider
OUTSIDERS = {Department.Kind.ENTERPRISE, Department.Kind.SOCIAL}
NOT_VALID = gettext_lazy("This link is not valid (any more). Ask who gave it to you for a new one.")
Kind = PartShareWord.Kind


class NoSuchLink(Refusal):
    """Forged, run out, taken back, or of a part that has ended: one answer."""

    code = "no_such_link"
    status = 404


@transaction.atomic
def give(leg: Leg, *, party: str, task: str, until: datetime, by: User, at: datetime) -> tuple[PartShare, str]:
    """Make a link to `leg` for `party`; return it and its secret, which is kept nowhere.

    Raises NotAllowed for who does not work on the part, CannotMove for one that is not at work, more than 60 days,
    or more than five links at once.
    """
    _need_own(leg, by)
    if leg.state not in {LegState.SENT, LegState.HANDLING}:
        raise CannotMove(_("Only a part that is at work is shown by link."))
    if not at < until <= at + LONGEST:
        raise CannotMove(_("A link ends after today and within 60 days."))
    if open_ones(at).filter(leg=leg).count() >= MOST_OPEN:
        raise CannotMove(_("This part has five links already: take one back first."))
    secret = secrets.token_urlsafe(24)
    share = PartShare.objects.create(leg=leg, party=party, task=task, digest=_digest(secret), until=until, by=by, at=at)
    _note(share, "share_part", by=by, at=at)
    return share, secret


@transaction.atomic
def take_back(share: PartShare, *, by: User, at: datetime) -> None:
    """End a link now. Raises NotAllowed; a link that has ended stays as it is."""
    _need_own(share.leg, by)
    if share.revoked_at is None:
        _save(share, revoked_at=at, revoked_by=by)
        _note(share, "take_back_share", by=by, at=at)


def open_ones(at: datetime) -> QuerySet[PartShare]:
    """Return the links that open something at `at`."""
    return PartShare.objects.filter(revoked_at=None, until__gt=at)


def of_secret(secret: str, *, at: datetime) -> PartShare:
    """Return the link that a secret opens at `at`. Raises NoSuchLink.

    A part that has been finished still shows that it has; one taken away or given back shows nothing.
    """
    found = open_ones(at).select_related("leg__department", "leg__case__category", "leg__case__standard", "by")
    share = found.filter(digest=_digest(secret)).first()
    if share is None or share.leg.state in {LegState.RETURNED, LegState.WITHDRAWN}:
        raise NoSuchLink(NOT_VALID)
    return share


def opened(share: PartShare, *, at: datetime) -> None:
    """Keep that the link was opened; not by whom, for nobody is known."""
    PartShareOpening.objects.create(share=share, at=at)


@transaction.atomic
def accept(share: PartShare, *, at: datetime) -> None:
    """The outsider takes the work on. Raises CannotMove where they have."""
    share = _open(share, at)
    if share.accepted_at:
        raise CannotMove(_("You have taken this on already."))
    _save(share, accepted_at=at)
    _note(share, "part_accepted", by=None, at=at)


@transaction.atomic
def ask(share: PartShare, *, words: str, at: datetime) -> None:
    """Put a question to the department. Raises CannotMove after too many words."""
    share = _open(share, at)
    _say(share, Kind.QUESTION, words, at=at)
    _note(share, "part_asked", by=None, at=at, note=words)
    notices.write([share.leg.case], "part_asks", at=at, data={share.leg.case_id: {"leg": share.leg_id}})


@transaction.atomic
def say_done(share: PartShare, *, words: str, shown: Sequence[CleanPhoto], at: datetime) -> bool:
    """The outsider says that the work is done, with photos; return whether that finishes the part.

    It does where the part is the outsider's own, that is of an enterprise or association, and rules allow the person
    who gave the link to finish it; else the department confirms. Raises CannotMove without a photo, or twice.
    """
    share = _open(share, at)
    if share.done_at:
        raise CannotMove(_("You have said that it is done; the department has it now."))
    if not shown:
        raise CannotMove(_("Add a photo that shows the result."))
    word = _say(share, Kind.DONE, words, at=at)
    _keep(word, shown, at)
    _save(share, done_at=at, accepted_at=share.accepted_at or at)
    _note(share, "part_done", by=None, at=at, note=words)
    if _finishes(share, words, at):
        return True
    notices.write([share.leg.case], "part_said_done", at=at, data={share.leg.case_id: {"leg": share.leg_id}})
    return False


def _finishes(share: PartShare, words: str, at: datetime) -> bool:
    """Finish an outsider's own part in the name of its person who gave the link; what rules refuse waits for them."""
    if share.leg.department.kind not in OUTSIDERS or share.leg.state != LegState.HANDLING:
        return False
    try:
        with transaction.atomic():
            _finish(share, share.by, words, at)
    except CannotMove:
        return False
    _save(share, confirmed_at=at)
    return True


@transaction.atomic
def confirm(share: PartShare, *, by: User, at: datetime) -> Case:
    """The department is content: its part is finished, in the outsider's words. Raises CannotMove, NotAllowed."""
    share = _locked(share)
    _need_own(share.leg, by)
    if share.done_at is None or share.confirmed_at:
        raise CannotMove(_("Nothing waits to be confirmed here."))
    said = share.words.filter(kind=Kind.DONE).last()
    note = _("%(party)s: %(words)s") % {"party": share.party, "words": said.text if said else ""}
    case = _finish(share, by, note, at)
    _save(share, confirmed_at=at)
    return case


def _finish(share: PartShare, by: User, note: str, at: datetime) -> Case:
    """Finish the very part that the link shows, for a person may work on another one of the case as well."""
    case = share.leg.case
    if legs.own_leg(case, by, LegState.HANDLING).pk != share.leg_id:
        raise CannotMove(_("Accept the part first; then what was done over the link can be confirmed."))
    return handling.finish(case, by=by, at=at, note=note)


@transaction.atomic
def send_back(share: PartShare, *, words: str, by: User, at: datetime) -> None:
    """The department is not content: the work goes on, with what is missing. Raises CannotMove, NotAllowed."""
    share = _locked(share)
    _need_own(share.leg, by)
    if share.done_at is None or share.confirmed_at:
        raise CannotMove(_("Nothing waits to be confirmed here."))
    _say(share, Kind.BACK, words, at=at, by=by)
    _save(share, done_at=None)
    _note(share, "part_sent_back", by=by, at=at, note=words)


@transaction.atomic
def answer(share: PartShare, *, words: str, by: User, at: datetime) -> None:
    """Answer the outsider's question over the link. Raises NotAllowed."""
    _need_own(share.leg, by)
    _say(share, Kind.ANSWER, words, at=at, by=by)
    _note(share, "part_answered", by=by, at=at, note=words)


def share_of(case: Case, pk: int) -> PartShare:
    """Return a link to a part of `case`. Raises NoSuchLink."""
    share = PartShare.objects.filter(pk=pk, leg__case=case).select_related("leg__department", "leg__case").first()
    if share is None:
        raise NoSuchLink(_("This case has no such link."))
    return share


def shown_to_outsiders(share: PartShare) -> QuerySet[Attachment]:
    """Return the photos that a link shows: what was reported and how it looked before, never people's own evidence."""
    stages = [Attachment.Stage.REPORT, Attachment.Stage.VERIFY, Attachment.Stage.BEFORE]
    return Attachment.objects.filter(case=share.leg.case_id, stage__in=stages).order_by("pk")[:12]


def _need_own(leg: Leg, by: User) -> None:
    if not works_for(by, leg.department_id):
        raise NotAllowed(_("Only %(department)s shows its part by link.") % {"department": leg.department})


def _locked(share: PartShare) -> PartShare:
    """The case before the link, as moves do; the part must still be open for anything to be done."""
    Case.unscoped.select_for_update(no_key=True).get(pk=share.leg.case_id)
    found = PartShare.objects.select_for_update(of=("self",)).select_related("leg__department", "leg__case", "by")
    fresh = found.get(pk=share.pk)
    if not Leg.objects.filter(OPEN_LEG, pk=fresh.leg_id).exists():
        raise CannotMove(_("This part is finished or was given to others; nothing is left to do."))
    return fresh


def _open(share: PartShare, at: datetime) -> PartShare:
    """The locked link, for the outsider: it may have been taken back, or have ended, since it was opened."""
    fresh = _locked(share)
    if fresh.revoked_at or fresh.until <= at:
        raise NoSuchLink(NOT_VALID)
    return fresh


def _say(share: PartShare, kind: Kind, words: str, *, at: datetime, by: User | None = None) -> PartShareWord:
    if by is None and share.words.filter(by=None).count() >= MOST_WORDS:
        raise CannotMove(_("Too much was said over this link; ring up the department."))
    return PartShareWord.objects.create(share=share, kind=kind, text=words, by=by, at=at)


def _keep(word: PartShareWord, shown: Sequence[CleanPhoto], at: datetime) -> None:
    case_id = word.share.leg.case_id
    before = set(Attachment.objects.filter(case=case_id).values_list("pk", flat=True))
    photos.keep(shown, case_id=case_id, report_id=None, stage=Attachment.Stage.AFTER, by=None, at=at)
    word.photos.set(Attachment.objects.filter(case=case_id).exclude(pk__in=before))


def _note(share: PartShare, action: str, *, by: User | None, at: datetime, note: str = "") -> None:
    told = {share.leg.case_id: {"party": share.party, "share": share.pk}}
    history.note_down(
        [share.leg.case], action, by=by, at=at, note=note, data=told, department_id=share.leg.department_id
    )


def _save(share: PartShare, **values: object) -> None:
    for name, value in values.items():
        setattr(share, name, value)
    share.save(update_fields=list(values))


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
