"""Where a case stands, as a citizen asks it: in one of four plain words, who has it, and by when."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from cases import words
from cases.models import ENDED, LIVE_CLOCK, OPEN_LEG, Case, Leg, Status
from cases.words import Due
from departments.models import ClockKind, Part

S = Status


class Plain(models.TextChoices):
    RECEIVED = "received", _("Received")
    WORK = "work", _("Being worked on")
    WAITING = "waiting", _("Has to wait")
    CLOSED = "closed", pgettext_lazy("a case", "Ended")


STATUSES: dict[Plain, tuple[Status, ...]] = {
    # A department that has it and has not begun works on nothing yet: the sentence beside the word says so.
    Plain.RECEIVED: (S.REPORTED, S.VERIFYING, S.FILED, S.DISPATCHED),
    Plain.WORK: (S.HANDLING, S.HANDLED, S.CHECKING, S.CHECKED),
    Plain.WAITING: (S.SUSPENDED,),
    Plain.CLOSED: ENDED,
}
# Which status's shape and colour a plain word wears.
LOOKS = {Plain.RECEIVED: S.REPORTED, Plain.WORK: S.HANDLING, Plain.WAITING: S.SUSPENDED, Plain.CLOSED: S.CLOSED}
_PLAIN = {status: plain for plain, statuses in STATUSES.items() for status in statuses}

WHO_HAS_IT: dict[str, Promise] = {
    S.REPORTED: _("We have the report. The acceptance desk looks at it."),
    S.VERIFYING: _("A grid officer is asked to look at it on the spot."),
    S.FILED: _("It is accepted. The department that answers for it is being found."),
    S.DISPATCHED: _("%(department)s has it and has not begun yet."),
    S.HANDLING: _("%(department)s is working on it."),
    S.SUSPENDED: _("%(department)s has it, and has to wait until %(until)s."),
    S.HANDLED: _("%(department)s says that it is done. Somebody else is asked to check it on the spot."),
    S.CHECKING: _("%(department)s says that it is done. A grid officer checks it on the spot."),
    S.CHECKED: _("It was checked on the spot: solved. It is about to be closed."),
    S.CLOSED: _("It is closed."),
    S.DECLINED: _("It was not accepted."),
    S.MERGED: _("It goes on together with other reports of the same matter."),
    S.CANCELLED: _("It was cancelled."),
}


@dataclass(frozen=True)
class Standing:
    """`looks` names the status whose colour the plain word wears; `by_when` is '' once the case has ended."""

    plain: Plain
    looks: str
    sentence: str
    by_when: str
    due: Due | None


def plain_of(status: str) -> Plain:
    """Return the plain word for a status of a case."""
    return _PLAIN[Status(status)]


def standing(case: Case, *, at: datetime) -> Standing:
    """Return where `case` stands at `at`, in the reader's language and the city's time. Two queries at most."""
    plain = plain_of(case.status)
    host = None if case.status in ENDED else _host_part(case)
    due_at = None if case.status in ENDED else _due_at(case, host)
    facts = {
        "department": host.department.name if host else case.host.name if case.host else gettext("The department"),
        "until": _day(host.suspended_until) if host and host.suspended_until else "–",
    }
    due = words.due(due_at, at=at, status=case.status)
    return Standing(plain, LOOKS[plain], str(WHO_HAS_IT[case.status]) % facts, _by_when(case, due_at, at), due)


def _host_part(case: Case) -> Leg | None:
    return case.legs.filter(OPEN_LEG, part=Part.HOST).select_related("department").first()


def _due_at(case: Case, host: Leg | None) -> datetime | None:
    """Return by when the citizen has the answer: the city's own promise, else the host's limit."""
    promised = case.clocks.filter(LIVE_CLOCK, kind=ClockKind.ANSWER).values_list("due_at", flat=True).first()
    return promised or (host.due_at if host else None)


def _by_when(case: Case, due_at: datetime | None, at: datetime) -> str:
    if case.status in ENDED:
        return ""
    if case.status == Status.SUSPENDED:
        return gettext("The time for it stands still until then.")
    if due_at is None:
        return gettext("By when is known as soon as a department has it.")
    late = gettext("It should have been done by %(when)s; those in charge are told of it.")
    in_time = gettext("It is to be done by %(when)s.")
    return (late if due_at < at else in_time) % {"when": _minute(due_at)}


def _written(form: str) -> Callable[[datetime], str]:
    return lambda instant: date_format(timezone.localtime(instant), form)


_day, _minute = _written("DATE_FORMAT"), _written("DATETIME_FORMAT")
