"""The tiles of the town: which level at which zoom, names once, no case data, by the day of an edition."""

import gzip
from datetime import date, timedelta

import pytest
import shapely

from cases import chores
from govgrid.lib.boxes import Box, TileAt, column_row, tiles_over
from grids import editions, tiles
from grids.boundaries import write_outlines
from grids.coverage import dissolve
from grids.editions import Change, NewArea
from grids.models import Boundary, Edition, Level, Tile
from grids.tiles import publishing
from tests.city import NOON, SIDE, SINCE, SOUTH, WEST, Town, middle_of
from tests.grids.mvt_reader import ReadLayer, read_tile

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
CITY = Box(WEST, SOUTH, WEST + 2 * SIDE, SOUTH + 2 * SIDE)


@pytest.fixture
def edition(town: Town) -> Edition:
    """The town's first edition; districts, streets and communities have outlines dissolved from the cells."""
    made = editions.begin(Edition.Kind.PACK, on=SINCE, at=NOON)
    shapes = {row.area_id: shapely.from_wkb(bytes(row.geometry)) for row in Boundary.objects.all()}
    for side, cells in (("west", (1, 3)), ("east", (2, 4))):
        half = dissolve([shapes[town.cells[n].pk] for n in cells])
        for level in ("", " street", " community"):
            write_outlines({town.areas[side + level].pk: half}, on=SINCE, edition=made)
    return made


def tile_over(cell: int, z: int) -> TileAt:
    column, row = column_row(*middle_of(cell), z)
    return TileAt(z, int(column), int(row))


def read(tile: TileAt, on: date = TODAY) -> dict[str, ReadLayer]:
    return read_tile(gzip.decompress(tiles.draw(tile, on=on)))


def publish() -> None:
    while publishing.publish_waiting(at=NOON):
        pass


@pytest.mark.parametrize(
    ("zoom", "level"),
    [
        (8, "district"),
        (10, "district"),
        (11, "street"),
        (12, "community"),
        (13, "community"),
        (14, "cell"),
        (16, "cell"),
    ],
)
def test_each_zoom_shows_its_level(town: Town, edition: Edition, zoom: int, level: str):
    found = read(tile_over(1, zoom))

    assert {one.words["level"] for one in found["area"].features} == {level}


def test_a_tile_carries_id_code_and_level_and_names_in_their_own_layer(town: Town, edition: Edition):
    found = read(tile_over(1, 15))
    cell = town.cells[1]

    outline = next(one for one in found["area"].features if one.id == cell.pk)
    assert outline.words == {"code": cell.code, "level": "cell"}
    name = next(one for one in found["name"].features if one.id == cell.pk)
    assert name.words == {"code": cell.code, "level": "cell", "name_en": "Cell 1", "name_zh": "网格"}


@pytest.mark.parametrize("zoom", [9, 11, 12, 13, 14, 15, 17])
def test_a_name_stands_in_one_tile_only(town: Town, edition: Edition, zoom: int):
    names = [one.id for at in tiles_over(CITY, zoom) for one in read(at).get("name", ReadLayer()).features]

    assert len(names) == len(set(names))
    assert len(names) == (4 if zoom >= tiles.CELLS_NAMED else 2)


def test_cells_cover_the_city_as_they_do_on_the_ground(town: Town, edition: Edition):
    frame = shapely.box(0, 0, 4096, 4096)
    seen = sum(one.shape.intersection(frame).area for at in tiles_over(CITY, 14) for one in read(at)["area"].features)

    (west, north), (east, south) = column_row(WEST, CITY.north, 14), column_row(CITY.east, SOUTH, 14)
    assert seen == pytest.approx((east - west) * (south - north) * 4096**2, rel=2e-4)


def test_a_tile_elsewhere_is_empty(town: Town, edition: Edition):
    assert read(TileAt(14, 0, 0)) == {}


def test_an_old_edition_is_drawn_as_of_its_day(town: Town, edition: Edition):
    split_cell_one(town, on=TODAY)

    before = {one.words["code"] for one in read(tile_over(1, 15), TODAY - timedelta(days=1))["area"].features}
    after = {one.words["code"] for one in read(tile_over(1, 15))["area"].features}

    assert town.cells[1].code in before - after
    assert after - before == {"990101001091", "990101001092"}


def split_cell_one(town: Town, *, on: date) -> Edition:
    """Cell 1 becomes a western and an eastern half from `on`."""
    half = WEST + SIDE / 2
    halves = [shapely.box(WEST, SOUTH, half, SOUTH + SIDE), shapely.box(half, SOUTH, WEST + SIDE, SOUTH + SIDE)]
    begin = [
        NewArea(f"99010100109{n}", Level.CELL, parent_id=town.areas["west community"].pk, shape=shape)
        for n, shape in enumerate(halves, 1)
    ]
    change = Change(begin=begin, end=[town.cells[1].pk])
    return editions.adopt(change, kind=Edition.Kind.EDIT, on=on, at=NOON)


def test_a_worker_draws_the_far_zooms_once_and_one_a_batch(town: Town, edition: Edition):
    assert publishing.waits(at=NOON)
    publishing.publish_waiting(at=NOON)
    assert set(Tile.objects.values_list("z", flat=True)) == {publishing.FARTHEST}

    publish()

    assert set(Tile.objects.values_list("z", flat=True)) == set(range(publishing.FARTHEST, tiles.KEPT_BELOW))
    assert Edition.objects.get().published_at == NOON
    assert not publishing.waits(at=NOON)
    kept = tiles.kept(edition, tile_over(1, 12))
    assert kept is not None
    drawn, live = read_tile(gzip.decompress(kept)), read(tile_over(1, 12))
    assert {one.id for one in drawn["area"].features} == {one.id for one in live["area"].features}


def test_simplified_neighbours_keep_their_common_border(town: Town, edition: Edition):
    publish()

    for row in Tile.objects.filter(z=12):
        areas = read_tile(gzip.decompress(bytes(row.data)))["area"].features
        overlap = shapely.union_all([one.shape for one in areas]).area - sum(one.shape.area for one in areas)
        assert abs(overlap) < 1e-6


def test_an_edition_of_a_later_day_waits_for_it(town: Town, edition: Edition):
    publish()
    later = split_cell_one(town, on=TODAY + timedelta(days=3))

    assert not publishing.waits(at=NOON)
    assert editions.drawn_on(TODAY) == edition
    assert editions.drawn_on(TODAY + timedelta(days=3)) == later
    assert publishing.waits(at=NOON + timedelta(days=3))


def test_an_edition_dated_back_has_the_present_one_drawn_again_at_other_addresses(town: Town, edition: Edition):
    present = split_cell_one(town, on=TODAY)
    publish()
    before = tiles.address_parts(TODAY)
    east = shapely.box(WEST + SIDE, SOUTH, WEST + 2 * SIDE, SOUTH + SIDE / 2)

    editions.adopt(
        Change(reshape={town.cells[2].pk: east}), kind=Edition.Kind.EDIT, on=TODAY - timedelta(days=9),
        at=NOON + timedelta(hours=1),
    )  # fmt: skip
    publishing.publish_waiting(at=NOON + timedelta(hours=2))

    assert Edition.objects.get(pk=present.pk).published_at is None
    assert tiles.address_parts(TODAY) != before


def test_tiles_that_nobody_asks_for_any_more_are_forgotten_after_a_week(town: Town, edition: Edition):
    publish()
    split_cell_one(town, on=TODAY)
    publish()

    assert publishing.forget_old(at=NOON + timedelta(days=6)) == 0
    assert publishing.forget_old(at=NOON + timedelta(days=7)) > 0
    assert set(Tile.objects.values_list("edition__number", flat=True)) == {2}


def test_the_chores_draw_until_nothing_waits(town: Town, edition: Edition):
    chores.publish_tiles()

    assert Edition.objects.get().published_at is not None
