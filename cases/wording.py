"""The words of a letter, in its reader's language and the city's time; templates/letters holds them.

No letter to staff carries a reporter's words or address; no letter at all carries a contact.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from cases import carriers, publishing, reaching, tracking, whereabouts, words
from cases.models import Case, Delivery, Notice
from cases.recipients import Recipient
from departments.models import ClockKind
from grids.city import this_city

Channel, State = Delivery.Channel, Delivery.State


class Wording:
    """The letters of one batch of cases; people who read the same language get the same text, made once."""

    def __init__(self, cases: Sequence[Case]) -> None:
        self._cases = cases
        self._areas: dict[str, dict[int, str]] = {}
        self._texts: dict[tuple[object, ...], tuple[str, str]] = {}

    def copies(self, template: str, notice: Notice, case: Case, to: Recipient, *, at: datetime) -> Iterator[Delivery]:
        """Yield the letter once for each channel that reaches its recipient."""
        for channel in channels_of(to):
            subject, body = self._text(template, notice, case, to)
            inbox = channel == Channel.INBOX
            yield Delivery(
                notice=notice, case=case, user=to.user, contact=to.contact, channel=channel, subject=subject[:200],
                body=" ".join([subject, _link(case, to), _unfollow(to)]).strip() if channel == Channel.SMS else body,
                state=State.SENT if inbox else State.WAITING if carriers.configured(channel) else State.OFF,
                sent_at=at if inbox else None, created_at=at, available_at=at,
            )  # fmt: skip

    def _text(self, template: str, notice: Notice, case: Case, to: Recipient) -> tuple[str, str]:
        language = _language(to)
        key = (template, notice.pk, language, to.report_number, to.leg and to.leg.pk, to.follower and to.follower.pk)
        if key not in self._texts:
            with translation.override(language), timezone.override(ZoneInfo(this_city().time_zone)):
                written = render_to_string(f"letters/{template}.txt", self._facts(notice, case, to, language))
            subject, _rest, body = written.strip().partition("\n")
            self._texts[key] = " ".join(subject.split()), body.strip() + "\n"
        return self._texts[key]

    def _facts(self, notice: Notice, case: Case, to: Recipient, language: str) -> dict[str, Any]:
        if language not in self._areas:
            self._areas[language] = whereabouts.area_names(self._cases)
        due_at = _due_at(notice, to)
        return {
            "number": to.report_number or case.number,
            "category": case.category.name if case.category else _("not sorted yet"),
            "area": self._areas[language][case.pk],
            "department": to.leg.department.name if to.leg else case.host.name if case.host else "",
            "due_at": due_at,
            # A ladder may begin before the due instant.
            "late": due_at is not None and notice.created_at >= due_at,
            "note": _reason(case) if notice.kind == "declined" else "",
            "link": _link(case, to),
            "unfollow": _unfollow(to),
            "step": publishing.sentence_of(to.step) if to.step else "",
            "city": this_city().name,
            **_of_ladder(notice.data),
        }


def channels_of(to: Recipient) -> Iterator[str]:
    """Yield the ways to a recipient: staff read their inbox and mail; a reporter is told as they chose."""
    if to.user:
        yield Channel.INBOX
        if to.user.email:
            yield Channel.MAIL
    elif to.contact and (chosen := reaching.way_to(to.contact)):
        yield chosen


def _language(to: Recipient) -> str:
    chosen = to.user.language if to.user else to.contact.language if to.contact else ""
    return chosen or settings.LANGUAGE_CODE


def _link(case: Case, to: Recipient) -> str:
    if to.report_number:
        return tracking.address_of(to.report_number)
    if to.follower:
        return f"{settings.PUBLIC_URL}/cases/{case.number}/"
    return f"{settings.PUBLIC_URL}/desk/cases/{case.number}/"


def _unfollow(to: Recipient) -> str:
    return tracking.unfollow_address_of(to.follower.pk) if to.follower else ""


def _due_at(notice: Notice, to: Recipient) -> datetime | None:
    if "due_at" in notice.data:
        return parse_datetime(notice.data["due_at"])
    return to.leg.due_at if to.leg else None


def _of_ladder(data: dict[str, Any]) -> dict[str, Any]:
    """Return what a letter of an alarm tells besides: the stage, whom it means and who stands in."""
    kind = data.get("kind", ClockKind.HANDLE)
    return {
        "stage": ClockKind(kind).label if kind != ClockKind.HANDLE else "",
        "target": words.target(data["target"]) if "target" in data else "",
        "instead": words.target(data["fallback"]) if data.get("fallback") else "",
        "cases": data.get("cases"),
        "since": parse_datetime(data["since"]) if "since" in data else None,
        "fires_at": parse_datetime(data["fires_at"]) if "fires_at" in data else None,
    }


def _reason(case: Case) -> str:
    return case.history.filter(action="decline").latest("number").note
