"""Keeping services running: what ends by itself is started again, ever more slowly, and said."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from govgrid.up.children import Child
from govgrid.up.refusal import CannotStart
from govgrid.up.say import say

STEADY = 60  # seconds after which an earlier fall is forgotten
LONGEST_WAIT = 30  # seconds between two tries
GLANCE = 0.25  # seconds between two looks


@dataclass
class Service:
    """A child and the way to start it (a database waits until it answers; most just start)."""

    child: Child
    start: Callable[[], None]
    falls: int = 0
    again_at: float | None = None

    def look(self, now: float) -> bool:
        """Restart the child if it is down and its wait is over. Return whether it was started."""
        if self.child.alive():
            self.falls = 0 if now - self.child.started_at > STEADY else self.falls
            return False
        if self.again_at is None:
            self._plan(now)
            return False
        if now < self.again_at:
            return False
        return self._again()

    def _plan(self, now: float) -> None:
        wait = min(LONGEST_WAIT, 2**self.falls)
        self.falls += 1
        self.again_at = now + wait
        code = self.child.process.returncode if self.child.process else "none"
        say(f"{self.child.name} ended (code {code}); again in {wait} s. See {self.child.log}.")

    def _again(self) -> bool:
        self.again_at = None
        self.child.stop()  # whatever is left of its process group
        try:
            self.start()
        except CannotStart as no:
            say(str(no))
            return False
        return True


def keep_running(services: Sequence[Service], on_start: Callable[[], None], heed: Callable[[], None]) -> None:
    """Watch `services` until `heed` or a signal raises; call `on_start` after every restart."""
    while True:
        heed()
        if any([service.look(time.monotonic()) for service in services]):
            on_start()
        time.sleep(GLANCE)
