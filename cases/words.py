"""Plain sentences about a case for those who work on it: why it waits, what happened, how much time is left."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from cases.models import Channel, HistoryEntry, Rating, Status
from departments.models import Rung

# Why the router left a case to a person: the keys of cases.routing._why_waiting.
WAITING: dict[str, Promise] = {
    "category": _("The kind of matter is not known. Choose a category."),
    "place": _("The place is not known. Set a point on the map."),
    "standard": _("No standard files this kind of case by itself. Choose one."),
    "duty": _("No duty names a department for this kind of case here."),
    "calendar": _("The department's working calendar ends before the time limit does. Add the days that follow."),
    "rivals": _("Several departments answer for this equally. Choose one."),
}

# One sentence an action, about what happened; `%(…)s` are facts of the entry.
SENTENCES: dict[str, Promise] = {
    "report": _("Reported: %(channel)s"),
    "locate": _("Looked at by the router: %(waits)s"),
    "place": _("Place or category set by hand"),
    "file": _("Filed in cell %(cell)s"),
    "decline": _("Not accepted"),
    "dispatch": _("Sent to %(departments)s"),
    "accept": _("Accepted by %(department)s"),
    "accept_part": _("%(department)s accepted its part"),
    "assign": _("Given to %(to)s"),
    "return": _("Returned by %(department)s"),
    "finish": _("Handled by %(department)s"),
    "finish_part": _("%(department)s finished its part"),
    "send_check": _("%(to)s was asked to check the result"),
    "pass_check": _("Checked on the spot: solved"),
    "rework": _("Checked on the spot: not solved, back to the department"),
    "close": _("Closed"),
    "reopen": _("Opened again"),
    "rate": _("The reporter says: %(solved)s"),
    "escalate": _("%(department)s late: rung %(rung)s of the ladder, %(target)s told"),
    "acknowledge": _("“I see to it”: the ladder holds still until %(until)s"),
    "release": _("The ladder goes on"),
    "publish": _("Published"),
    "hide": _("Hidden from the public"),
    "redact": _("Public words changed"),
    "show_photo": _("A photo was published"),
    "hide_photo": _("A photo was hidden from the public"),
    "read_contact": _("The reporter's contact was read"),
}


DUE_SOON = _("%(department)s due soon: rung %(rung)s of the ladder, %(target)s told")


@dataclass(frozen=True)
class Names:
    """Names in the reader's language: of departments and people by id, and whose part a leg is."""

    departments: dict[int, str] = field(default_factory=dict)
    people: dict[int, str] = field(default_factory=dict)
    department_of_leg: dict[int, int] = field(default_factory=dict)


def sentence(entry: HistoryEntry, names: Names) -> str:
    """Return what `entry` tells, in the reader's language."""
    text = DUE_SOON if _before_due(entry) else SENTENCES.get(entry.action)
    return str(text) % _facts(entry, names) if text else entry.action


def _before_due(entry: HistoryEntry) -> bool:
    """A rung may fire before the limit ends: then nothing is late yet."""
    due_at = parse_datetime(entry.data["due_at"]) if entry.action == "escalate" else None
    return due_at is not None and entry.at < due_at


def _facts(entry: HistoryEntry, names: Names) -> dict[str, Any]:
    data, unknown = entry.data, gettext("the department")
    sent_to = data.get("to") if entry.action == "dispatch" else None
    department = entry.department_id or names.department_of_leg.get(data.get("leg", 0), 0)
    return {
        "channel": Channel(data["channel"]).label if "channel" in data else "",
        "waits": WAITING.get(data.get("waits_for", ""), gettext("sent on")),
        "cell": data.get("cell") or "–",
        "department": names.departments.get(department, unknown),
        "departments": ", ".join(names.departments.get(s["department_id"], unknown) for s in sent_to or []),
        "to": names.people.get(data.get("to_id", 0), data.get("to", "")),
        "solved": Rating.Solved(data["solved"]).label if "solved" in data else "",
        "rung": data.get("rung", ""),
        "target": _told(data),
        "until": _clock_time(data.get("until")),
    }


def target(name: str) -> str:
    """Return whom a rung means, in the reader's language."""
    return str(dict(Rung._meta.get_field("target").flatchoices).get(name, name))


def _told(data: dict[str, Any]) -> str:
    """Return whom a rung reached; where its own target was nobody, who stood in."""
    if "target" not in data:
        return ""
    if not data.get("fallback"):
        return target(data["target"])
    return gettext("%(instead)s (in place of: %(target)s)") % {
        "instead": target(data["fallback"]), "target": target(data["target"]),
    }  # fmt: skip


def _clock_time(text: str | None) -> str:
    instant = parse_datetime(text) if text else None
    return date_format(localtime(instant), "DATETIME_FORMAT") if instant else ""


SOON = timedelta(hours=4)


@dataclass(frozen=True)
class Due:
    """How a badge says the time left: `state` is ok, warn, late or done."""

    state: str
    words: str
    at: datetime | None


def due(due_at: datetime | None, *, at: datetime, status: str = "") -> Due | None:
    """Return the badge of a part due at `due_at`, seen at `at`; None where nothing is due."""
    if status in {Status.CLOSED, Status.DECLINED, Status.CANCELLED}:
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
