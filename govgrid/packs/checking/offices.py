"""Calendars, departments, ladders and accounts."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from django.utils.translation import gettext as _

from departments.models import CalendarDay, ClockKind
from departments.roles import ROLES, Role
from govgrid.packs.columns import LADDER_SETTINGS, WEEKDAYS
from govgrid.packs.faults import Findings
from govgrid.packs.pack import Pack, Row


def check(pack: Pack, findings: Findings) -> None:
    _check_city(pack, findings)
    for row in pack.rows("calendars"):
        _check_calendar(row, pack, findings)
    for row in pack.rows("calendar_days"):
        _check_day(row, pack, findings)
    for row in pack.rows("departments"):
        _check_department(row, pack, findings)
    _check_ladders(pack, findings)
    _check_accounts(pack, findings)


def _check_city(pack: Pack, findings: Findings) -> None:
    for key, sheet, what in (
        ("catch_all", "departments", "department"),
        ("calendar", "calendars", "calendar"),
    ):
        code = pack.city.get(key)
        if isinstance(code, str) and pack.lacks(sheet, code):
            findings.fault(
                "city.toml",
                pack.lines.get(key, 1),
                _("%(key)s %(code)s is no %(what)s of this pack.") % {"key": key, "code": repr(code), "what": what},
            )


def _check_calendar(row: Row, pack: Pack, findings: Findings) -> None:
    if row["always_open"]:
        return
    if not any(row[day] for day in WEEKDAYS):
        findings.fault(
            row.file, row.line, _("The calendar %(code)s is never open; write opening times.") % {"code": row["code"]}
        )
    days = [day for day in pack.rows("calendar_days") if day["calendar"] == row["code"]]
    end = covered_to(row, pack)
    if end is None and row["code"] not in pack.unread["calendar_days"]:
        findings.fault(
            row.file,
            row.line,
            _("The calendar %(code)s covers no year; calendar_days.csv has none.") % {"code": row["code"]},
        )
    elif end and end < date.today() + timedelta(days=90):  # noqa: DTZ011 - a quarter's notice is no matter of hours
        sentence = _("The calendar %(code)s ends on %(end)s; clocks that would run past it cannot start.") % {
            "code": row["code"],
            "end": end,
        }
        findings.warn(row.file, row.line, sentence)
    for year in sorted({day["day"].year for day in days if not day["verified"]}):
        findings.warn(
            "calendar_days.csv",
            min(day.line for day in days if day["day"].year == year),
            _("%(year)s of the calendar %(code)s is provisional; put in the days that are announced.")
            % {"year": year, "code": row["code"]},
        )


def covered_to(calendar: Row, pack: Pack) -> date | None:
    """Return the last day that a calendar answers for; None: for ever.

    It is what the sheet says, else the end of the last year that the calendar has days of.
    """
    if calendar.values.get("covered_to"):
        return calendar["covered_to"]
    years = [day["day"].year for day in pack.rows("calendar_days") if day["calendar"] == calendar["code"]]
    return date(max(years), 12, 31) if years and not calendar["always_open"] else None


def _check_day(row: Row, pack: Pack, findings: Findings) -> None:
    if pack.lacks("calendars", row["calendar"]):
        findings.fault(
            row.file, row.line, _("%(calendar)s is no calendar of this pack.") % {"calendar": repr(row["calendar"])}
        )
    if row["kind"] == CalendarDay.Kind.HOLIDAY and row["windows"]:
        findings.fault(
            row.file, row.line, _("%(day)s is a holiday and cannot have opening times.") % {"day": row["day"]}
        )
    if row["kind"] == CalendarDay.Kind.MAKEUP and not row["windows"]:
        findings.fault(
            row.file, row.line, _("%(day)s is a make-up workday and needs opening times.") % {"day": row["day"]}
        )


def _check_department(row: Row, pack: Pack, findings: Findings) -> None:
    for column, sheet, what in (
        ("parent", "departments", "department"),
        ("calendar", "calendars", "calendar"),
        ("area", "areas", "area"),
    ):
        if row[column] and pack.lacks(sheet, row[column]):
            findings.fault(
                row.file,
                row.line,
                _("%(column)s %(name)s is no %(what)s of this pack.")
                % {"column": column, "name": repr(row[column]), "what": what},
            )
    above, seen = row["parent"], {row["code"]}
    while above in pack.departments:
        if above in seen:
            findings.fault(
                row.file, row.line, _("%(code)s stands above itself; follow the parents.") % {"code": row["code"]}
            )
            return
        seen.add(above)
        above = pack.departments[above]["parent"]


def _check_ladders(pack: Pack, findings: Findings) -> None:
    by_ladder: dict[str, list[Row]] = defaultdict(list)
    for row in pack.rows("ladders"):
        by_ladder[row["ladder"]].append(row)
    sound = {code: rungs for code, rungs in by_ladder.items() if code not in pack.unread["ladders"]}
    clocks = Counter(clock for rungs in by_ladder.values() for clock in {row["clock"] for row in rungs})
    if clocks[ClockKind.HANDLE] > 1 or not (clocks[ClockKind.HANDLE] or pack.unread["ladders"]):
        findings.fault("ladders.csv", 1, _("There must be exactly one ladder for the clock handle."))
    for clock, times in clocks.items():
        if times > 1 and clock != ClockKind.HANDLE:
            findings.fault(
                "ladders.csv",
                1,
                _("The clock %(clock)s has %(times)s ladders; one is all it can climb.")
                % {"clock": clock, "times": times},
            )
    for rungs in sound.values():
        _check_ladder(rungs, findings)
        _check_targets(rungs, pack, findings)


def _check_ladder(rungs: Sequence[Row], findings: Findings) -> None:
    first, code = rungs[0], rungs[0]["ladder"]
    if [row["position"] for row in rungs] != list(range(1, len(rungs) + 1)):
        findings.fault(
            first.file, first.line, _("The rungs of %(code)s must stand in order: 1, 2, 3 …") % {"code": code}
        )
    for row in rungs[1:]:
        if row["clock"] != first["clock"]:
            findings.fault(
                row.file,
                row.line,
                _("The ladder %(code)s is for the clock %(clock)s; name another one.")
                % {"code": code, "clock": first["clock"]},
            )
        if any(row[name] not in {"", first[name]} for name in LADDER_SETTINGS):
            sentence = _("What %(code)s says of quiet, hold and repeats stands in the line of its first rung.") % {
                "code": code
            }
            findings.fault(row.file, row.line, sentence)


def _check_targets(rungs: Sequence[Row], pack: Pack, findings: Findings) -> None:
    """Warn of a rung for a role that no account of the pack holds; a pack without accounts says nothing of it."""
    held = {row["role"] for row in pack.rows("accounts")}
    for row in rungs:
        if held and row["target"] in Role.values and row["target"] not in held:
            sentence = _(
                "Rung %(position)s of %(ladder)s reaches %(target)s, which nobody in accounts.csv is; "
                "whoever stands in is told instead. Post somebody, or name another target."
            ) % {"position": row["position"], "ladder": row["ladder"], "target": row["target"]}
            findings.warn(row.file, row.line, sentence)


def _check_accounts(pack: Pack, findings: Findings) -> None:
    names: dict[str, tuple[str, str]] = {}
    for row in pack.rows("accounts"):
        username, own = row["username"], (row["name_en"], row["name_zh"])
        if names.setdefault(username, own) != own:
            findings.fault(
                row.file, row.line, _("%(username)s has another name in an earlier line.") % {"username": username}
            )
        _check_posting(row, pack, findings)


def _check_posting(row: Row, pack: Pack, findings: Findings) -> None:
    posted_in = ROLES[row["role"]].posted_in
    other = "area" if posted_in == "department" else "department"
    if not row[posted_in]:
        findings.fault(
            row.file,
            row.line,
            _("%(username)s needs %(posted_in)s: the role %(role)s is posted by it.")
            % {"username": row["username"], "posted_in": posted_in, "role": row["role"]},
        )
    elif pack.lacks(f"{posted_in}s", row[posted_in]):
        findings.fault(
            row.file,
            row.line,
            _("%(posted_in)s %(name)s is not in this pack.") % {"posted_in": posted_in, "name": repr(row[posted_in])},
        )
    if row[other]:
        findings.fault(
            row.file,
            row.line,
            _("The role %(role)s is posted by %(posted_in)s; leave %(other)s empty.")
            % {"role": row["role"], "posted_in": posted_in, "other": other},
        )
