"""What the columns and tables of the configuration are called on its pages, in its log and before a pack is loaded."""

from decimal import Decimal
from typing import Any

from django.utils.formats import date_format, localize
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

COLUMNS: dict[str, Promise] = {
    "area": gettext_lazy("Area"),
    "always_open": gettext_lazy("Open round the clock"),
    "assignment": gettext_lazy("How work is given out"),
    "audience": gettext_lazy("Who reads it"),
    "automatic": gettext_lazy("Files without a person"),
    "begins_at": gettext_lazy("From"),
    "calendar": gettext_lazy("Working calendar"),
    "cap_per_person": gettext_lazy("Open parts a person, at most"),
    "capture_rule": gettext_lazy("What the officer records"),
    "claim_hours": gettext_lazy("Hours until untouched work goes back"),
    "close_kind": gettext_lazy("How it is closed"),
    "category": gettext_lazy("Category"),
    "closing_en": gettext_lazy("What closes it, in English"),
    "closing_zh": gettext_lazy("What closes it, in Chinese"),
    "condition_en": gettext_lazy("Condition in English"),
    "condition_no": gettext_lazy("Number of the condition"),
    "condition_zh": gettext_lazy("Condition in Chinese"),
    "covered_to": gettext_lazy("Known up to"),
    "code": gettext_lazy("Code"),
    "department": gettext_lazy("Department"),
    "deputy": gettext_lazy("Deputy"),
    "email": gettext_lazy("E-mail"),
    "ends_at": gettext_lazy("Until"),
    "hold_minutes": gettext_lazy("An acknowledgement holds it, minutes"),
    "icon": gettext_lazy("Icon"),
    "is_active": gettext_lazy("May sign in"),
    "kind": gettext_lazy("Kind"),
    "language": gettext_lazy("Language"),
    "law": gettext_lazy("Law"),
    "limit_unit": gettext_lazy("Unit"),
    "limit_value": gettext_lazy("Time limit"),
    "handed_back": gettext_lazy("Parts handed back"),
    "move": gettext_lazy("For the note of the move"),
    "name_en": gettext_lazy("Name in English"),
    "name_zh": gettext_lazy("Name in Chinese"),
    "parent": gettext_lazy("Belongs to"),
    "phone": gettext_lazy("Phone"),
    "position": gettext_lazy("Place in the list"),
    "public": gettext_lazy("Offered to citizens"),
    "publish": gettext_lazy("Cases are made public"),
    "quiet": gettext_lazy("Waits for working time"),
    "repeat_minutes": gettext_lazy("Minutes between repeats"),
    "repeats": gettext_lazy("Repeats of the last rung"),
    "role": gettext_lazy("Role"),
    "rungs": gettext_lazy("Rungs"),
    "source": gettext_lazy("Source"),
    "steps": gettext_lazy("Steps"),
    "time_zone": gettext_lazy("Time zone"),
    "urgent": gettext_lazy("Urgent"),
    "valid_from": gettext_lazy("Valid from"),
    "valid_to": gettext_lazy("Ends on"),
    "verified": gettext_lazy("Checked against its source"),
    "version": gettext_lazy("Version"),
    "windows": gettext_lazy("Opening hours"),
    "words_en": gettext_lazy("Words in English"),
    "words_zh": gettext_lazy("Words in Chinese"),
    "username": gettext_lazy("Name for signing in"),
    "zone": gettext_lazy("Zone"),
}

# A unit as a choice of its own; beside a number it is written by `limit_in_words`.
UNITS: dict[str, Promise] = {
    "urgent_hour": gettext_lazy("Hours round the clock"),
    "urgent_day": gettext_lazy("Days round the clock"),
    "working_hour": gettext_lazy("Working hours"),
    "working_day": gettext_lazy("Working days"),
    "calendar_day": gettext_lazy("Calendar days"),
    "hour": gettext_lazy("Hours round the clock"),
}

# The tables of a pack, by the name of their file.
TABLES: dict[str, Promise] = {
    "city": gettext_lazy("City"),
    "areas": gettext_lazy("Areas"),
    "boundaries": gettext_lazy("Outlines"),
    "places": gettext_lazy("Places"),
    "default_points": gettext_lazy("Default points"),
    "calendars": gettext_lazy("Working calendars"),
    "calendar_days": gettext_lazy("Days that differ"),
    "departments": gettext_lazy("Departments"),
    "categories": gettext_lazy("Dictionary"),
    "standards": gettext_lazy("Filing standards"),
    "duties": gettext_lazy("Duty list"),
    "ladders": gettext_lazy("Ladders"),
    "stages": gettext_lazy("Stage limits"),
    "reasons": gettext_lazy("Reasons"),
    "templates": gettext_lazy("Templates"),
    "macros": gettext_lazy("Macros"),
    "components": gettext_lazy("Components"),
}


def column_words(name: str) -> str:
    """Return what a column is called; the column itself where it has no other name."""
    return str(COLUMNS.get(name, name))


def value_words(value: Any) -> str:
    """Return a value as people read it: yes and no, days by the language, an empty one as a dash."""
    if value is None or value == "" or value == []:
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(_hours(part) for part in value)
    if hasattr(value, "isoformat"):
        return date_format(value, "SHORT_DATE_FORMAT")
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"  # 3, not 3.0000
    return str(localize(value))


def _hours(part: Any) -> str:
    if isinstance(part, list) and len(part) == 2 and all(isinstance(one, str) for one in part):
        return f"{part[0]}–{part[1]}"
    return value_words(part)
