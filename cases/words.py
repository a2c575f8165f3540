"""Plain words for those who work on a case: why it waits, and how much time is left."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from cases.models import ENDED, Delivery
from departments.models import Rung

# Why the router left a case to a person: the keys of cases.routing._why_waiting.
WAITING: dict[str, Promise] = {
    "category": _("The kind of matter is not known. Choose a category."),
    "place": _("The place is not known. Set a point on the map."),
    "default_point": _(
        "This is the point that is written when nobody knows the place. Find out where it is, and set the point."
    ),
    "outside": _("The point lies in no cell, and no cell is near enough. Set it anew."),
    "standard": _("No standard files this kind of case by itself. Choose one."),
    "duty": _("No duty names a department for this kind of case here."),
    "calendar": _("The department's working calendar ends before the time limit does. Add the days that follow."),
    "dispute": _("Given back twice: decide once and for all which department has it."),
    "rivals": _("Several departments answer for this equally. Choose one."),
}

# What workers have to do or to send: kinds of notices ("" asks the router) and channels of letters.
OUTGOING: dict[str, Promise] = {
    "": _("Work orders for the router"),
    "received": _("Confirmation to the reporter"),
    "told_again": _("Confirmation to one who told of it again"),
    "verify": _("Task to verify, to the officer"),
    "verified": _("Verified, to the acceptors"),
    "dispatched": _("News to the departments"),
    "called_in": _("Called in, to the departments"),
    "accepted": _("Acceptance, to the reporter"),
    "returned": _("Given back, to the dispatchers"),
    "disputed": _("Dispute, to the dispatchers"),
    "asked_for": _("Request, to who decides it"),
    "decided": _("Decision, to who asked"),
    "suspended": _("Suspension, to the reporter"),
    "resumed": _("End of a suspension, to the department"),
    "handled": _("Handled, to the acceptors"),
    "check": _("Task for the officer"),
    "checked": _("Checked, to the shift leaders"),
    "rework": _("Rework, to the host"),
    "closed": _("Result, to the reporter"),
    "declined": _("Not accepted, to the reporter"),
    "cancelled": _("Cancelled, to the reporter"),
    "merged": _("Merge, to the reporter"),
    "reopened": _("Opened again, to the desks"),
    "asked": _("Question, to the reporter"),
    "answered": _("Answer, to who asked"),
    "added": _("What a reporter added, to who has the case"),
    "withdrawn": _("Withdrawal, to the reporter and to who had the case"),
    "urged": _("Urging, to who has the case"),
    "supervised": _("Supervision, to who has the case"),
    "message": _("Message to the reporter"),
    "written_to_departments": _("Message between departments"),
    "written_inside": _("Message within a department, to who was named"),
    "late": _("A rung of the ladder"),
    "part_said_done": _("Said to be done over a link, to the department"),
    "part_asks": _("Question over a link, to the department"),
    "coordinate": _("Coordination part, to its desk"),
    "empty_target": _("Warning that a rung reaches nobody"),
    "morning": _("Morning summary, to a supervisor"),
    "catch_up": _("News of a standstill, to the supervisors"),
    Delivery.Channel.INBOX: _("Messages to inboxes"),
    Delivery.Channel.MAIL: _("E-mails"),
    Delivery.Channel.SMS: _("Text messages"),
}


def outgoing(kind: str) -> str:
    """Return what a kind of notice or a channel is called; a kind that newer code wrote is shown as it is."""
    return str(OUTGOING.get(kind, kind))


def target(name: str) -> str:
    """Return whom a rung means, in the reader's language."""
    return str(dict(Rung._meta.get_field("target").flatchoices).get(name, name))


SOON = timedelta(hours=4)


@dataclass(frozen=True)
class Due:
    """How a badge says the time left: `state` is ok, warn, late or done."""

    state: str
    words: str
    at: datetime | None


def due(due_at: datetime | None, *, at: datetime, status: str = "") -> Due | None:
    """Return the badge of a part due at `due_at`, seen at `at`; None where nothing is due."""
    if status in ENDED:
        return Due("done", gettext("Done"), due_at)
    if due_at is None:
        return None
    left = due_at - at
    if left < timedelta(0):
        return Due("late", gettext("%(time)s late") % {"time": span(-left)}, due_at)
    return Due("warn" if left < SOON else "ok", gettext("%(time)s left") % {"time": span(left)}, due_at)


def span(length: timedelta) -> str:
    """Return a length of time in its two largest units."""
    days, seconds = length.days, length.seconds
    hours, minutes = seconds // 3600, seconds % 3600 // 60
    if days:
        return _two(
            ngettext("%d day", "%d days", days) % days, ngettext("%d h", "%d h", hours) % hours if hours else ""
        )
    if hours:
        return _two(ngettext("%d h", "%d h", hours) % hours, gettext("%d min") % minutes if minutes else "")
    return gettext("%d min") % max(minutes, 1)


def about(length: timedelta) -> str:
    """Return a length of time in its largest unit, for a figure that is read at a glance."""
    whole_days = timedelta(length.days)
    return span(whole_days if length.days else timedelta(hours=length.seconds // 3600) or length)


def _two(first: str, second: str) -> str:
    return f"{first} {second}".strip()
