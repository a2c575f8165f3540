"""A silent Valkey costs one request of a process a short wait, and nobody else anything."""

import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import redis

from cases import doorbell

PATIENCE = {"socket_timeout": doorbell.TIMEOUT_S, "socket_connect_timeout": doorbell.TIMEOUT_S, "retry": None}


@pytest.fixture(autouse=True)
def heard_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doorbell, "_silent_until", 0.0)


@pytest.fixture
def silent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """A server that takes every line and never says a word."""
    path = tmp_path / "silent.sock"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
        server.listen(16)
        monkeypatch.setattr(doorbell, "_client", redis.Redis(unix_socket_path=str(path), **PATIENCE))
        yield


def seconds_of_ring(_n: int = 0) -> float:
    began = time.monotonic()
    assert doorbell.ring() is False
    return time.monotonic() - began


def test_a_silent_bell_is_left_alone_for_a_while(silent: None) -> None:
    first, *others = (seconds_of_ring() for _ in range(6))

    assert first >= doorbell.TIMEOUT_S
    assert sum(others) < doorbell.TIMEOUT_S


def test_when_the_while_is_over_only_one_request_waits(silent: None, monkeypatch: pytest.MonkeyPatch) -> None:
    doorbell.ring()
    monkeypatch.setattr(doorbell, "_silent_until", time.monotonic())

    with ThreadPoolExecutor(4) as pool:
        waits = list(pool.map(seconds_of_ring, range(4)))

    assert sum(wait >= doorbell.TIMEOUT_S for wait in waits) == 1


def test_a_bell_that_answers_again_is_trusted_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doorbell, "_silent_until", time.monotonic())

    doorbell.ring()

    assert doorbell._silent_until == 0.0
