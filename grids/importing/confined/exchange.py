"""What passes between the platform and the child: JSON for facts, plain bytes for outlines. Nothing is unpickled."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import shapely


def write_shapes(path: Path, shapes: Mapping[str, np.ndarray]) -> None:
    """Write arrays of shapes (None allowed) under their names."""
    arrays: dict[str, np.ndarray] = {}
    for name, given in shapes.items():
        wkbs = [wkb or b"" for wkb in shapely.to_wkb(given)]
        arrays[f"{name}.bytes"] = np.frombuffer(b"".join(wkbs), dtype=np.uint8)
        arrays[f"{name}.ends"] = np.cumsum(np.array([len(wkb) for wkb in wkbs], dtype=np.int64))
    with path.open("wb") as file:
        np.savez(file, **arrays)  # type: ignore[arg-type]


def read_shapes(path: Path) -> dict[str, np.ndarray]:
    """Return the arrays of shapes that write_shapes() wrote."""
    with np.load(path, allow_pickle=False) as arrays:
        names = [name.removesuffix(".ends") for name in arrays.files if name.endswith(".ends")]
        return {name: _shapes(arrays[f"{name}.bytes"].tobytes(), arrays[f"{name}.ends"]) for name in names}


def _shapes(content: bytes, ends: np.ndarray) -> np.ndarray:
    wkbs, begin = np.empty(len(ends), dtype=object), 0
    for number, end in enumerate(ends.tolist()):
        wkbs[number] = content[begin:end] or None
        begin = end
    return shapely.from_wkb(wkbs)
