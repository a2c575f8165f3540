"""Departments, duties, calendars and accounts of Yunling: the written seeds, and what follows from its areas."""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar

from govgrid.packs.making.areas import Area

SEEDS = Path(__file__).parent / "seeds"
Row = list[object]

CITY_MAIL = "yunling.example"
OFFICE_HOURS = "08:00-12:00 14:00-18:00"
KNOWN_YEARS = range(2024, 2027)
HOLIDAYS = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
}
# 2027 has not been announced: the dates of the festivals are certain, the bridging days and make-up days are not.
PROVISIONAL = (
    ("New Year's Day", date(2027, 1, 1), 1),
    ("Spring Festival", date(2027, 2, 5), 8),
    ("Tomb-sweeping Day", date(2027, 4, 5), 1),
    ("Labour Day", date(2027, 5, 1), 5),
    ("Dragon Boat Festival", date(2027, 6, 9), 1),
    ("Mid-autumn Festival", date(2027, 9, 15), 1),
    ("National Day", date(2027, 10, 1), 7),
)
# Categories that the sanitation company of a district, or the office of a sub-district, takes over there.
SANITATION = ("E0110", "E0112", "E0192", "E0114", "C0305", "C0304")
STREET_AFFAIRS = ("E0105", "E0107", "E0135", "E0136", "E0604")
# The first district of the demo has handed its street vendors to its sub-districts.
DELEGATED = ("E0401", "E0405")


def seed(name: str) -> list[dict[str, str]]:
    """Return the rows of a written file that the pack takes over as it is."""
    with (SEEDS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def departments(areas: list[Area]) -> Iterator[Row]:
    for row in seed("departments.csv"):
        phone = "12345" if row["code"] == "hotline" else ""
        yield [*list(row.values())[:6], "" if row["kind"] != "centre" else areas[0].code, mail(row["code"]), phone]
    for area in areas:
        english, chinese = area.name
        if area.level == "district":
            code, clean = f"district-{area.code}", f"sanitation-{area.code}"
            yield [
                code,
                "",
                "bureau",
                f"{english} Government",
                f"{chinese}人民政府",
                "office",
                area.code,
                mail(code),
                "",
            ]
            yield [
                clean, "appearance", "enterprise", f"{english} Sanitation Company", f"{chinese}环境卫生服务公司",
                "office", area.code, mail(clean), "",
            ]  # fmt: skip
        if area.level == "street":
            code, above = f"street-{area.code}", f"district-{area.parent}"
            yield [
                code, above, "street_office", f"{english} Office", f"{chinese}办事处", "office", area.code,
                mail(code), "",
            ]  # fmt: skip


def mail(name: str) -> str:
    return f"{name}@{CITY_MAIL}"


def duties(areas: list[Area]) -> Iterator[Row]:
    """Return the duty list: the written rules for the whole city, then those of districts and sub-districts."""
    number = 0
    for row in seed("duties.csv"):
        number += 1
        yield [
            f"D{number:04d}", row["category"], "", row["hours"], row["department"], row["part"], row["priority"],
            row["reason_en"], row["reason_zh"], "", "",
        ]  # fmt: skip
    for category, area, department, english, chinese in _local_duties(areas):
        number += 1
        yield [f"D{number:04d}", category, area, "any", department, "host", 0, english, chinese, "", ""]
    yield [
        f"D{number + 1:04d}", "", "", "any", "dispatch", "host", -100,
        "Whatever no other duty names comes to the dispatch desk", "其他权责未列明的事项由指挥派遣中心兜底", "", "",
    ]  # fmt: skip


def _local_duties(areas: list[Area]) -> Iterator[tuple[str, str, str, str, str]]:
    delegating = next(area.code for area in areas if area.level == "district")
    for area in areas:
        english, chinese = area.name
        if area.level == "district":
            for category in SANITATION:
                yield (
                    category, area.code, f"sanitation-{area.code}",
                    f"Cleans {english} under contract", f"{chinese}环卫作业承包单位",
                )  # fmt: skip
        if area.level == "street":
            own = STREET_AFFAIRS + (DELEGATED if area.parent == delegating else ())
            for category in own:
                yield (
                    category, area.code, f"street-{area.code}",
                    f"Small matters of the street belong to {english}", f"街面小微事项由{chinese}办事处负责",
                )  # fmt: skip


def calendar_days() -> Iterator[Row]:
    """Return holidays and make-up workdays as announced for the known years, and a provisional 2027."""
    day = date(KNOWN_YEARS.start, 1, 1)
    while day.year in KNOWN_YEARS:
        yield from _announced(day)
        day += timedelta(days=1)
    for name, first, length in PROVISIONAL:
        for offset in range(length):
            day = first + timedelta(days=offset)
            yield ["office", day.isoformat(), "", "holiday", name, HOLIDAYS[name], 0, "provisional"]


def _announced(day: date) -> Iterator[Row]:
    is_holiday, name = chinese_calendar.get_holiday_detail(day)
    if name is None:
        return
    english = str(name)
    source = f"State Council notice for {day.year}"
    if is_holiday:
        yield ["office", day.isoformat(), "", "holiday", english, HOLIDAYS[english], 1, source]
    elif day.weekday() >= 5:
        label = f"Make-up workday for {english}", f"{HOLIDAYS[english]}调休上班"
        yield ["office", day.isoformat(), OFFICE_HOURS, "makeup", *label, 1, source]
