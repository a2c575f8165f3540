"""Asking somebody outside who may be away: after some failures in a row nobody asks for a while."""

import time
from threading import Lock


class Breaker:
    """Open for `rest_s` seconds after `failures` in a row; then one caller may try, and the others wait for that."""

    def __init__(self, *, failures: int, rest_s: float) -> None:
        self._most, self._rest_s = failures, rest_s
        self._failed, self._until = 0, 0.0
        self._lock = Lock()

    def may_ask(self) -> bool:
        with self._lock:
            if self._failed < self._most:
                return True
            if time.monotonic() < self._until:
                return False
            self._until = time.monotonic() + self._rest_s
            return True

    def note(self, *, answered: bool) -> None:
        """Say how it went."""
        with self._lock:
            self._failed = 0 if answered else self._failed + 1
            self._until = time.monotonic() + self._rest_s
