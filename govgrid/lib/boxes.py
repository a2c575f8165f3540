"""Rectangles on the earth, in WGS 84 degrees, and the tiles of the web map that they are cut into."""

from collections.abc import Iterator
from math import asinh, atan, ceil, degrees, floor, pi, radians, sinh, tan
from typing import NamedTuple

# The deepest zoom of a tile; a zoom out of an address is measured by it before any power of it is taken.
DEEPEST = 22
# A far view of a map shows the earth again on either side: so many degrees are believed.
BEYOND = 540.0


class Box(NamedTuple):
    """West, south, east and north, in degrees."""

    west: float
    south: float
    east: float
    north: float


class TileAt(NamedTuple):
    """A tile of the web map: zoom, column from the west, row from the north."""

    z: int
    x: int
    y: int

    @property
    def exists(self) -> bool:
        """Whether the web map has the tile; none is deeper than DEEPEST."""
        return 0 <= self.z <= DEEPEST and 0 <= self.x < 2**self.z and 0 <= self.y < 2**self.z

    def box(self, margin: float = 0.0) -> Box:
        """Return the land under the tile, wider by `margin` tiles on each side."""
        west, north = _place(self.x - margin, self.y - margin, self.z)
        east, south = _place(self.x + 1 + margin, self.y + 1 + margin, self.z)
        return Box(west, south, east, north)


def read_box(words: str) -> Box:
    """Read "west,south,east,north" in degrees, cut to the earth. Raises ValueError for what is no view of a map."""
    box = Box(*(float(part) for part in words.split(","))) if words.count(",") == 3 else None
    if box is None or not (-BEYOND <= box.west <= box.east <= BEYOND and -90 <= box.south <= box.north <= 90):
        raise ValueError("A box is west,south,east,north in degrees.")
    return box._replace(west=_on_earth(box.west), east=_on_earth(box.east))


def _on_earth(lon: float) -> float:
    return min(180.0, max(-180.0, lon))


def tiles_over(box: Box, z: int) -> Iterator[TileAt]:
    """Yield the tiles of zoom `z` that lie over `box`."""
    left, top = column_row(box.west, box.north, z)
    right, bottom = column_row(box.east, box.south, z)
    for x in range(floor(left), max(floor(left) + 1, ceil(right))):
        for y in range(floor(top), max(floor(top) + 1, ceil(bottom))):
            yield TileAt(z, x, y)


def column_row(lon: float, lat: float, z: int) -> tuple[float, float]:
    """Return where a point lies on the map of zoom `z`, in tiles from the north-west."""
    return (lon / 360 + 0.5) * 2**z, (0.5 - asinh(tan(radians(lat))) / (2 * pi)) * 2**z


def _place(column: float, row: float, z: int) -> tuple[float, float]:
    return (column / 2**z - 0.5) * 360, degrees(atan(sinh(pi * (1 - 2 * row / 2**z))))
