"""The child: `python -m grids.importing.confined.child STEP FOLDER`. It bounds itself before it opens anything.

request.json and request.npz lie in FOLDER; answer.json and answer.npz are written there.
"""

import importlib
import json
import os
import resource
import sys
from pathlib import Path

MEGABYTE = 2**20


def main(step: str, folder: Path) -> None:
    request = json.loads((folder / "request.json").read_bytes())
    bound(request["memory_mb"], request["cpu_seconds"], request["disk_mb"])
    answer = _answer(step, request, folder)
    answer["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    unfinished = folder / "answer.part"
    unfinished.write_text(json.dumps(answer), encoding="utf-8")
    unfinished.rename(folder / "answer.json")


def bound(memory_mb: int, cpu_seconds: int, disk_mb: int) -> None:
    """Let the kernel end this process where it takes more; what it writes is bounded file by file."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_mb * MEGABYTE, memory_mb * MEGABYTE))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (disk_mb * MEGABYTE, disk_mb * MEGABYTE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _answer(step: str, request: dict, folder: Path) -> dict:
    # Only now: the libraries themselves are loaded within the bounds.
    from grids.importing.confined.findings import Broken

    try:
        return importlib.import_module(f"grids.importing.confined.{step}").run(request, folder)
    except Broken as broken:
        return {"broken": [broken.kind, broken.facts]}
    except MemoryError:
        return {"broken": ["too_much_memory", {}]}
    except Exception as fault:
        if "bad_alloc" in str(fault):  # as GEOS says it
            return {"broken": ["too_much_memory", {}]}
        raise


if __name__ == "__main__":
    os.umask(0o077)
    main(sys.argv[1], Path(sys.argv[2]))
