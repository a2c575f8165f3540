"""Make the pack of Boston from the city's open data: precincts as cells, wards above them, queues as departments."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry import mapping, shape

from govgrid.packs.making.boston_cases import Habits, read_habits
from govgrid.packs.making.holidays_us import federal_holidays
from govgrid.packs.making.offices import Row, seed
from govgrid.packs.writing import write_csv, write_features, write_toml

CITY_CODE = "BOS"
SINCE = "2011-01-01"
# Some limits are two years long, and their ladders look beyond: a calendar that ends before would park the case.
YEARS = range(2011, 2032)
OFFICE_HOURS = "08:00-17:00"
WIDEST_GAP = 3e-5  # degrees: strips between precincts that belong to nobody
CENTRE = [-71.0589, 42.3601]
# City Hall: where the case file puts a case whose place was not known.
DEFAULT_POINT = (-71.0587, 42.3594)
HOTLINE = "INFO"
DEPARTMENTS = {
    "PWDx": ("bureau", "Public Works Department"),
    "ISD": ("bureau", "Inspectional Services Department"),
    "PARK": ("bureau", "Parks and Recreation Department"),
    "BTDT": ("bureau", "Transportation Department"),
    "INFO": ("centre", "Mayor's 24 Hour Hotline"),
    "PROP": ("bureau", "Property Management"),
    "BWSC": ("utility", "Boston Water and Sewer Commission"),
    "DISB": ("bureau", "Commission for Persons with Disabilities"),
    "BPS_": ("bureau", "Boston Public Schools"),
    "BHA_": ("bureau", "Boston Housing Authority"),
}
ABOUT = {
    "slug": "boston",
    "name_en": "Boston",
    "name_zh": "波士顿",
    "number_prefix": "BO",
    "time_zone": "America/New_York",
    "centre": CENTRE,
    "catch_all": HOTLINE.lower(),
    "calendar": "office",
    "demo": True,
    "source": "Analyze Boston, open data of the City of Boston",
    # A few precincts have been split since and end in a letter: 0402A.
    "code_widths": {"district": 2},
}
ACCOUNTS = (
    ("acceptor", "Boston Acceptor", "acceptor", "", CITY_CODE),
    ("leader", "Boston Shift Leader", "shift_leader", "", CITY_CODE),
    ("dispatcher", "Boston Dispatcher", "dispatcher", "", CITY_CODE),
    ("supervisor", "Boston Supervisor", "supervisor", "", CITY_CODE),
    ("officer1", "Boston Officer One", "officer", "", CITY_CODE),
    ("officer2", "Boston Officer Two", "officer", "", CITY_CODE),
    ("works-head", "Public Works Head", "department_head", "pwdx", ""),
    ("works-1", "Public Works Handler", "handler", "pwdx", ""),
    ("admin", "Boston Administrator", "administrator", "", CITY_CODE),
)


def make_boston(data: Path, folder: Path) -> int:
    """Write the pack into `folder` from the rows below `data`/boston; return the number of precincts."""
    habits = read_habits(data / "boston" / "cases_2011h2.csv.gz")
    precincts = clean_precincts(data / "boston" / "precincts.geojson")
    folder.mkdir(parents=True, exist_ok=True)
    write_toml(folder / "city.toml", ABOUT)
    write_csv(folder, "areas", _areas(sorted(precincts)))
    write_features(
        folder / "boundaries.geojson", (({"code": code}, mapping(precincts[code])) for code in sorted(precincts))
    )
    write_csv(folder, "places", _places(data / "boston" / "neighborhoods.geojson"))
    write_csv(folder, "default_points", [["City Hall", "市政厅", *DEFAULT_POINT]])
    _write_offices(folder, habits)
    return len(precincts)


def clean_precincts(path: Path) -> dict[str, shapely.Geometry]:
    """Return the precincts as a coverage: as published, 57 pairs overlap a little and others leave strips between."""
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    rough = np.array([shapely.make_valid(shape(feature["geometry"])) for feature in features], dtype=object)
    clean = shapely.coverage_clean(rough, gap_width=WIDEST_GAP)
    return {feature["properties"]["ward_precinct"]: part for feature, part in zip(features, clean, strict=True)}


def _areas(precincts: list[str]) -> Iterator[Row]:
    yield [CITY_CODE, "", "city", "Boston", "波士顿", "general", "", SINCE]
    for ward in sorted({code[:2] for code in precincts}):
        yield [ward, CITY_CODE, "district", f"Ward {int(ward)}", f"第{int(ward)}选区", "general", "", SINCE]
    for code in precincts:
        number, own = int(code[:2]), code[2:].lstrip("0")
        name = f"Ward {number} Precinct {own}", f"第{number}选区第{own}投票区"
        yield [code, code[:2], "cell", *name, "general", "", SINCE]


def _places(path: Path) -> Iterator[Row]:
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        name = next(
            (text for key, text in feature["properties"].items() if key.lower() in ("name", "neighborhood")), ""
        )
        middle = shapely.point_on_surface(shapely.make_valid(shape(feature["geometry"])))
        yield [name, "", "neighborhood", round(middle.x, 6), round(middle.y, 6)]


def _write_offices(folder: Path, habits: Habits) -> None:
    codes = _department_codes(habits)
    categories = _category_codes(habits)
    write_csv(folder, "departments", _departments(habits, codes))
    write_csv(folder, "categories", _categories(habits, categories))
    write_csv(folder, "standards", (_standard(kind, code, habits) for kind, code in categories.items()))
    write_csv(folder, "duties", _duties(habits, codes, categories))
    week = [OFFICE_HOURS] * 5 + ["", ""]
    write_csv(folder, "calendars", [["office", "Office hours", "办公时间", ABOUT["time_zone"], *week, 0]])
    write_csv(folder, "calendar_days", _holidays())
    write_csv(folder, "ladders", (list(row.values()) for row in seed("ladders.csv")))
    write_csv(folder, "accounts", _accounts())


def _department_codes(habits: Habits) -> dict[str, str]:
    """Return a code for every department and queue of the file."""
    codes = {name: name.strip("_").lower() for name in DEPARTMENTS}
    for number, queue in enumerate(sorted(habits.department_of), start=1):
        words = re.sub(r"[^a-z0-9]+", "-", queue.lower()).strip("-")
        codes[queue] = f"q{number:03d}-{words}"[:50].rstrip("-")
    return codes


def _departments(habits: Habits, codes: dict[str, str]) -> Iterator[Row]:
    for name, (kind, english) in DEPARTMENTS.items():
        yield [codes[name], "", kind, english, "", "office", CITY_CODE, "", ""]
    for queue, department in sorted(habits.department_of.items()):
        english = queue.removeprefix(department).strip("_ ").replace("\\", " / ")
        kind = DEPARTMENTS[department][0]
        yield [codes[queue], codes[department], kind, english, "", "office", "", "", ""]


def _category_codes(habits: Habits) -> dict[str, str]:
    """Return the code of each type: its reason's number, then its own within the reason, both by name."""
    codes: dict[str, str] = {}
    for major, reason in enumerate(sorted(set(habits.reason_of.values())), start=1):
        kinds = sorted(kind for kind, own in habits.reason_of.items() if own == reason)
        codes |= {kind: f"E{major:02d}{minor:02d}" for minor, kind in enumerate(kinds, start=1)}
    return codes


def _categories(habits: Habits, codes: dict[str, str]) -> Iterator[Row]:
    majors = {codes[kind][:3]: reason for kind, reason in habits.reason_of.items()}
    for code, reason in sorted(majors.items()):
        yield [code, "", "event", reason, "", "", "Boston 311 reason", 1, "by_hand", 1, 0]
    for kind, code in codes.items():
        yield [code, code[:3], "event", kind, "", "", "Boston 311 type", 1, "by_hand", 1, 0]


def _standard(kind: str, code: str, habits: Habits) -> Row:
    span = habits.usual_span(kind)
    if span is None:
        limit, source = (10, "working_day"), "default: too few cases had a target"
    elif span.days < 1:
        limit, source = (max(1, round(span.total_seconds() / 3600)), "urgent_hour"), "median target, 2011"
    else:
        limit, source = (round(span.total_seconds() / 86_400), "calendar_day"), "median target, 2011"
    known = 0 if span is None else 1
    closing = "Done as asked, or answered with a reason"
    return [code, 1, f"{kind}: as reported", "", "", *limit, closing, "", "fixed", 1, "", "", SINCE, source, known]


def _duties(habits: Habits, codes: dict[str, str], categories: dict[str, str]) -> Iterator[Row]:
    number = 0
    for kind, category in categories.items():
        usual = habits.usual_queue(kind)
        share = f"{habits.queues[kind][usual]} of {habits.queues[kind].total()} cases of the type in 2011 went there"
        for ward, queue, reason in (
            ("", usual, share),
            *((ward, queue, f"Most cases of the type in ward {int(ward)} went there in 2011")
              for ward, queue in habits.local_queues(kind)),
        ):  # fmt: skip
            number += 1
            yield [f"D{number:04d}", category, ward, "any", codes[queue], "host", 0, reason, "", "", ""]
    yield [
        f"D{number + 1:04d}", "", "", "any", codes[HOTLINE], "host", -100, "What nobody else is named for", "", "", "",
    ]  # fmt: skip


def _holidays() -> Iterator[Row]:
    days = {day: name for year in YEARS for day, name in federal_holidays(year)}
    for day, name in sorted(days.items()):
        if day.year in YEARS:
            yield ["office", day.isoformat(), "", "holiday", name, "", 1, "5 U.S.C. 6103"]


def _accounts() -> Iterator[Row]:
    for username, english, role, department, area in ACCOUNTS:
        yield [username, english, "", role, department, area, f"{username}@boston.example", "en"]
