"""Tiles over 100,000 cells, through the product's own address: near ones drawn anew, far ones kept; and drawing those.

The floor of a near tile is its bare SQL: fetching the outlines that it shows.
"""

import random
import statistics
import time
from collections.abc import Callable

from django.test import Client
from django.utils import timezone

from bench import big_grid
from bench.figures import Figure
from govgrid.lib.boxes import TileAt, column_row
from grids import editions
from grids.models import Tile
from grids.tiles import KEPT_BELOW, WIDER, publishing
from grids.tiles.drawing import MARGIN
from grids.tiles.in_view import level_at, outlines_in

TILES, NEAR = 200, (13, 14, 15, 16)


def measure() -> list[Figure]:
    """Return the figures of tiles; the cells of bench.big_grid are there."""
    dice, client, edition = random.Random(5), Client(), editions.newest()
    assert edition is not None

    def ask(tile: TileAt) -> None:
        assert client.get(f"/map/tiles/{edition.number}/{tile.z}/{tile.x}/{tile.y}.mvt").status_code == 200

    def fetch(tile: TileAt) -> None:
        level = level_at(tile.z)
        for one in (level, WIDER[level]):
            outlines_in(tile.box(MARGIN), one, on=edition.valid_from)

    # Before anything is published: so even zoom 13 is drawn when it is asked for.
    figures = [_near(z, [_somewhere(dice, z) for _n in range(TILES)], ask, fetch) for z in NEAR]
    publishing_took = _publish()
    kept = [TileAt(*row) for row in Tile.objects.filter(edition=edition).values_list("z", "x", "y")]
    took = _milliseconds([dice.choice(kept) for _n in range(TILES)], ask)
    bare = _milliseconds([dice.choice(kept) for _n in range(TILES)], lambda tile: _look_up(edition.pk, tile))
    figures.append(_figure(f"a kept tile (z < {KEPT_BELOW}), p50 / p95", "p95 ≤ 5 ms", took, bare))
    figures.append(
        Figure(
            f"draw the far tiles of an edition ({len(kept)} tiles, z 7–{KEPT_BELOW - 1})",
            "by a worker",
            f"{publishing_took:.1f} s",
        )
    )
    return figures


def _publish() -> float:
    began = time.perf_counter()
    while publishing.publish_waiting(at=timezone.now()):
        pass
    return time.perf_counter() - began


def _somewhere(dice: random.Random, z: int) -> TileAt:
    lon = big_grid.WEST + dice.random() * big_grid.COLUMNS * big_grid.SIDE
    lat = big_grid.SOUTH + dice.random() * big_grid.ROWS * big_grid.SIDE
    column, row = column_row(lon, lat, z)
    return TileAt(z, int(column), int(row))


def _look_up(edition_id: int, tile: TileAt) -> None:
    Tile.objects.filter(edition=edition_id, **tile._asdict()).values_list("data", flat=True).first()


def _near(z: int, tiles: list[TileAt], ask: Callable[[TileAt], None], fetch: Callable[[TileAt], None]) -> Figure:
    level, on = level_at(z), timezone.now().date()
    areas = statistics.median(len(outlines_in(one.box(MARGIN), level, on=on)) for one in tiles)
    name = f"a tile at z {z}, not kept ({areas:.0f} areas of level {level}), p50 / p95"
    return _figure(name, "p95 ≤ 60 ms", _milliseconds(tiles, ask), _milliseconds(tiles, fetch))


def _milliseconds(tiles: list[TileAt], do: Callable[[TileAt], None]) -> list[float]:
    do(tiles[0])
    took = []
    for tile in tiles:
        began = time.perf_counter()
        do(tile)
        took.append(1000 * (time.perf_counter() - began))
    return sorted(took)


def _figure(name: str, goal: str, took: list[float], floor: list[float]) -> Figure:
    (p50, p95), (bare, bare95) = _percentiles(took), _percentiles(floor)
    return Figure(
        name, goal, f"{p50:.1f} / {p95:.1f} ms", f"bare SQL {bare:.1f} / {bare95:.1f} ms", f"{p50 / bare:.1f}"
    )


def _percentiles(took: list[float]) -> tuple[float, float]:
    return took[len(took) // 2], took[int(len(took) * 0.95)]
