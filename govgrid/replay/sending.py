"""Sending reports to a running platform over HTTP: several at a time, patient, and never the same one twice."""

import logging
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice

import httpx

from cases.models import Channel, Report
from govgrid.replay.rows import Told

logging.getLogger("httpx").setLevel(logging.WARNING)  # or it writes a line for each report

BATCH = 200
TRIES = 5


class PlatformAway(Exception):
    """The platform did not answer, or answered with a fault of its own, several times in a row."""


@dataclass
class Sent:
    """What the platform answered: numbers of accepted reports, refusals by code, and rows that were there before."""

    numbers: list[str] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    sent: int = 0
    before: int = 0
    seconds: float = 0.0


class Sender:
    """Posts rows to the intake at `url` with an API key; the number of a row is its Idempotency-Key."""

    def __init__(self, url: str, key: str, concurrency: int) -> None:
        self.concurrency = concurrency
        self.client = httpx.Client(
            base_url=url,
            headers={"Authorization": f"Bearer {key}"},
            limits=httpx.Limits(max_connections=concurrency, max_keepalive_connections=concurrency),
            timeout=30,
            trust_env=False,
        )

    def send(self, rows: Iterable[Told], sent: Sent) -> Iterator[int]:
        """Send what is not there yet, adding to `sent`; yield how many rows are done after each batch."""
        with self.client, ThreadPoolExecutor(self.concurrency) as pool:
            for batch in _batches(rows):
                missing = _missing(batch)
                sent.before += len(batch) - len(missing)
                began = time.monotonic()
                for answer in pool.map(self._post, missing):
                    _note(answer, sent)
                sent.seconds += time.monotonic() - began
                yield len(batch)

    def _post(self, row: Told) -> httpx.Response:
        for attempt in range(TRIES):
            answer = self._try(row)
            if answer is not None and answer.status_code == 429:
                time.sleep(float(answer.headers.get("Retry-After", 1)))
            elif answer is not None and answer.status_code < 500:
                return answer
            else:
                time.sleep(0.2 * 2**attempt)
        raise PlatformAway(f"The platform at {self.client.base_url} did not take row {row.id} in {TRIES} tries.")

    def _try(self, row: Told) -> httpx.Response | None:
        try:
            return self.client.post("/api/v1/reports/", json=row.body, headers={"Idempotency-Key": row.id})
        except httpx.TransportError:
            return None


def _batches(rows: Iterable[Told]) -> Iterator[list[Told]]:
    going = iter(rows)
    while batch := list(islice(going, BATCH)):
        yield batch


def _missing(batch: list[Told]) -> list[Told]:
    """Return the rows that no earlier run has brought in: our keys may be new, the numbers of the rows are not."""
    known = set(
        Report.objects.filter(reference__in=[row.id for row in batch], channel=Channel.API).values_list(
            "reference", flat=True
        )
    )
    return [row for row in batch if row.id not in known]


def _note(answer: httpx.Response, sent: Sent) -> None:
    sent.sent += 1
    if answer.status_code in (200, 201):
        sent.numbers.append(answer.json()["number"])
    else:
        sent.refused[_reason(answer)] += 1


def _reason(answer: httpx.Response) -> str:
    """Return the problem's code, with the fields at fault where it names them."""
    problem = answer.json()
    fields = ", ".join(sorted(problem.get("errors", {})))
    return f"{problem.get('code', answer.status_code)}{f' ({fields})' if fields else ''}"
