"""Ctrl-C and SIGTERM as one exception, raised wherever the start or the watch happens to be."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(Exception):
    """A person, or the system, asked us to end."""


@contextmanager
def stop_on_signals() -> Iterator[Callable[[], None]]:
    """Raise Stopped in the main thread at the first such signal; later ones are ignored.

    Yield `heed()`, which raises it again: Python drops an exception that a signal raises inside a destructor or
    around a fork, and who starts children or waits for long must still hear of it.
    """
    asked = []

    def ask(number: int, _frame: object) -> None:
        asked.append(number)
        # A second Ctrl-C must not cut the shutdown short: it would leave the children to the kernel.
        for each in SIGNALS:
            signal.signal(each, signal.SIG_IGN)
        raise Stopped

    def heed() -> None:
        if asked:
            raise Stopped

    for number in SIGNALS:
        signal.signal(number, ask)
    yield heed
