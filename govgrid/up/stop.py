"""Ctrl-C and SIGTERM as one exception, raised wherever the start or the watch happens to be."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(Exception):
    """A person, or the system, asked us to end."""


def _raise(*_signal: object) -> None:
    # A second Ctrl-C must not cut the shutdown short: it would leave the children to the kernel.
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    raise Stopped


@contextmanager
def stop_on_signals() -> Iterator[None]:
    """Raise Stopped in the main thread at the first such signal; later ones are ignored."""
    for number in SIGNALS:
        signal.signal(number, _raise)
    yield
