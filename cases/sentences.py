"""The history as a story: one plain sentence an entry, in the reader's language."""

from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases import words
from cases.models import Channel, FieldTask, HistoryEntry, Link, Rating, Request
from cases.words import WAITING, outgoing
from departments import keepers
from departments.models import ClockKind

# One sentence an action, about what happened; `%(…)s` are facts of the entry.
SENTENCES: dict[str, Promise] = {
    "report": _("Reported: %(channel)s"),
    "locate": _("Looked at by the router: %(waits)s"),
    "place": _("Place or category set by hand"),
    "send_verify": _("%(to)s was asked to look at it on the spot"),
    "verify": _("Looked at on the spot: %(result)s"),
    "stop_verify": _("The desk goes on without a look on the spot"),
    "propose": _("Filing proposed"),
    "file": _("Filed in cell %(cell)s"),
    "decline": _("Not accepted"),
    "merge": _("Merged into case %(into)s"),
    "unmerge": _("Merge into case %(from)s undone"),
    "absorb": _("Case %(number)s was merged into this one"),
    "part": _("Case %(number)s was parted from this one"),
    "self_handle": _("Put right on the spot by the officer"),
    "pass_review": _("Reviewed: the officer's work stands"),
    "fail_review": _("Reviewed: not put right"),
    "correct": _("Place or category corrected"),
    "change_standard": _("Put under another standard"),
    "late_by_change": _("%(department)s is overdue by the new limit"),
    "dispatch": _("Sent to %(departments)s"),
    "arbitrate": _("Dispute decided: sent to %(departments)s for good"),
    "reassign": _("Taken from its department and sent to %(departments)s"),
    "coordinate": _("Coordination opened: the desk brings the departments together"),
    "join": _("Called in: %(departments)s"),
    "whistle": _("%(department)s whistled for %(departments)s"),
    "accept": _("Accepted by %(department)s"),
    "accept_part": _("%(department)s accepted its part"),
    "assign": _("Given to %(to)s"),
    "hand_out": _("Handed to %(to)s, who is on shift"),
    "unclaim": _("%(to)s had not acted on it in time: back to the queue of %(department)s"),
    "hand_back": _("%(to)s has left: back to the queue of %(department)s"),
    "answer_call": _("%(to)s took the call of the duty officer"),
    "release": _("%(from)s gave the work back to the queue"),
    "return": _("Returned by %(department)s"),
    "return_part": _("%(department)s wants to give its part back"),
    "allow_return": _("The part of %(department)s was dropped"),
    "refuse_return": _("The part stays with %(department)s for good"),
    "ask_extension": _("%(department)s asked for more time"),
    "allow_extension": _("%(department)s got more time"),
    "refuse_extension": _("%(department)s got no more time"),
    "ask_suspension": _("%(department)s asked to suspend its part until %(until)s"),
    "suspend": _("Suspended until %(until)s: %(department)s"),
    "suspend_part": _("The part of %(department)s was suspended until %(until)s"),
    "refuse_suspension": _("The part of %(department)s was not suspended"),
    "resume": _("%(department)s took the case up again"),
    "resume_part": _("%(department)s took its part up again"),
    "endorse": _("Request passed on: %(request)s"),
    "finish": _("Handled by %(department)s"),
    "finish_part": _("%(department)s finished its part"),
    "send_check": _("%(to)s was asked to check the result"),
    "pass_check": _("Checked on the spot: solved"),
    "rework": _("Checked on the spot: not solved, back to the department"),
    "close": _("Closed"),
    "ask_forced_close": _("Closing by decision was proposed"),
    "force_close": _("Closed by decision"),
    "refuse_forced_close": _("Not closed by decision"),
    "ask_cancel": _("Cancelling was proposed"),
    "cancel": _("Cancelled"),
    "refuse_cancel": _("Not cancelled"),
    "ask": _("The reporter was asked a question"),
    "answer": _("The reporter answered"),
    "add": _("The reporter added words or photos"),
    "withdraw": _("The reporter withdrew the report"),
    "leave": _("A reporter withdrew report %(number)s; the case goes on"),
    "forget_contact": _("A reporter's contact was erased at their own wish"),
    "urge": _("Urged"),
    "supervise": _("Put under supervision: %(supervision)s, reply due %(due)s"),
    "reply": _("The supervisor got a reply"),
    "appeal": _("%(department)s appealed"),
    "allow_appeal": _("The appeal of %(department)s was granted: its lateness does not count"),
    "refuse_appeal": _("The appeal of %(department)s was refused"),
    "call_back": _("The reporter was called back: %(solved)s"),
    "score": _("%(department)s scored %(points)s points"),
    "reopen": _("Opened again"),
    "followed": _("Reported again as case %(number)s"),
    "rate": _("The reporter says: %(solved)s"),
    "escalate": _("%(department)s late: rung %(rung)s of the ladder, %(target)s told"),
    "recount": _("Time limit computed anew: the working calendar was edited"),
    "acknowledge": _("“I see to it”: the ladder holds still until %(until)s"),
    "let_go": _("The ladder goes on"),
    "write": _("A message went to the reporter"),
    "link": _("Linked with case %(number)s: %(link)s"),
    "unlink": _("No longer linked with case %(number)s: %(link)s"),
    "share": _("Shown to %(to)s until %(until)s"),
    "end_share": _("No longer shown to %(to)s"),
    "export": _("Printed: %(form)s"),
    "publish": _("Published"),
    "hide": _("Hidden from the public"),
    "redact": _("Public words changed"),
    "show_photo": _("A photo was published"),
    "hide_photo": _("A photo was hidden from the public"),
    "read_contact": _("The reporter's contact was read"),
    "mark_urgent": _("Marked as urgent on the phone"),
    "tell_again": _("Told of once more: %(channel)s, number %(number)s"),
    "promise_call": _("A call was promised for %(due)s"),
    "not_reached": _("The reporter was rung up and not reached (%(tries)s)"),
    "rang_back": _("The reporter was rung up as promised"),
    "share_part": _("%(department)s showed its part to %(party)s by link"),
    "take_back_share": _("The link of %(party)s was taken back"),
    "part_accepted": _("%(party)s took the work on, by link"),
    "part_asked": _("%(party)s asked a question, by link"),
    "part_answered": _("%(department)s answered %(party)s"),
    "part_done": _("%(party)s says that it is done, by link"),
    "part_sent_back": _("%(department)s sent the work back to %(party)s"),
    "replay": _("Given up before, now tried again: %(outgoing)s"),
}

SUPERVISIONS: dict[str, Promise] = {
    "overtime": _("for being late"),
    "leader": _("by a leader's order"),
    "key": _("as a key case"),
}


EXPORTS: dict[str, Promise] = {"print": _("as a sheet"), "pdf": _("as PDF")}

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
    if not text:
        return entry.action
    told = str(text) % _facts(entry, names)
    why = _by_the_census(entry.data)
    return gettext("%(told)s. %(why)s") % {"told": told, "why": why} if why else told


def _by_the_census(data: dict[str, Any]) -> str:
    """Return what the census of components had to do with it: it named the host, or named nobody in office."""
    if "passed_over" in data:
        return keepers.why_passed_over(data["component"], data["passed_over"])
    to = data.get("to")
    host = to[0] if isinstance(to, list) and to and isinstance(to[0], dict) else {}
    return keepers.in_words(host["rule"], host["reason"]) if host.get("rule") in keepers.RULES else ""


def _before_due(entry: HistoryEntry) -> bool:
    """A rung may fire before the limit ends: then nothing is late yet."""
    due_at = parse_datetime(entry.data["due_at"]) if entry.action == "escalate" else None
    return due_at is not None and entry.at < due_at


def _facts(entry: HistoryEntry, names: Names) -> dict[str, Any]:
    # A case's own clock is late at a desk, not in a department: then the stage stands for it.
    data, unknown = entry.data, _stage(entry) or gettext("the department")
    department = entry.department_id or names.department_of_leg.get(data.get("leg", 0), 0)
    return {
        **_plain(data),
        "waits": WAITING.get(data.get("waits_for", ""), gettext("sent on")),
        "department": names.departments.get(department, unknown),
        "departments": ", ".join(names.departments.get(pk, unknown) for pk in _sent_to(data)),
        "to": names.people.get(data.get("to_id", 0), data.get("to", "")),
        "from": names.people.get(data.get("from_id", 0), data.get("from", "")),
    }


def _stage(entry: HistoryEntry) -> str:
    kind = entry.data.get("kind") if entry.action == "escalate" else None
    return str(ClockKind(kind).label) if kind in ClockKind.values else ""


def _plain(data: dict[str, Any]) -> dict[str, Any]:
    """Return what an entry tells without any name being looked up; '' for what it does not tell."""
    return {
        "channel": Channel(data["channel"]).label if "channel" in data else "",
        "cell": data.get("cell") or "–",
        "solved": Rating.Solved(data["solved"]).label if "solved" in data else "",
        "result": FieldTask.Result(data["result"]).label if "result" in data else "",
        "rung": data.get("rung", ""),
        "outgoing": ", ".join(outgoing(kind) for kind in data.get("kinds", [])),
        "target": _told(data),
        "request": Request.Kind(data["kind"]).label if "request" in data and "kind" in data else "",
        "link": Link.Kind(data["link"]).label if "link" in data else "",
        "form": EXPORTS.get(data.get("form", ""), ""),
        "supervision": SUPERVISIONS.get(data.get("supervision", ""), ""),
        "until": day(data.get("until"), "DATETIME_FORMAT"),
        "due": day(data.get("due_at"), "DATETIME_FORMAT"),
        **{name: data.get(name, "") for name in ("into", "number", "points", "party", "tries")},
    }


def day(instant: str | None, kind: str = "DATE_FORMAT") -> str:
    """Return an instant as history keeps it in the reader's way and the city's time; '' for none."""
    found = parse_datetime(instant) if instant else None
    return date_format(timezone.localtime(found), kind) if found else ""


def _sent_to(data: dict[str, Any]) -> list[int]:
    """Return the departments that an entry names: dispatch keeps more about each than joint handling does."""
    to = data.get("to")
    return [said["department_id"] if isinstance(said, dict) else said for said in to] if isinstance(to, list) else []


def _told(data: dict[str, Any]) -> str:
    """Return whom a rung reached; where its own target was nobody, who stood in."""
    if "target" not in data:
        return ""
    if not data.get("fallback"):
        return words.target(data["target"])
    return gettext("%(instead)s (in place of: %(target)s)") % {
        "instead": words.target(data["fallback"]), "target": words.target(data["target"]),
    }  # fmt: skip
