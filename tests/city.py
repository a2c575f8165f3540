"""One invented town: two districts, four square cells, four departments and a fixed cast of people.

    +---------+---------+   latitude 25.02
    | cell 3  | cell 4  |
    +---------+---------+
    | cell 1  | cell 2  |
    +---------+---------+   latitude 25.00
    102.70              102.72

Cells 1 and 3 are the west district, 2 and 4 the east. Roads answers for road damage everywhere; Lamps for street
lights, with Roads as co-handler; for litter two companies are equally named, so a person must decide; nobody is
named for noise.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import shapely
from django.contrib.auth.hashers import make_password
from django.db import connection

from departments.access import grant_postings
from departments.models import (
    CalendarDay,
    Category,
    Department,
    Duty,
    DutySet,
    FilingStandard,
    Ladder,
    LimitUnit,
    Part,
    Posting,
    Rung,
    User,
    WorkCalendar,
)
from departments.roles import Role
from govgrid.lib.geo import Point
from grids.models import Area, Boundary, City, Level, Zone
from tests.photograph import photographed

# Wednesday 2026-09-16, 12:00 in the town (UTC+8): between the morning's window and the afternoon's.
NOON = datetime(2026, 9, 16, 4, 0, tzinfo=UTC)
SINCE = date(2024, 1, 1)
WEST, SOUTH, SIDE = 102.70, 25.00, 0.01
OFFICE = [["08:00", "12:00"], ["14:00", "18:00"]]
PASSWORD = "a long-enough word"


@dataclass
class Town:
    """Everything in the town by name; cells are `cells[1]` to `cells[4]`."""

    areas: dict[str, Area] = field(default_factory=dict)
    cells: dict[int, Area] = field(default_factory=dict)
    departments: dict[str, Department] = field(default_factory=dict)
    categories: dict[str, Category] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)


def middle_of(cell: int) -> Point:
    """Return the middle of cell 1 to 4."""
    column, row = (cell - 1) % 2, (cell - 1) // 2
    return Point(WEST + (column + 0.5) * SIDE, SOUTH + (row + 0.5) * SIDE)


OUTSIDE = Point(102.80, 25.00)


def build_town() -> Town:
    """Return the town, written into an empty database."""
    return photographed(_build)


def _build() -> Town:
    town = Town()
    City.objects.create(
        slug="town", name_en="Testtown", name_zh="测试镇", number_prefix="TT", time_zone="Asia/Shanghai",
        centre_lon=102.71, centre_lat=25.01, demo=True,
    )  # fmt: skip
    _areas(town)
    _departments(town)
    _dictionary(town)
    _duties(town)
    _ladder()
    _people(town)
    grant_postings(on=NOON.date())
    return town


def _areas(town: Town) -> None:
    root = _area(town, "city", None, Level.CITY, "99", "Testtown", "测试镇")
    _outline(root, WEST, SOUTH, 2, 2)
    for side, column in (("west", 0), ("east", 1)):
        code = f"99010{column + 1}"
        district = _area(town, side, root, Level.DISTRICT, code, f"{side.title()} District", f"{'西东'[column]}区")
        street = _area(town, f"{side} street", district, Level.STREET, f"{code}001", f"{side.title()} Street", "街道")
        community = _area(
            town, f"{side} community", street, Level.COMMUNITY, f"{code}001001", f"{side.title()} Community", "社区"
        )
        for row in (0, 1):
            number = 1 + column + 2 * row
            cell = _area(
                town, f"cell {number}", community, Level.CELL, f"{code}001001{row + 1:03}", f"Cell {number}", "网格"
            )
            _outline(cell, WEST + column * SIDE, SOUTH + row * SIDE, 1, 1)
            town.cells[number] = cell


def _area(town: Town, key: str, parent: Area | None, level: Level, code: str, name_en: str, name_zh: str) -> Area:
    area = Area.objects.create(
        parent=parent, level=level, code=code, name_en=name_en, name_zh=name_zh, zone=Zone.GENERAL,
        path=f"/{code}/", valid_from=SINCE,
    )  # fmt: skip
    area.path = f"{parent.path if parent else '/'}{area.pk}/"
    area.save(update_fields=["path"])
    town.areas[key] = area
    return area


def _outline(area: Area, lon: float, lat: float, columns: int, rows: int) -> None:
    east, north = lon + columns * SIDE, lat + rows * SIDE
    outline = shapely.to_wkb(shapely.box(lon, lat, east, north))
    boundary = Boundary.objects.create(area=area, geometry=outline, valid_from=SINCE)
    corners = [(lon, lat), (east, lat), (east, north), (lon, north)]
    ring = ",".join(f"({x * 1e6:.1f},{y * 1e6:.1f})" for x, y in corners)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO grids_ring (boundary_id, area_id, level, ring, valid_from) VALUES (%s, %s, %s, %s, %s)",
            [boundary.pk, area.pk, area.level, f"({ring})", SINCE],
        )


def _departments(town: Town) -> None:
    week = [OFFICE] * 5 + [[], []]
    office = WorkCalendar.objects.create(
        code="office", name_en="Office", name_zh="办公", time_zone="Asia/Shanghai", windows=week,
        covered_to=date(2027, 12, 31),
    )  # fmt: skip
    CalendarDay.objects.create(calendar=office, day=date(2026, 9, 20), windows=OFFICE, kind="makeup")
    always = WorkCalendar.objects.create(
        code="always", name_en="Always", name_zh="全天", time_zone="Asia/Shanghai", windows=[[]] * 7, always_open=True
    )
    for code, kind, name_en, name_zh, calendar in (
        ("centre", "centre", "Grid Centre", "网格中心", always),
        ("roads", "bureau", "Roads Bureau", "市政局", office),
        ("lamps", "utility", "Lamp Company", "路灯公司", office),
        ("clean", "enterprise", "Clean One", "环卫一公司", office),
        ("bright", "enterprise", "Clean Two", "环卫二公司", office),
    ):
        town.departments[code] = Department.objects.create(
            code=code, kind=kind, name_en=name_en, name_zh=name_zh, calendar=calendar, catch_all=code == "centre"
        )


def _dictionary(town: Town) -> None:
    rows = (
        ("road", "E0113", "Road damage", "道路破损", "automatic", "5", LimitUnit.WORKING_DAY),
        ("lamp", "C0137", "Street light", "路灯", "by_hand", "2", LimitUnit.WORKING_DAY),
        ("litter", "E0110", "Exposed litter", "暴露垃圾", "automatic", "4", LimitUnit.WORKING_HOUR),
        ("noise", "E0128", "Commercial noise", "商业噪音", "never", "2", LimitUnit.URGENT_HOUR),
    )
    for key, code, name_en, name_zh, publish, limit, unit in rows:
        kind = "component" if code[0] == "C" else "event"
        major, _new = Category.objects.get_or_create(
            code=code[:3], defaults={"kind": kind, "name_en": f"Major {code[:3]}", "name_zh": f"大类{code[:3]}"}
        )
        category = Category.objects.create(
            code=code, parent=major, kind=kind, name_en=name_en, name_zh=name_zh, publish=publish
        )
        FilingStandard.objects.create(
            category=category, condition_no=1, condition_en=f"{name_en} seen", condition_zh=f"发现{name_zh}",
            limit_value=limit, limit_unit=unit, closing_en="Put right", closing_zh="恢复", automatic=True,
            valid_from=SINCE,
        )  # fmt: skip
        town.categories[key] = category


def _duties(town: Town) -> None:
    adopted = DutySet.objects.create(version=1, state=DutySet.State.ADOPTED, adopted_at=NOON)
    for code, category, department, part in (
        ("D1", "road", "roads", Part.HOST),
        ("D2", "lamp", "lamps", Part.HOST),
        ("D3", "lamp", "roads", Part.CO_HANDLER),
        ("D4", "litter", "clean", Part.HOST),
        ("D5", "litter", "bright", Part.HOST),
    ):
        Duty.objects.create(
            duty_set=adopted, code=code, category=town.categories[category], department=town.departments[department],
            part=part, reason_en=f"{department} answers for {category}", reason_zh="权责清单",
        )  # fmt: skip


def _ladder() -> None:
    ladder = Ladder.objects.create(code="handling", clock="handle")
    Rung.objects.create(ladder=ladder, position=1, offset=0, target=Role.DEPARTMENT_HEAD)
    Rung.objects.create(ladder=ladder, position=2, offset=24, action="raise", target=Role.SUPERVISOR)


def _people(town: Town) -> None:
    secret = make_password(PASSWORD)  # once: hashing is slow on purpose
    for name, role, where in (
        ("ding", Role.DISPATCHER, "city"),
        ("duan", Role.DISPATCHER, "city"),
        ("an", Role.ACCEPTOR, "city"),
        ("shi", Role.SHIFT_LEADER, "city"),
        ("su", Role.SUPERVISOR, "city"),
        ("west_su", Role.SUPERVISOR, "west"),
        ("wu", Role.OFFICER, "west"),
        ("wen", Role.OFFICER, "west"),
        ("ou", Role.OFFICER, "east"),
        ("he", Role.DEPARTMENT_HEAD, "roads"),
        ("li", Role.HANDLER, "roads"),
        ("lu", Role.HANDLER, "roads"),
        ("deng", Role.HANDLER, "lamps"),
        ("qing", Role.HANDLER, "clean"),
        ("ke", Role.ASSESSOR, "city"),
        ("hua", Role.AGENT, "city"),
        ("adam", Role.ADMINISTRATOR, "city"),
    ):
        person = User.objects.create(
            username=name, email=f"{name}@town.example", password=secret, name_en=name.title(), name_zh=name
        )
        area, department = town.areas.get(where), town.departments.get(where)
        Posting.objects.create(user=person, role=role, area=area, department=department)
        town.people[name] = person
    town.people["passer"] = User.objects.create(username="passer", password=secret)
    User.objects.filter(username="adam").update(is_staff=True)
