"""What the public sees of a case: nothing, until its category's rule or a person publishes it.

The public words are a copy of their own, apart from the report's: hiding and redacting change the copy only, and
each change is an entry of the case's history.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import history, permits, sentences
from cases.models import Attachment, Case, HistoryEntry, Leg, LegState, Request
from cases.scoped import ScopedQuerySet
from cases.workflow import NoteMissing
from departments.models import Category, Department, Part, User
from govgrid.lib import redaction
from govgrid.lib.refusals import Refusal

# What the public reads of an entry; an action that is not here is none of the public's business.
SENTENCES = {
    "report": gettext_lazy("Reported"),
    "file": gettext_lazy("Accepted"),
    "decline": gettext_lazy("Not accepted"),
    "verify": gettext_lazy("An officer has looked at it on the spot"),
    "merge": gettext_lazy("Joined with reports of the same matter"),
    "unmerge": gettext_lazy("Followed up on its own again"),
    "self_handle": gettext_lazy("Put right on the spot by the officer"),
    "fail_review": gettext_lazy("Looked at again: not put right; work goes on"),
    "correct": gettext_lazy("Place or kind corrected; sent on anew"),
    "dispatch": gettext_lazy("Sent to %(department)s"),
    "arbitrate": gettext_lazy("Sent to %(department)s, which now has it for good"),
    "suspend": gettext_lazy("Has to wait until %(until)s"),
    "resume": gettext_lazy("Work goes on"),
    "accept": gettext_lazy("%(department)s has taken it on"),
    "return": gettext_lazy("Given back by %(department)s; another department is being found"),
    "finish": gettext_lazy("%(department)s says that it is done"),
    "send_check": gettext_lazy("An officer is asked to look at the result"),
    "pass_check": gettext_lazy("The result was checked on the spot: solved"),
    "rework": gettext_lazy("The result was checked on the spot: not solved; work goes on"),
    "close": gettext_lazy("Closed"),
    "force_close": gettext_lazy("Closed by decision"),
    "cancel": gettext_lazy("Cancelled"),
    "withdraw": gettext_lazy("Withdrawn by who reported it"),
    "reopen": gettext_lazy("Opened again"),
}


class CannotPublish(Refusal):
    """The category, the state of the case or the words do not allow it; `facts` may name what was found and where."""

    code = "cannot_publish"


class UnfitWords(CannotPublish):
    code = "unfit_words"
    status = 422


@dataclass(frozen=True)
class Step:
    """One thing that the public may know of a case's path."""

    at: datetime
    sentence: str


def when_filed(case: Case, category: Category, *, at: datetime) -> dict[str, Any]:
    """Return the columns public_words and published_at of a case being filed, by its category's rule.

    What is published already stays as it is. Not automatic: no words and None.
    """
    if case.published_at is not None:
        return {"public_words": case.public_words, "published_at": case.published_at}
    if category.publish != Category.Publish.AUTOMATIC:
        return {"public_words": "", "published_at": None}
    return {"public_words": redaction.redact(case.words), "published_at": at}


@transaction.atomic
def publish(case: Case, *, by: User, at: datetime, words: str | None = None) -> Case:
    """Show `case` to everybody with `words`; None: the report's own words, redacted.

    Raises NotAllowed without publish_cases, CannotPublish by category or state, UnfitWords.
    """
    permits.need(by, "publish_cases", case)
    _lock(case)
    _check_publishable(case)
    words = redaction.redact(case.words) if words is None else words.strip()
    check_words(words)
    return _change(case, "publish", by, at, words=words, published_at=case.published_at or at)


@transaction.atomic
def redact_words(case: Case, *, by: User, words: str, note: str, at: datetime) -> Case:
    """Put other public words in the place of those shown; the earlier ones stay in the history entry's data.

    Raises NotAllowed, NoteMissing, UnfitWords; CannotPublish while the case is not public.
    """
    permits.need(by, "publish_cases", case)
    _need_note(note, _("Redact"))
    _lock(case)
    _check_public(case)
    check_words(words.strip())
    return _change(case, "redact", by, at, note=note, words=words.strip(), published_at=case.published_at)


@transaction.atomic
def hide(case: Case, *, by: User, note: str, at: datetime) -> Case:
    """Take `case` back from the public, with the reason. Raises NotAllowed, NoteMissing, CannotPublish (not public)."""
    permits.need(by, "publish_cases", case)
    _need_note(note, _("Hide"))
    _lock(case)
    _check_public(case)
    return _change(case, "hide", by, at, note=note, words="", published_at=None)


@transaction.atomic
def show_photo(attachment: Attachment, *, by: User, at: datetime) -> Attachment:
    """Let everybody see a photo as soon as its case is public; a person has looked at it. Raises NotAllowed."""
    return _change_photo(attachment, "show_photo", by, at, public=True)


@transaction.atomic
def hide_photo(attachment: Attachment, *, by: User, at: datetime) -> Attachment:
    """Take a photo back from the public. Raises NotAllowed."""
    return _change_photo(attachment, "hide_photo", by, at, public=False)


def check_words(words: str) -> None:
    """Raise UnfitWords for words that are empty, or that still name or reach somebody: it says what and where."""
    if not words:
        raise UnfitWords(_("Write what the public may read."))
    found = redaction.find(words)
    if found:
        named = [f"“{words[it.start : it.end]}” {redaction.LABELS[it.kind]}" for it in found]
        raise UnfitWords(
            _("Take out what could name or reach a person: %(found)s.") % {"found": "; ".join(named)},
            found=[{"start": it.start, "end": it.end, "kind": str(it.kind)} for it in found],
        )


def public_cases() -> ScopedQuerySet:
    """Return the published cases: the scope of everybody."""
    return Case.objects.within(Q(published_at__isnull=False))


def suspended_cases() -> QuerySet[Leg]:
    """Return the host's parts of published cases that rest now, the next to go on first (挂账公示)."""
    resting = Leg.objects.filter(state=LegState.SUSPENDED, part=Part.HOST, case__published_at__isnull=False)
    granted = Request.objects.filter(kind=Request.Kind.SUSPENSION, decision=Request.Decision.GRANTED)
    return resting.select_related("case__category", "department").prefetch_related(
        Prefetch("requests", granted.select_related("reason"), to_attr="suspensions_granted")
    ).order_by("suspended_until", "pk")  # fmt: skip


def public_component(case: Case) -> str:
    """Return which component the case is about, in words that everybody may read; '' for none."""
    component = case.component
    return component.label if component and component.category.public else ""


def public_photos(case: Case) -> QuerySet[Attachment]:
    """Return the photos of `case` that everybody may see; none while the case itself is private."""
    return case.attachments.filter(public=True, case__published_at__isnull=False).order_by("id")


def public_steps(case: Case) -> list[Step]:
    """Return what the public may know of the path of `case`, oldest first: dates and departments, never a person."""
    entries = list(case.history.filter(action__in=SENTENCES).order_by("number"))
    departments = Department.objects.in_bulk({pk for entry in entries if (pk := _department_of(entry))})
    return [Step(entry.at, _sentence(entry, departments)) for entry in entries]


def sentence_of(entry: HistoryEntry) -> str:
    """Return what the public reads of one entry, whose action is a key of SENTENCES."""
    department = _department_of(entry)
    return _sentence(entry, Department.objects.in_bulk([department] if department else []))


def _department_of(entry: HistoryEntry) -> int | None:
    sent_to = entry.data.get("to") if entry.action in {"dispatch", "arbitrate"} else None
    return sent_to[0]["department_id"] if sent_to else entry.department_id


def _sentence(entry: HistoryEntry, departments: Mapping[int, Department]) -> str:
    department = departments.get(_department_of(entry) or 0)
    facts = {"department": department.name if department else _("the department")}
    return SENTENCES[entry.action] % {**facts, "until": sentences.day(entry.data.get("until"))}


def _change(case: Case, action: str, by: User, at: datetime, *, words: str, note: str = "", **columns: Any) -> Case:
    earlier = {"words_before": case.public_words} if case.public_words else {}
    case.public_words, case.published_at = words, columns["published_at"]
    history.note_down(
        [case], action, by=by, at=at, note=note, changes=["public_words", "published_at"], data={case.pk: earlier}
    )
    return case


def _change_photo(attachment: Attachment, action: str, by: User, at: datetime, *, public: bool) -> Attachment:
    permits.need(by, "publish_cases", attachment.case)
    attachment.public = public
    attachment.save(update_fields=["public"])
    data = {attachment.case_id: {"attachment": attachment.pk}}
    history.note_down([attachment.case], action, by=by, at=at, data=data)
    return attachment


def _lock(case: Case) -> None:
    """See what is public now and let nobody change it meanwhile: the entry must keep the words that were shown."""
    now = Case.unscoped.select_for_update().values("public_words", "published_at").get(pk=case.pk)
    case.public_words, case.published_at = now["public_words"], now["published_at"]


def _check_publishable(case: Case) -> None:
    if case.filed_at is None or case.category is None:
        raise CannotPublish(_("Case %(number)s is not filed yet; publish it afterwards.") % {"number": case.number})
    if case.category.publish == Category.Publish.NEVER:
        raise CannotPublish(
            _("Cases of “%(category)s” are never published: the dictionary says so.") % {"category": case.category}
        )


def _check_public(case: Case) -> None:
    if case.published_at is None:
        raise CannotPublish(_("Case %(number)s is not public.") % {"number": case.number})


def _need_note(note: str, action: str) -> None:
    if not note.strip():
        raise NoteMissing(_("“%(action)s” needs a few words that say why.") % {"action": action})
