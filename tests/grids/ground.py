"""A small piece of land for tests of editing: one community of four cells in two responsibility grids, and one beside.

+------+------+------+
|  03  |  04  |  02  |   each 0.01 degrees wide; the right-hand column is the community beside
+------+------+------+
|  01  |  02  |  01  |   grid A has 01 and 02, grid B 03 and 04
+------+------+------+
"""

from datetime import UTC, date, datetime

import shapely

from grids import editions
from grids.editions import Edition, NewArea
from grids.models import Area, City, Level

HERE, BESIDE = "990101001001", "990101001002"
A, B = f"{HERE}A", f"{HERE}B"
FIRST_DAY = date(2024, 1, 1)
TODAY = date(2026, 9, 16)
NOON = datetime(2026, 9, 16, 4, tzinfo=UTC)
WEST, SOUTH, SIDE = 102.70, 25.00, 0.01


def square(column: float, row: float, columns: float = 1, rows: float = 1) -> shapely.Polygon:
    west, south = round(WEST + column * SIDE, 9), round(SOUTH + row * SIDE, 9)
    return shapely.box(west, south, round(west + columns * SIDE, 9), round(south + rows * SIDE, 9))


def line(*points: tuple[float, float]) -> shapely.LineString:
    """A line through points given in columns and rows."""
    return shapely.LineString([(WEST + x * SIDE, SOUTH + y * SIDE) for x, y in points])


def lay_out() -> Edition:
    """Write the land as an edition of the first day."""
    City.objects.get_or_create(
        id=1,
        defaults={
            "slug": "town", "name_en": "Testtown", "name_zh": "测试镇", "number_prefix": "TT",
            "time_zone": "Asia/Shanghai", "centre_lon": 102.71, "centre_lat": 25.01,
        },
    )  # fmt: skip
    above = [
        NewArea("99", Level.CITY), NewArea("990101", Level.DISTRICT, parent_code="99"),
        NewArea("990101001", Level.STREET, parent_code="990101"),
    ]  # fmt: skip
    here = NewArea(
        HERE, Level.COMMUNITY, parent_code="990101001", name_en="Here", name_zh="此地", shape=square(0, 0, 2, 3)
    )
    beside = NewArea(BESIDE, Level.COMMUNITY, parent_code="990101001", name_en="Beside", shape=square(2, 0, 1, 2))
    grids = [
        NewArea(code, Level.RESPONSIBILITY, parent_code=HERE, shape=square(0, row, 2, 1))
        for code, row in ((A, 0), (B, 1))
    ]
    cells = [
        cell(f"{HERE}{1 + column + 2 * row:03}", A if row == 0 else B, column, row)
        for row in (0, 1)
        for column in (0, 1)
    ]
    cells += [cell(f"{BESIDE}{1 + row:03}", BESIDE, 2, row) for row in (0, 1)]
    new = [*above, here, beside, *grids, *cells]
    return editions.adopt(editions.Change(begin=new), kind=Edition.Kind.IMPORT, on=FIRST_DAY, at=NOON)


def cell(code: str, parent: str, column: int, row: int) -> NewArea:
    return NewArea(
        code, Level.CELL, parent_code=parent, name_en=code, households=101, population=250, shape=square(column, row)
    )


def area(code: str) -> Area:
    return Area.objects.get(code=code)
