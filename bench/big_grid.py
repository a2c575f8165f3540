"""A city of 100,000 cells of about 100 m with bent, exactly shared edges, in 1,000 communities and 10 districts."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from grids import editions
from grids.coverage import dissolve
from grids.editions import Change, NewArea
from grids.models import City, Edition, Level

WEST, SOUTH, SIDE = 102.5, 24.9, 0.001
COLUMNS, ROWS = 400, 250
# Each edge is bent in so many pieces, so that a cell has 16 corners.
PIECES = 4
ACROSS = 10  # cells along the side of a community


def build(*, on: date, at: datetime) -> Edition:
    """Write city, areas and 100,000 cells into an empty database, as one edition that holds from `on`."""
    City.objects.create(
        slug="big", name_en="Bigtown", name_zh="大城", number_prefix="BG", time_zone="Asia/Shanghai",
        centre_lon=WEST + COLUMNS * SIDE / 2, centre_lat=SOUTH + ROWS * SIDE / 2,
        code_widths={"city": 4, "district": 6, "street": 9, "community": 12, "cell": 15},
    )  # fmt: skip
    return editions.adopt(Change(begin=list(_areas(cells()))), kind=Edition.Kind.GENERATE, on=on, at=at)


def cells() -> np.ndarray:
    """Return the cells, row by row from the south-west, as polygons in WGS 84 degrees that tile exactly."""
    dice, step = np.random.default_rng(11), SIDE / PIECES
    lons = WEST + step * np.arange(COLUMNS * PIECES + 1)[None, :]
    lats = SOUTH + step * np.arange(ROWS * PIECES + 1)[:, None]
    bend = dice.uniform(-0.3, 0.3, (2, ROWS * PIECES + 1, COLUMNS * PIECES + 1)) * step
    corners = np.stack([lons + bend[0], lats + bend[1]], axis=-1)
    # To 1e-9 degrees, the precision of the rings: what is shared is shared to the last digit.
    corners = np.round(corners, 9)
    row, column = (part.ravel()[:, None] * PIECES for part in np.mgrid[0:ROWS, 0:COLUMNS])
    along, around = np.arange(PIECES), np.zeros(PIECES, dtype=int)
    down = np.concatenate([around, along, around + PIECES, PIECES - along, [0]])
    right = np.concatenate([along, around + PIECES, PIECES - along, around, [0]])
    return shapely.polygons(corners[row + down, column + right])


def _areas(shapes: np.ndarray) -> Iterator[NewArea]:
    """Yield the cells with all that stands above them, each outline dissolved from those below."""
    below: dict[tuple[str, str], list[BaseGeometry]] = defaultdict(list)
    numbers: dict[str, int] = defaultdict(int)
    for n, shape in enumerate(shapes):
        community = _community(n % COLUMNS // ACROSS, n // COLUMNS // ACROSS)
        numbers[community] += 1
        code = f"{community}{numbers[community]:03}"
        below[Level.COMMUNITY, community].append(shape)
        yield NewArea(code, Level.CELL, parent_code=community, name_en=code, name_zh=code, households=40, shape=shape)
    for level, above, width in (
        (Level.COMMUNITY, Level.STREET, 9), (Level.STREET, Level.DISTRICT, 6), (Level.DISTRICT, Level.CITY, 4),
        (Level.CITY, "", 0),
    ):  # fmt: skip
        for (_level, code), parts in [item for item in below.items() if item[0][0] == level]:
            outline = dissolve(parts)
            below[above, code[:width]].append(outline)
            yield NewArea(
                code, level, parent_code=code[:width], name_en=f"{level} {code}", name_zh=f"{code}", shape=outline
            )


def _community(column: int, row: int) -> str:
    """Return the code of the community in a column (0–39) and row (0–24) of communities."""
    district = 1 + column // 8 + 5 * (row >= 15)
    street = 1 + column % 8 // 4 + 2 * (row // 5 % 3)
    return f"9902{district:02}{street:03}{1 + column % 4 + 4 * (row % 5):03}"
