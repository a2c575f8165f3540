"""Starting the child that opens a stranger's file, and ending it where it takes more than it may."""

import json
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from grids.importing.confined.exchange import read_shapes, write_shapes

log = logging.getLogger(__name__)
ROOT = Path(__file__).parents[2]
# Nothing of our own environment: neither the database nor any key is there to be found.
ENVIRONMENT = {"LANG": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PROJ_NETWORK": "OFF"}


@dataclass(frozen=True)
class Bounds:
    """What an import may take: address space, processor and wall time, unpacked bytes, features and corners."""

    memory_mb: int = 3072
    cpu_seconds: int = 150
    wall_seconds: int = 300
    disk_mb: int = 1024
    most_features: int = 1_000_000
    most_corners: int = 6_000_000


BOUNDS = Bounds()


class ChildStopped(Exception):
    """The child gave no answer: `kind` says what it took too much of, or that the file cannot be read."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


def confined(
    step: str, request: Mapping[str, Any], shapes: Mapping[str, np.ndarray] | None = None, *, bounds: Bounds = BOUNDS
) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Run a step of `grids.importing.confined` in a child; return its answer and its shapes. Raises ChildStopped."""
    with TemporaryDirectory(prefix="import-") as name:
        folder = Path(name)
        (folder / "request.json").write_text(json.dumps({**asdict(bounds), **request}), encoding="utf-8")
        if shapes is not None:
            write_shapes(folder / "request.npz", shapes)
        _run(step, folder, bounds.wall_seconds)
        answer = json.loads((folder / "answer.json").read_bytes())
        given = folder / "answer.npz"
        return answer, read_shapes(given) if given.exists() else {}


def _run(step: str, folder: Path, wall_seconds: int) -> None:
    """Wait for the child and see that it answered."""
    command = [sys.executable, "-m", "grids.importing.confined.child", step, str(folder)]
    environment = {**ENVIRONMENT, "PATH": os.defpath, "TMPDIR": str(folder), "PYTHONPATH": str(ROOT)}
    with (folder / "said").open("wb") as said:
        child = subprocess.Popen(  # noqa: S603 - our own module
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=said, stderr=said
        )
        try:
            child.wait(wall_seconds)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
            raise ChildStopped("too_much_time") from None
    if child.returncode or not (folder / "answer.json").exists():
        raise ChildStopped(_why(step, child.returncode, (folder / "said").read_bytes()[-2000:]))


def _why(step: str, code: int, said: bytes) -> str:
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        return "too_much_time"
    if code < 0 or b"MemoryError" in said or b"emory" in said[-300:]:
        return "too_much_memory"
    log.error("the step %s of an import ended with %s: %s", step, code, said.decode(errors="replace"))
    return "unreadable"
