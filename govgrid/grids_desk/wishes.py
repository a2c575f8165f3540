"""From what a person drew or typed to a checked change of the grid."""

from collections.abc import Callable
from typing import Any

import shapely

from grids import editing
from grids.editing.ground import Ground
from grids.editions import Change

Said = dict[str, Any]


def change_of(ground: Ground, said: Said) -> Change:
    """Return the change that the cleaned data of an EditForm asks for. Raises the refusals of grids.editing."""
    return CHANGES[said["tool"]](ground, said)


def _split(ground: Ground, said: Said) -> Change:
    return editing.split(ground, said["cells"][0], shapely.LineString(said["points"]))


def _merge(ground: Ground, said: Said) -> Change:
    return editing.merge(ground, said["cells"])


def _move(ground: Ground, said: Said) -> Change:
    return editing.move(ground, said["outlines"])


def _draw(ground: Ground, said: Said) -> Change:
    parent = ground.grids.get(int(said["parent"])) if said.get("parent") else None
    return editing.draw(ground, shapely.Polygon(said["points"]), parent=parent)


CHANGES: dict[str, Callable[[Ground, Said], Change]] = {
    "split": _split, "merge": _merge, "move": _move, "draw": _draw,
}  # fmt: skip
