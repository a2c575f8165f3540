"""Processes of an earlier start that was killed. Whoever holds the home's lock may end them."""

import json
import time
from collections.abc import Iterable
from pathlib import Path

from govgrid.up.children import kill_group

PATIENCE = 10  # seconds that they get to end by themselves, as the kernel has told them to


def remember(note: Path, numbers: Iterable[int]) -> None:
    """Write down which processes are ours. The time of birth goes with the number, since numbers are used again."""
    note.write_text(json.dumps({number: born(number) for number in numbers}))


def clear(note: Path) -> None:
    """Wait for the processes in `note` to end and kill those that do not."""
    try:
        known = {int(number): birth for number, birth in json.loads(note.read_text()).items()}
    except (OSError, ValueError):
        return
    until = time.monotonic() + PATIENCE
    while left := [number for number, birth in known.items() if birth and born(number) == birth]:
        if time.monotonic() > until:
            for number in left:
                kill_group(number)
        time.sleep(0.05)
    note.unlink(missing_ok=True)


def born(number: int) -> str | None:
    """Return when process `number` began, in the kernel's own ticks; None if it is gone or a zombie."""
    try:
        # The name in brackets may hold spaces; what follows it is fixed: state is first, birth is twentieth.
        fields = Path(f"/proc/{number}/stat").read_text().rpartition(") ")[2].split()
    except OSError:
        return None
    return None if fields[0] == "Z" else fields[19]
