"""The files of a pack and their columns, in order: one table for reading, checking and writing.

A column is (name, kind, needed). Kinds are parsed by `govgrid.packs.values`.
"""

from typing import NamedTuple


class Column(NamedTuple):
    name: str
    kind: str = "text"
    needed: bool = True
    # Packs written before this column was thought of go without it; then its values are kept as configured.
    added: bool = False
    # Packs written before this column was thought of lack it, and mean it empty.
    newer: bool = False


class Sheet(NamedTuple):
    """A CSV file: its columns, and which of them together may not repeat."""

    columns: tuple[Column, ...]
    key: tuple[str, ...]
    needed: bool = True


def _optional(name: str, kind: str = "text") -> Column:
    return Column(name, kind, needed=False)


def _added(name: str, kind: str) -> Column:
    return Column(name, kind, needed=False, added=True)


def _newer(name: str, kind: str = "text") -> Column:
    return Column(name, kind, needed=False, newer=True)


WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# Said once of a ladder, in the line of its first rung.
LADDER_SETTINGS = ("quiet", "hold_minutes", "repeats", "repeat_minutes")

SHEETS: dict[str, Sheet] = {
    "areas": Sheet(
        (
            Column("code"), _optional("parent"), Column("level", "level"), _optional("name_en"), _optional("name_zh"),
            Column("zone", "zone"), _optional("households", "count"), Column("valid_from", "day"),
        ),
        ("code",),
    ),
    "places": Sheet(
        (
            _optional("name_en"), _optional("name_zh"), Column("kind", "slug"), Column("lon", "lon"),
            Column("lat", "lat"), _added("aliases", "aliases"),
        ),
        ("kind", "name_en", "name_zh", "lon", "lat"),
        needed=False,
    ),
    "default_points": Sheet(
        (_optional("name_en"), _optional("name_zh"), Column("lon", "lon"), Column("lat", "lat")),
        ("lon", "lat"),
        needed=False,
    ),
    "calendars": Sheet(
        (
            Column("code", "slug"), _optional("name_en"), _optional("name_zh"), Column("time_zone", "zone_name"),
            *(_optional(day, "windows") for day in WEEKDAYS), Column("always_open", "yes_no"),
            _added("covered_to", "day"),
        ),
        ("code",),
    ),
    "calendar_days": Sheet(
        (
            Column("calendar", "slug"), Column("day", "day"), _optional("windows", "windows"),
            Column("kind", "day_kind"), _optional("name_en"), _optional("name_zh"), Column("verified", "yes_no"),
            _optional("source"),
        ),
        ("calendar", "day"),
        needed=False,
    ),
    "departments": Sheet(
        (
            Column("code", "slug"), _optional("parent", "slug"), Column("kind", "department_kind"),
            _optional("name_en"), _optional("name_zh"), _optional("calendar", "slug"), _optional("area"),
            _optional("email", "email"), _optional("phone"), _added("assignment", "assignment"),
            _added("cap_per_person", "few"), _added("claim_hours", "few"),
        ),
        ("code",),
    ),
    "categories": Sheet(
        (
            Column("code", "category_code"), _optional("parent"), Column("kind", "category_kind"), _optional("name_en"),
            _optional("name_zh"), _optional("icon", "slug"), _optional("source"), Column("verified", "yes_no"),
            Column("publish", "publish"), Column("public", "yes_no"), Column("urgent", "yes_no"),
        ),
        ("code",),
    ),
    "standards": Sheet(
        (
            Column("category"), Column("condition_no", "number"), _optional("condition_en"), _optional("condition_zh"),
            _optional("zone", "zone"), Column("limit_value", "limit"), Column("limit_unit", "limit_unit"),
            _optional("closing_en"), _optional("closing_zh"), Column("close_kind", "close_kind"),
            Column("automatic", "yes_no"), _optional("law"), _optional("capture_rule"), Column("valid_from", "day"),
            _optional("source"), Column("verified", "yes_no"),
        ),
        ("category", "condition_no", "zone"),
    ),
    "duties": Sheet(
        (
            Column("code"), _optional("category"), _optional("area"), Column("hours", "hours"),
            Column("department", "slug"), Column("part", "part"), Column("priority", "priority"),
            _optional("reason_en"), _optional("reason_zh"), _optional("valid_from", "day"),
            _optional("valid_to", "day"),
        ),
        ("code",),
    ),
    "ladders": Sheet(
        (
            Column("ladder", "slug"), Column("clock", "clock"), Column("position", "number"),
            Column("offset", "offset"), Column("unit", "rung_unit"), Column("action", "rung_action"),
            Column("target", "rung_target"), _newer("quiet", "yes_no"), _newer("hold_minutes", "minutes"),
            _newer("repeats", "repeats"), _newer("repeat_minutes", "minutes"),
        ),
        ("ladder", "position"),
    ),
    "stages": Sheet(
        (Column("kind", "stage"), Column("limit_value", "stage_limit"), Column("limit_unit", "limit_unit")),
        ("kind",),
        needed=False,
    ),
    "reasons": Sheet(
        (Column("kind", "reason_kind"), Column("code", "reason_code"), _optional("name_en"), _optional("name_zh")),
        ("kind", "code"),
        needed=False,
    ),
    "questions": Sheet(
        (
            Column("category"), Column("code", "reason_code"), Column("kind", "question_kind"),
            Column("required", "yes_no"), _optional("name_en"), _optional("name_zh"), _optional("hint_en"),
            _optional("hint_zh"), _optional("choices_en", "several"), _optional("choices_zh", "several"),
        ),
        ("category", "code"),
        needed=False,
    ),
    "stoppers": Sheet(
        (
            Column("code", "reason_code"), _optional("category"), _optional("words_en", "several"),
            _optional("words_zh", "several"), _optional("name_en"), _optional("name_zh"), _optional("call"),
            Column("hard", "yes_no"), Column("goes_on", "yes_no"),
        ),
        ("code",),
        needed=False,
    ),
    "templates": Sheet(
        (
            Column("code", "slug"), _optional("department", "slug"), _optional("audience", "audience"),
            _optional("category"), _optional("move", "move"), _optional("name_en"), _optional("name_zh"),
            _optional("words_en", "phrase"), _optional("words_zh", "phrase"),
        ),
        ("code",),
        needed=False,
    ),
    # Name, department and category of a macro are said in the line of its first action.
    "macros": Sheet(
        (
            Column("macro", "slug"), Column("position", "number"), Column("action", "macro_action"),
            _optional("move", "move"), _optional("template", "slug"), _optional("fields", "pairs"),
            _optional("department", "slug"), _optional("category"), _optional("name_en"), _optional("name_zh"),
        ),
        ("macro", "position"),
        needed=False,
    ),
    "components": Sheet(
        (
            Column("code", "component_code"), Column("category"), _optional("name_en"), _optional("name_zh"),
            _optional("authority", "slug"), _optional("owner", "slug"), _optional("keeper", "slug"),
            Column("lon", "lon"), Column("lat", "lat"), _optional("accuracy_m", "metres"), _optional("address"),
            _optional("state", "component_state"), _optional("source", "component_source"),
            _optional("surveyed_on", "day"), _optional("changed_on", "day"), _optional("note"),
        ),
        ("code",),
        needed=False,
    ),
    "accounts": Sheet(
        (
            Column("username", "username"), _optional("name_en"), _optional("name_zh"), Column("role", "role"),
            _optional("department", "slug"), _optional("area"), _optional("email", "email"),
            _newer("language", "language"),
        ),
        ("username", "role", "department", "area"),
        needed=False,
    ),
}  # fmt: skip
