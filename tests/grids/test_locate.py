"""The search for a cell, held against shapely on the whole demo city, holes and enclaves included."""

import random
from datetime import date

import numpy as np
import pytest
import shapely
from django.conf import settings
from django.utils import timezone

from govgrid.lib.geo import Point
from govgrid.packs.loading import load_pack, sound_pack
from govgrid.packs.pack import Pack
from grids.locate import cell_at, inside_city, locate_many

pytestmark = pytest.mark.django_db
ON = date(2026, 9, 16)


@pytest.fixture
def yunling() -> Pack:
    pack, _findings = sound_pack(settings.BASE_DIR / "cities" / "yunling")
    load_pack(pack, at=timezone.now())
    return pack


def test_cells_are_those_that_shapely_finds(yunling: Pack):
    shapes = np.array([outline.shape for outline in yunling.outlines], dtype=object)
    points = _anywhere(shapes, 5_000) + _in_holes(shapes)
    tree = shapely.STRtree(shapes)

    found = locate_many(points, on=ON)

    expected: dict[int, str] = {}
    for point, shape in zip(*tree.query([shapely.Point(*point) for point in points], predicate="within"), strict=True):
        expected[int(point)] = yunling.outlines[shape].code
    wrong = [n for n, cell in enumerate(found) if (cell.code if cell else None) != expected.get(n)]
    assert len(expected) > 3_000
    assert wrong == []


def _anywhere(shapes: np.ndarray, count: int) -> list[Point]:
    dice, (west, south, east, north) = random.Random(5), shapely.total_bounds(shapes)
    return [Point(dice.uniform(west, east), dice.uniform(south, north)) for _ in range(count)]


def _in_holes(shapes: np.ndarray) -> list[Point]:
    rings = [ring for part in shapely.get_parts(shapes) for ring in part.interiors]
    assert len(rings) >= 20
    inside = [shapely.polygons(ring).representative_point() for ring in rings]
    return [Point(point.x, point.y) for point in inside]


def test_one_point_is_answered_like_many(yunling: Pack):
    some = _anywhere(np.array([outline.shape for outline in yunling.outlines]), 200)

    assert [cell_at(point, on=ON) for point in some] == locate_many(some, on=ON)
    assert [inside_city(point, on=ON) for point in some] == [cell_at(point, on=ON) is not None for point in some]


def test_a_corner_that_several_cells_share_belongs_to_one(yunling: Pack):
    corners = shapely.get_coordinates([outline.shape for outline in yunling.outlines[:300]])[::7]

    cells = locate_many([Point(*corner) for corner in corners], on=ON)

    assert sum(cell is None for cell in cells) < len(cells) * 0.05  # only those on the city's own edge
