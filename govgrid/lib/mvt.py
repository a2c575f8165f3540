"""Writing Mapbox Vector Tiles (version 2.1): layers of features, each with an id, words and a drawing.

Only what our maps need of the format: polygons and single points, and words as values. Corners are turned into bytes
all at once with numpy, which takes a small part of the time of the library of PyPI (docs/adr/0053).
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
EXTENT = 4096
POINT, POLYGON = 1, 3
MOVE_TO, LINE_TO, CLOSE_PATH = 1, 2, 7


class Feature(NamedTuple):
    """A thing on the map: what it is, and its drawing as `polygons` or `points` have made it."""

    id: int
    kind: int
    drawing: bytes
    words: Mapping[str, str] = {}


def encode(layers: Mapping[str, Sequence[Feature]]) -> bytes:
    """Return the tile; layers without features are left out, so that an empty tile has no bytes."""
    return b"".join(_chunk(3, _layer(name, features)) for name, features in layers.items() if features)


def _layer(name: str, features: Sequence[Feature]) -> bytes:
    keys: dict[str, int] = {}
    values: dict[str, int] = {}
    drawn = b"".join(_chunk(2, _feature(feature, keys, values)) for feature in features)
    named = b"".join(_chunk(3, key.encode()) for key in keys)
    said = b"".join(_chunk(4, _chunk(1, value.encode())) for value in values)
    return _number(15, 2) + _chunk(1, name.encode()) + drawn + named + said + _number(5, EXTENT)


def _feature(feature: Feature, keys: dict[str, int], values: dict[str, int]) -> bytes:
    tags = b"".join(
        _varint(keys.setdefault(key, len(keys))) + _varint(values.setdefault(word, len(values)))
        for key, word in feature.words.items()
    )
    return (
        _number(1, feature.id) + (_chunk(2, tags) if tags else b"") + _number(3, feature.kind)
        + _chunk(4, feature.drawing)
    )  # fmt: skip


def points(where: Ints) -> list[bytes]:
    """Return a drawing for each row of `where` (column, row in the tile)."""
    return [_varint(MOVE_TO | 1 << 3) + b"".join(_varint(int(n)) for n in _zigzag(pair)) for pair in where]


def polygons(corners: Ints, ring: Ints, thing: Ints) -> dict[int, bytes]:
    """Return a drawing for each thing, by its number.

    `corners` are those of all rings one after another, three or more each, the first not repeated at the end; `ring`
    and `thing` say of each corner which ring and which thing it belongs to, both ascending. Outer rings must run
    clockwise on the screen, holes the other way.
    """
    if not len(corners):
        return {}
    first = np.concatenate([[True], ring[1:] != ring[:-1]])
    begins = np.concatenate([[True], thing[1:] != thing[:-1]])
    steps = corners.copy()
    steps[1:] -= corners[:-1]
    steps[begins] = corners[begins]  # the pen starts each thing at the tile's own corner
    numbers, place = _commands(steps, first)
    written, at = _varints(numbers)
    starts = at[place[begins]]
    ends = [*starts[1:].tolist(), len(written)]
    return {
        int(number): written[begin:end] for number, begin, end in zip(thing[begins], starts.tolist(), ends, strict=True)
    }


def _commands(steps: Ints, first: NDArray[np.bool_]) -> tuple[Ints, Ints]:
    """Return the row of numbers that draws all rings, and where in it each corner begins, its command included."""
    second, last = np.roll(first, 1), np.roll(first, -1)
    sizes = np.diff(np.append(np.flatnonzero(first), len(first)))
    ring = np.cumsum(first) - 1
    commanded = (first | second).astype(np.int64)
    place = np.concatenate([[0], np.cumsum(2 + commanded + last)])
    numbers = np.full(place[-1], CLOSE_PATH | 1 << 3, dtype=np.int64)
    place = place[:-1]
    numbers[place[first]] = MOVE_TO | 1 << 3
    numbers[place[second]] = LINE_TO | (sizes[ring[second]] - 1) << 3
    pens = _zigzag(steps)
    numbers[place + commanded], numbers[place + commanded + 1] = pens[:, 0], pens[:, 1]
    return numbers, place


def _zigzag(numbers: Ints) -> Ints:
    return (numbers << 1) ^ (numbers >> 63)


def _varints(numbers: Ints) -> tuple[bytes, Ints]:
    """Return numbers below 2**35 in protobuf's variable length, and at which byte each begins."""
    lengths = np.ones(len(numbers), dtype=np.int64)
    for n in range(1, 5):
        lengths += numbers >= 1 << 7 * n
    at = np.concatenate([[0], np.cumsum(lengths)])
    out = np.zeros(at[-1], dtype=np.uint8)
    for n in range(5):
        longer = lengths > n
        more = np.where(lengths[longer] > n + 1, 128, 0)
        out[at[:-1][longer] + n] = (numbers[longer] >> 7 * n & 127) | more
    return out.tobytes(), at[:-1]


def _write_varint(number: int) -> bytes:
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)
    return bytes(out)


# Tags and lengths are small and come by the ten thousand.
SMALL = [_write_varint(number) for number in range(1 << 12)]


def _varint(number: int) -> bytes:
    return SMALL[number] if number < len(SMALL) else _write_varint(number)


def _number(tag: int, value: int) -> bytes:
    return _varint(tag << 3) + _varint(value)


def _chunk(tag: int, value: bytes) -> bytes:
    return _varint(tag << 3 | 2) + _varint(len(value)) + value
