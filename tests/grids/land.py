"""Land for tests of the grid: outlines in metres around a place, and a community that has one."""

from datetime import date

import numpy as np
import shapely
from hypothesis import strategies as st
from shapely import affinity
from shapely.geometry.base import BaseGeometry

from grids import editions
from grids.editions import Change, NewArea
from grids.models import Area, Level
from tests.city import NOON

# A good way from the town, so that nothing of it is near.
LON, LAT = 103.5, 25.2
DEGREES_PER_METRE = np.array([1 / (111_320 * np.cos(np.radians(LAT))), 1 / 110_774])


def in_degrees(shape: BaseGeometry) -> BaseGeometry:
    return shapely.transform(shape, lambda xy: xy * DEGREES_PER_METRE + [LON, LAT])


def in_metres(shape: BaseGeometry) -> BaseGeometry:
    return shapely.transform(shape, lambda xy: (xy - [LON, LAT]) / DEGREES_PER_METRE)


def a_community(
    outline: BaseGeometry, parent: Area, *, number: int = 900, households: int | None = None, on: date | None = None
) -> Area:
    """Make a community with an outline in degrees below a sub-district; it has no cells."""
    code = f"{parent.code}{number}"
    new = NewArea(
        code, Level.COMMUNITY, parent_id=parent.pk, name_en=f"New {number}", name_zh=f"新{number}社区",
        households=households, shape=outline,
    )  # fmt: skip
    editions.adopt(Change(begin=[new]), kind=editions.Kind.EDIT, on=on or NOON.date(), at=NOON)
    return Area.objects.get(code=code)


@st.composite
def stars(draw: st.DrawFn, reach: float = 700.0) -> BaseGeometry:
    """A jagged outline around the origin, in metres."""
    radii = np.array(draw(st.lists(st.floats(0.25, 1.0), min_size=4, max_size=16)))
    turn = np.linspace(0, 2 * np.pi, len(radii), endpoint=False)
    return shapely.Polygon(reach * radii[:, None] * np.column_stack([np.cos(turn), np.sin(turn)]))


@st.composite
def outlines(draw: st.DrawFn) -> BaseGeometry:
    """An outline in degrees: stars and corners, with holes, thin arms, and parts that lie apart."""
    shape = draw(st.one_of(stars(), st.just(shapely.box(-400, -300, 500, 350))))
    if draw(st.booleans()):  # an L
        shape = shape.difference(shapely.box(50, 20, 900, 900))
    if draw(st.booleans()):  # a thin arm
        shape = shape.union(shapely.box(-40, -3, 900, 4))
    if draw(st.booleans()):
        shape = shape.difference(affinity.translate(draw(stars(120.0)), -80, -60))
    if draw(st.booleans()):  # an island
        shape = shape.union(affinity.translate(draw(stars(draw(st.sampled_from([9.0, 60.0, 250.0])))), 1300, 200))
    if draw(st.booleans()):
        shape = affinity.rotate(shape, draw(st.floats(0, 90)))
    parts = [part for part in shapely.get_parts(shapely.make_valid(shape)) if part.geom_type == "Polygon"]
    return in_degrees(parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts))
