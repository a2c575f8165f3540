"""Rectangles and tiles out of addresses: what no map can show is told before it costs anything."""

import pytest

from govgrid.lib.boxes import Box, TileAt, read_box


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


def test_a_view_that_is_wider_than_the_earth_is_cut_to_it() -> None:
    assert read_box("-200,-85,400.5,90") == Box(-180, -85, 180, 90)


@pytest.mark.parametrize(
    "words",
    ["-1e308,-1,1e308,1", "-541,0,1,1", "0,0,541,1", "0,-91,1,1", "0,0,1,91", "nan,0,1,1", "0,0,inf,1", "0,0,1"],
)
def test_what_no_map_shows_is_no_box(words: str) -> None:
    with pytest.raises(ValueError, match="A box is"):
        read_box(words)
