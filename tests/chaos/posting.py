"""Programs that post: what each was answered is kept, and what was not answered is sent again with the same key."""

import http.client
import json
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Any

PLACE = {"category": "E0113", "lon": 102.702, "lat": 25.002}
PATIENCE = 90.0  # seconds until a report that is sent again and again must be taken


@dataclass
class Ledger:
    """What was posted, by its key: the number given for it, and how often the way to it was an error."""

    port: int
    bearer: str
    numbers: dict[str, str] = field(default_factory=dict)
    errors: dict[str, int] = field(default_factory=dict)
    # Answered with 200 after an error: the first try had been committed, and nobody had heard of it.
    found_again: list[str] = field(default_factory=list)

    def post(self, keys: Iterable[str], **said: Any) -> list[int]:
        """Post one report for each key and return the first answers; 0 is none at all. Each is taken at last."""
        return [self.post_one(key, **said) for key in keys]

    def post_one(self, key: str, **said: Any) -> int:
        """Post one report, again and again where the answer is an error; return the first answer."""
        first = status = self._send(key, said)
        until = time.monotonic() + PATIENCE
        while status not in {200, 201}:
            assert status == 0 or status >= 500, f"{key} is refused with {status}"
            assert time.monotonic() < until, f"{key} is never taken; last answer {status}"
            self.errors[key] = self.errors.get(key, 0) + 1
            time.sleep(0.2)
            status = self._send(key, said)
            if status == 200:
                self.found_again.append(key)
        return first

    def _send(self, key: str, said: dict[str, Any]) -> int:
        """Return the status; 0 where the line broke."""
        body = json.dumps(said_with(key, **said))
        try:
            answer, data = call(self.port, "POST", "/api/v1/reports/", body, self.bearer, {"Idempotency-Key": key})
        except (OSError, http.client.HTTPException):
            return 0
        if answer in {200, 201}:
            number = json.loads(data)["number"]
            assert self.numbers.setdefault(key, number) == number, f"{key} has two numbers"
        return answer

    @contextmanager
    def posting(self, name: str, at_least: int) -> Iterator[None]:
        """Post without a pause meanwhile, and until there were `at_least`; a fault of the thread is ours."""
        enough, faults = Event(), []

        def go_on() -> None:
            count = 0
            try:
                while count < at_least or not enough.is_set():
                    self.post_one(f"{name}-{count}")
                    count += 1
            except BaseException as fault:
                faults.append(fault)

        thread = Thread(target=go_on, daemon=True)
        thread.start()
        try:
            yield
        finally:
            enough.set()
            thread.join(600)
        assert not faults, faults
        assert not thread.is_alive(), "the reports were never all posted"


def said_with(key: str, **said: Any) -> dict[str, Any]:
    """Return what is reported under a key; `said` takes the place of parts of it."""
    return {"words": f"Hole {key}", **PLACE, **said}


def call(
    port: int, method: str, path: str, body: str | None, bearer: str, headers: dict[str, str] | None = None
) -> tuple[int, bytes]:
    line = http.client.HTTPConnection("localhost", port, timeout=30)
    try:
        sent = {"Authorization": f"Bearer {bearer}", "Content-Type": "application/json", **(headers or {})}
        line.request(method, path, body, sent)
        answer = line.getresponse()
        return answer.status, answer.read()
    finally:
        line.close()
