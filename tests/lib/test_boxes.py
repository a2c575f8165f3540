"""Rectangles and tiles out of addresses: what no map can show is told before it costs anything."""

import pytest

from govgrid.lib.boxes import TileAt


@pytest.mark.parametrize(
    ("tile", "exists"),
    [
        (TileAt(0, 0, 0), True),
        (TileAt(22, 2**22 - 1, 0), True),
        (TileAt(22, 2**22, 0), False),
        (TileAt(23, 0, 0), False),
        (TileAt(-1, 0, 0), False),
    ],
)
def test_no_tile_is_deeper_than_maps_go(tile: TileAt, exists: bool) -> None:
    assert tile.exists == exists


class NeverRaised(int):
    """A zoom to which nothing may be raised: of a great one, that would take all memory."""

    def __rpow__(self, base: int, mod: int | None = None) -> int:
        raise AssertionError("a power was taken before the zoom was measured")


def test_a_zoom_is_measured_before_a_power_of_it_is_taken() -> None:
    assert not TileAt(NeverRaised(10**12), 0, 0).exists
