"""A second reading of the vector tile format, written from its specification and sharing nothing with the encoder."""

from dataclasses import dataclass, field
from typing import Any

import shapely


@dataclass
class Read:
    """A feature as a map's library would see it: `shape` in units of the tile, y down."""

    id: int
    words: dict[str, str]
    shape: Any


@dataclass
class ReadLayer:
    extent: int = 4096
    features: list[Read] = field(default_factory=list)


def read_tile(data: bytes) -> dict[str, ReadLayer]:
    """Return the layers of a tile by name."""
    layers = {}
    for tag, value in fields(data):
        assert tag == 3
        name, layer = read_layer(value)
        layers[name] = layer
    return layers


def fields(data: bytes) -> list[tuple[int, Any]]:
    """Return (number, value) of a protobuf message: numbers, and bytes for what has a length."""
    found, at = [], 0
    while at < len(data):
        key, at = varint(data, at)
        if key & 7 == 0:
            value, at = varint(data, at)
        else:
            assert key & 7 == 2, "only numbers and chunks are written"
            length, at = varint(data, at)
            value, at = data[at : at + length], at + length
            assert len(value) == length
        found.append((key >> 3, value))
    return found


def varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        value |= (data[at] & 0x7F) << shift
        shift, at = shift + 7, at + 1
        if data[at - 1] < 0x80:
            return value, at


def packed(data: bytes) -> list[int]:
    found, at = [], 0
    while at < len(data):
        value, at = varint(data, at)
        found.append(value)
    return found


def read_layer(data: bytes) -> tuple[str, ReadLayer]:
    parts = fields(data)
    keys = [value.decode() for tag, value in parts if tag == 3]
    values = [dict(fields(value))[1].decode() for tag, value in parts if tag == 4]
    layer = ReadLayer(extent=dict(parts)[5])
    assert dict(parts)[15] == 2
    for tag, value in parts:
        if tag == 2:
            layer.features.append(read_feature(dict(fields(value)), keys, values))
    return dict(parts)[1].decode(), layer


def read_feature(parts: dict[int, Any], keys: list[str], values: list[str]) -> Read:
    tags = packed(parts.get(2, b""))
    words = {keys[key]: values[value] for key, value in zip(tags[::2], tags[1::2], strict=True)}
    paths = pen(packed(parts[4]))
    shape = shapely.Point(paths[0][0]) if parts[3] == 1 else assemble(paths)
    return Read(parts[1], words, shape)


def pen(numbers: list[int]) -> list[list[tuple[int, int]]]:
    """Follow the pen: each MoveTo begins a path."""
    paths: list[list[tuple[int, int]]] = []
    x = y = at = 0
    while at < len(numbers):
        command, count, at = numbers[at] & 7, numbers[at] >> 3, at + 1
        if command == 7:
            continue
        for _n in range(count):
            x, y, at = x + unzigzag(numbers[at]), y + unzigzag(numbers[at + 1]), at + 2
            if command == 1:
                paths.append([])
            paths[-1].append((x, y))
    return paths


def unzigzag(number: int) -> int:
    return (number >> 1) ^ -(number & 1)


def assemble(paths: list[list[tuple[int, int]]]) -> shapely.MultiPolygon:
    """Put rings together as the specification says: a clockwise one begins a polygon, the others are its holes."""
    polygons: list[tuple[list, list]] = []
    for path in paths:
        twice = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(path, [*path[1:], path[0]], strict=True))
        assert twice != 0
        if twice > 0:
            polygons.append((path, []))
        else:
            polygons[-1][1].append(path)
    return shapely.MultiPolygon([shapely.Polygon(shell, holes) for shell, holes in polygons])
