"""PMTiles files made by the writer of the format's own package, one of pictures and one of shapes."""

import gzip
import io
from pathlib import Path

import shapely
from PIL import Image
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

from govgrid.lib import mvt
from govgrid.lib.basemaps import Basemap
from govgrid.lib.boxes import Box, TileAt, tiles_over
from grids.tiles.drawing import corners_in

ZOOMS = range(8, 15)


def a_picture(colour: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (256, 256), colour).save(file, "PNG")
    return file.getvalue()


def picture_file(path: Path, over: Box, colour: str = "#8fb3a0") -> Basemap:
    picture = a_picture(colour)
    _write(path, over, TileType.PNG, Compression.NONE, lambda _tile: picture)
    return Basemap(path.stem, "Own pictures", "pmtiles", (), "© The survey", 14, path)


def shape_file(path: Path, over: Box) -> Basemap:
    lake = shapely.from_wkt("POLYGON((0 0,1 0,1 1,0 1,0 0))")
    lake = shapely.transform(lake, lambda at: at * [over.east - over.west, over.north - over.south] * 0.5 + over[:2])

    def draw(tile: TileAt) -> bytes:
        corners = corners_in(tile, shapely.from_wkb([lake.wkb]))
        drawn = mvt.polygons(corners.at, corners.ring, corners.shape)
        features = [mvt.Feature(1, mvt.POLYGON, drawing) for drawing in drawn.values()]
        return gzip.compress(mvt.encode({"water": features}), mtime=0)

    _write(path, over, TileType.MVT, Compression.GZIP, draw)
    return Basemap(path.stem, "Own shapes", "pmtiles", (), "© The survey", 14, path)


def _write(path: Path, over: Box, kind: TileType, compression: Compression, draw) -> None:
    with path.open("wb") as file:
        writer = Writer(file)
        tiles = [tile for z in ZOOMS for tile in tiles_over(over, z)]
        for tile in sorted(tiles, key=lambda at: zxy_to_tileid(*at)):
            writer.write_tile(zxy_to_tileid(*tile), draw(tile))
        writer.finalize({"tile_type": kind, "tile_compression": compression, "min_zoom": 8, "max_zoom": 14,
                         "min_lon_e7": int(over.west * 1e7), "min_lat_e7": int(over.south * 1e7),
                         "max_lon_e7": int(over.east * 1e7), "max_lat_e7": int(over.north * 1e7),
                         "center_zoom": 10, "center_lon_e7": 0, "center_lat_e7": 0}, {})  # fmt: skip
