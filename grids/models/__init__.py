"""Where: the one tree of areas, its outlines by date and edition, and what people call the places in it."""

from grids.models.areas import Area, City, Level, Zone, in_force, subtree
from grids.models.gazetteer import DefaultPoint, MapShape, Place
from grids.models.outlines import EVER_HELD, Boundary, Edition, Ring, Tile

__all__ = [
    "EVER_HELD",
    "Area",
    "Boundary",
    "City",
    "DefaultPoint",
    "Edition",
    "Level",
    "MapShape",
    "Place",
    "Ring",
    "Tile",
    "Zone",
    "in_force",
    "subtree",
]
