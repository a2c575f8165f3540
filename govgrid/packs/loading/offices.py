"""Writing calendars, departments and the ladder."""

from collections.abc import Iterator
from datetime import date

from departments.models import CalendarDay, Department, Ladder, Rung, WorkCalendar
from govgrid.packs.checking.offices import covered_to
from govgrid.packs.columns import WEEKDAYS
from govgrid.packs.loading.upsert import Changes, bring_up_to_date
from govgrid.packs.pack import Pack, Row


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


def write_ladder(pack: Pack, *, changes: Changes) -> None:
    rows = pack.rows("ladders")
    head = {"code": rows[0]["ladder"], "clock": rows[0]["clock"]}
    ladders = Ladder.objects.filter(clock=head["clock"], retired_at=None)
    # Running clocks keep pointing at the ladder, so it is changed in place and never replaced.
    key = ("clock",) if ladders.exists() else ("code",)
    (ladder,) = bring_up_to_date(ladders, [head], key=key, changes=changes).values()
    names = ("position", "offset", "unit", "action", "target")
    wanted = [{"ladder_id": ladder.pk, **{name: row[name] for name in names}} for row in rows]
    rungs = Rung.objects.filter(ladder=ladder)
    bring_up_to_date(rungs, wanted, key=("ladder_id", "position"), changes=changes)
    gone, _by_table = rungs.filter(position__gt=len(rows)).delete()
    changes.add("rungs", gone)
