"""A load client in a process of its own: threads with one kept connection each, and as little else as possible."""

import http.client
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from multiprocessing import get_context


@dataclass(frozen=True)
class Call:
    method: str
    path: str
    body: bytes | None
    headers: dict[str, str]


@dataclass(frozen=True)
class Pace:
    """Calls a second over the whole run, milliseconds of each call, and the statuses that came back."""

    rate: float
    times_ms: tuple[float, ...]
    statuses: tuple[int, ...]

    def p(self, share: int) -> float:
        """Return the time below which `share` per cent of the calls stayed, in milliseconds."""
        ordered = sorted(self.times_ms)
        return ordered[min(len(ordered) - 1, len(ordered) * share // 100)]


def drive(port: int, calls: Sequence[Call], clients: int) -> Pace:
    """Make the calls with so many clients at once. Raises AssertionError if any answer is not a 2xx."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
        pace = apart.submit(_drive, port, list(calls), clients).result()
    assert all(200 <= status < 300 for status in pace.statuses), sorted(set(pace.statuses))
    return pace


def _drive(port: int, calls: list[Call], clients: int) -> Pace:
    shares = [calls[n::clients] for n in range(clients)]
    began = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        done = list(chain.from_iterable(pool.map(lambda share: _client(port, share), shares)))
    spent = time.perf_counter() - began
    return Pace(len(calls) / spent, tuple(ms for ms, _ in done), tuple(status for _, status in done))


def _client(port: int, calls: list[Call]) -> list[tuple[float, int]]:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    found = []
    for call in calls:
        began = time.perf_counter()
        line.request(call.method, call.path, call.body, call.headers)
        answer = line.getresponse()
        answer.read()
        found.append((1000 * (time.perf_counter() - began), answer.status))
    line.close()
    return found
