"""Settings of the city that change a few times a year, kept in the process for a short while."""

import time
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")
_all: list["Remembered"] = []


class Remembered(Generic[T]):
    """A question without arguments whose answer is kept for `seconds`."""

    def __init__(self, ask: Callable[[], T], seconds: float) -> None:
        self._ask, self._seconds = ask, seconds
        self._kept: tuple[float, T] | None = None
        self.__doc__ = ask.__doc__
        _all.append(self)

    def __call__(self) -> T:
        if self._kept is None or time.monotonic() > self._kept[0]:
            self._kept = time.monotonic() + self._seconds, self._ask()
        return self._kept[1]

    def forget(self) -> None:
        self._kept = None


def remembered(seconds: float = 30) -> Callable[[Callable[[], T]], Remembered[T]]:
    """Keep the answer of a function for `seconds`, in this process only."""
    return lambda ask: Remembered(ask, seconds)


def forget_all() -> None:
    """Ask everything anew: after a pack was loaded, and before each test."""
    for kept in _all:
        kept.forget()
