"""The links to a part as its department sees them: on the case page, and on the page where they are given."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.forms import Form
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.forms_parts import WordsForm
from cases.models import Case, Leg, PartShare
from cases.narrowing import OPEN_STATES
from cases.views.case_panels import photos
from departments.access import scope_of
from departments.models import User


@dataclass(frozen=True)
class Link:
    """One link: how it stands, what was said over it, and the forms that answer."""

    share: PartShare
    state: str
    label: Promise
    openings: int
    words: list[dict[str, Any]]
    live: bool
    answer_form: Form
    back_form: Form
    refused: Form | None

    @property
    def to_confirm(self) -> bool:
        return self.live and _waits(self.share)

    @property
    def asked(self) -> bool:
        return bool(self.words) and self.words[-1]["word"].kind == "question"


def waiting_of(case: Case, user: User, legs: list[Leg]) -> dict[str, int] | None:
    """Return how many links one's own part has and how many wait for a word; None for who has no part. One query."""
    mine = scope_of(user).reach("work_cases").department_ids
    own = [leg for leg in legs if leg.department_id in mine]
    if not own:
        return None
    at_work = [leg.pk for leg in own if leg.state in OPEN_STATES]
    shares = list(PartShare.objects.filter(leg__in=at_work, revoked_at=None))
    return {"links": len(shares), "to_confirm": sum(map(_waits, shares))}


def _waits(share: PartShare) -> bool:
    """Whether the department has yet to say something to what was done."""
    return share.done_at is not None and share.confirmed_at is None


def panel(leg: Leg, reader: User, at: datetime, bound: tuple[int, str, Form] | None = None) -> list[Link]:
    """Return the links of a part as `reader` sees them, the newest first; `bound`: the form just refused, and where."""
    shares = leg.shares.select_related("by").prefetch_related("words__photos", "words__by", "openings").order_by("-pk")
    return [_link(share, leg, reader, at, bound if bound and bound[0] == share.pk else None) for share in shares]


def _link(share: PartShare, leg: Leg, reader: User, at: datetime, bound: tuple[int, str, Form] | None) -> Link:
    # What was said to be done on the last day is confirmed on the day after.
    live = share.revoked_at is None and leg.state in OPEN_STATES and (share.until > at or _waits(share))
    state, label = _state(share, live)
    refused = {bound[1]: bound[2]} if bound else {}
    said = [{"word": word, "photos": photos(word.photos.all(), reader)} for word in share.words.all()]
    return Link(
        share, state, label, len(share.openings.all()), said, live,
        refused.get("answer") or WordsForm(auto_id=f"answer_{share.pk}_%s"),
        refused.get("back") or WordsForm(auto_id=f"back_{share.pk}_%s"),
        bound[2] if bound else None,
    )  # fmt: skip


def _state(share: PartShare, live: bool) -> tuple[str, Promise]:
    if share.confirmed_at:
        return "closed", _("Done and confirmed")
    if share.revoked_at:
        return "withdrawn", _("Taken back")
    if not live:
        return "withdrawn", _("Ended")
    if share.done_at:
        return "checking", _("Said to be done")
    return ("handling", _("At work")) if share.accepted_at else ("sent", _("Not taken on yet"))
