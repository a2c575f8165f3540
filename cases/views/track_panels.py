"""What the reporter's private page shows, the next thing that they can do first."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.forms import Form
from django.urls import reverse
from django.utils.translation import gettext as _

from cases import adding, closing, contacts, publishing, reaching, standing, tracking
from cases.models import ENDED, Attachment, Case, Channel, Question, Rating, Report, Status, ToldBy
from grids.city import this_city


def context(report: Report, token: str, shown: dict[str, Form], *, at: datetime) -> dict[str, Any]:
    """Return the page of `report`; `shown` are its forms, one of them perhaps with what was refused."""
    case, questions = report.case, list(report.questions.order_by("id"))
    there, rated = report.withdrawn_at is None, _rated(report)
    goes_on = there and case.status not in ENDED
    return {
        "report": report,
        "case": case,
        "standing": standing.standing(case, at=at),
        "reason": _reason(case),
        "steps": timeline(case),
        "photos": _photos(report.attachments.order_by("id"), token),
        "added": adding.added_by(report),
        "question": _open_question(questions) if goes_on else None,
        "asked": [question for question in questions if question.answered_at],
        "rated": rated,
        "anew": _reported_anew(report, rated),
        "may_rate": there and case.status == Status.CLOSED and rated is None,
        "reopens_until": _reopens_until(case, at),
        "goes_on": goes_on,
        "may_withdraw": may_withdraw(report),
        "withdraw_url": reverse("track-withdraw", args=[token]),
        "forms": shown,
    }


def may_withdraw(report: Report) -> bool:
    """Return whether the reporter may take the report back; the step says why not."""
    return report.withdrawn_at is None and report.case.status not in ENDED and report.channel != Channel.OFFICER


def telling(report: Report) -> dict[str, Any]:
    """Return what the form of how to be told offers: each way with the address as it may be shown, and today's."""
    if report.contact is None or not (report.contact.email_sealed or report.contact.phone_sealed):
        return {"ways": []}
    masked = contacts.masked(report.contact)
    address = {ToldBy.MAIL: masked.email, ToldBy.SMS: masked.phone}
    ways = [
        (way, _("%(way)s (%(address)s)") % {"way": way.label, "address": address[way]} if way in address else way.label)
        for way in reaching.ways_of(report.contact)
    ]
    return {"ways": ways, "initial": {"way": reaching.way_to(report.contact) or ToldBy.NONE}}


def timeline(case: Case) -> list[dict[str, Any]]:
    """Return what the public may know of the path, for `_timeline.html`; where it stands now is marked."""
    steps = [{"at": step.at, "sentence": step.sentence, "state": "done"} for step in publishing.public_steps(case)]
    if steps and case.status not in ENDED:
        steps[-1]["state"] = "now"
    return steps


def _photos(shown: Iterable[Attachment], token: str) -> list[dict[str, Any]]:
    return [
        {"url": f"{reverse('photo', args=[photo.pk])}?report={token}", "alt": photo.get_stage_display(),
         "thumb": f"{reverse('photo-small', args=[photo.pk])}?report={token}"}
        for photo in shown
    ]  # fmt: skip


def _open_question(questions: Iterable[Question]) -> Question | None:
    return next((question for question in questions if question.answered_at is None), None)


def _rated(report: Report) -> Rating | None:
    """Return what the reporter has said of this closing; None while they may still say it."""
    closed_at = report.case.closed_at
    return report.case.ratings.filter(report=report, by=None, at__gte=closed_at).first() if closed_at else None


def _reopens_until(case: Case, at: datetime) -> datetime | None:
    """Return until when "not solved" opens this very case again; None once that is over."""
    if case.closed_at is None or closing.too_late(case, at):
        return None
    return case.closed_at + timedelta(days=this_city().reopen_days)


def _reported_anew(report: Report, rated: Rating | None) -> dict[str, str] | None:
    """Return number and private link of the report that a late "not solved" of this reporter began."""
    if rated is None or rated.solved != Rating.Solved.NO:
        return None
    began = Report.objects.filter(case__links__other=report.case, at=rated.at, contact=report.contact).first()
    return {"number": began.number, "url": tracking.link_of(began.number)} if began else None


def _reason(case: Case) -> str:
    """Return the answer that was written to the reporter with a report that was not accepted; '' for none."""
    if case.status != Status.DECLINED:
        return ""
    return case.history.filter(action="decline").latest("number").note
