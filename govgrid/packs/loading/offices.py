"""Writing calendars, departments and ladders."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import Max

from departments.models import CalendarDay, Department, Ladder, Rung, WorkCalendar
from govgrid.packs.checking.offices import covered_to
from govgrid.packs.columns import LADDER_SETTINGS, WEEKDAYS
from govgrid.packs.loading.upsert import Changes, bring_up_to_date
from govgrid.packs.pack import Pack, Row

RUNG = ("position", "offset", "unit", "action", "target")


def write_calendars(pack: Pack, *, changes: Changes) -> dict[str, int]:
    """Return the ids of the pack's calendars by code."""
    wanted = [
        {
            "code": row["code"],
            "name_en": row["name_en"],
            "name_zh": row["name_zh"],
            "time_zone": row["time_zone"],
            "windows": [row[day] for day in WEEKDAYS],
            "always_open": row["always_open"],
            "covered_to": covered_to(row, pack),
        }
        for row in pack.rows("calendars")
    ]
    found = bring_up_to_date(WorkCalendar.objects.all(), wanted, key=("code",), changes=changes)
    ids = {code: calendar.pk for (code,), calendar in found.items()}
    _write_days(pack, ids, changes)
    return ids


def _write_days(pack: Pack, calendar_ids: dict[str, int], changes: Changes) -> None:
    names = ("day", "windows", "kind", "name_en", "name_zh", "verified", "source")
    wanted = [
        {"calendar_id": calendar_ids[row["calendar"]], **{name: row[name] for name in names}}
        for row in pack.rows("calendar_days")
    ]
    ours = CalendarDay.objects.filter(calendar__in=calendar_ids.values())
    found = bring_up_to_date(ours, wanted, key=("calendar_id", "day"), changes=changes)
    # A day that left the pack is an ordinary weekday again: that is what its row said otherwise.
    gone, _by_table = ours.exclude(pk__in=[day.pk for day in found.values()]).delete()
    changes.add("calendar days", gone)


def write_departments(
    pack: Pack, calendars: dict[str, int], areas: dict[str, int], *, on: date, changes: Changes
) -> dict[str, int]:
    """Return the ids of the pack's departments by code; those that are no more end at `on`."""
    # Let go of the desk first: at no moment may there be two.
    desk = pack.city["catch_all"]
    Department.objects.filter(catch_all=True).exclude(code=desk).update(catch_all=False)
    default = pack.city["calendar"]
    ids: dict[str, int] = {}
    for rows in _parents_first(pack):
        wanted = [_department(row, ids, calendars[row["calendar"] or default], areas, desk) for row in rows]
        found = bring_up_to_date(Department.objects.all(), wanted, key=("code",), changes=changes)
        ids |= {code: department.pk for (code,), department in found.items()}
    gone = Department.objects.filter(valid_to=None).exclude(code__in=ids).update(valid_to=on)
    changes.add("departments", gone)
    return ids


def _parents_first(pack: Pack) -> Iterator[list[Row]]:
    """Yield the departments in layers from the top: a sheet may name them in any order."""
    above, left = {""}, pack.rows("departments")
    while left:
        layer = [row for row in left if row["parent"] in above]
        yield layer
        above |= {row["code"] for row in layer}
        left = [row for row in left if row["code"] not in above]


def _department(row: Row, ids: dict[str, int], calendar_id: int, areas: dict[str, int], desk: str) -> dict[str, object]:
    names = ("code", "kind", "name_en", "name_zh", "email", "phone")
    ways = ("assignment", "cap_per_person", "claim_hours")
    return {
        **{name: row[name] for name in names},
        # A pack that does not say how work is given out leaves that to the configuration.
        **{name: row[name] for name in ways if name in row},
        "parent_id": ids.get(row["parent"]),
        "calendar_id": calendar_id,
        "area_id": areas.get(row["area"]),
        "catch_all": row["code"] == desk,
        "valid_to": None,
    }


def write_ladders(pack: Pack, *, at: datetime, changes: Changes) -> None:
    """Make a new version of each ladder that differs and retire the old one: running clocks keep theirs."""
    by_code: dict[str, list[Row]] = defaultdict(list)
    for row in pack.rows("ladders"):
        by_code[row["ladder"]].append(row)
    current = list(Ladder.objects.filter(retired_at=None).prefetch_related("rungs"))
    kept = {ladder.code for ladder in current if _as_written(by_code.get(ladder.code)) == _as_loaded(ladder)}
    outdated = [ladder.pk for ladder in current if ladder.code not in kept]
    Ladder.objects.filter(pk__in=outdated).update(retired_at=at)
    new = [_new_version(code, rungs) for code, rungs in by_code.items() if code not in kept]
    changes.add("ladders", max(len(outdated), len(new)))


def _new_version(code: str, rungs: list[Row]) -> Ladder:
    newest = Ladder.objects.filter(code=code).aggregate(newest=Max("version"))["newest"] or 0
    ladder = Ladder.objects.create(code=code, clock=rungs[0]["clock"], version=newest + 1, **_settings(rungs))
    Rung.objects.bulk_create(Rung(ladder=ladder, **{name: row[name] for name in RUNG}) for row in rungs)
    return ladder


def _settings(rungs: list[Row]) -> dict[str, Any]:
    """Return what is said of the whole ladder; what is left empty is as the table has it."""
    return {name: rungs[0][name] for name in LADDER_SETTINGS if rungs[0][name] != ""}


def _as_written(rungs: list[Row] | None) -> Any:
    if not rungs:
        return None
    meant = Ladder(**_settings(rungs))
    settings = {name: getattr(meant, name) for name in LADDER_SETTINGS}
    return rungs[0]["clock"], settings, [{name: row[name] for name in RUNG} for row in rungs]


def _as_loaded(ladder: Ladder) -> Any:
    settings = {name: getattr(ladder, name) for name in LADDER_SETTINGS}
    return ladder.clock, settings, [{name: getattr(rung, name) for name in RUNG} for rung in ladder.rungs.all()]
