"""What became of the cases that were sent: read from the database when the workers have looked at all of them."""

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from cases.models import Case, Channel, Leg, Notice, Report

GLANCE_S = 0.5


class NoProgress(Exception):
    """The workers have routed nothing for so long that waiting on makes no sense."""


@dataclass
class Outcome:
    """Counts over all rows of the file that are in the platform, whichever run sent them."""

    cases: int = 0
    located: int = 0
    compared: int = 0
    agreed: int = 0
    dispatched: Counter[str] = field(default_factory=Counter)
    waiting: Counter[str] = field(default_factory=Counter)
    unexplained: int = 0
    parked: int = 0
    doubled: int = 0
    reported_from: datetime | None = None
    routed_to: datetime | None = None

    @property
    def agreement(self) -> float | None:
        """The share of our cells that are the recorded precinct; None where nothing could be compared."""
        return self.agreed / self.compared if self.compared else None


def reports_of(ids: Sequence[str]) -> QuerySet:
    return Report.objects.filter(reference__in=ids, channel=Channel.API)


def wait_until_routed(ids: Sequence[str], *, patience_s: float) -> Iterator[int]:
    """Yield how many of the cases are routed or parked, until all are. Raises NoProgress after `patience_s`."""
    mine = Case.unscoped.filter(reports__in=reports_of(ids))
    parked = Exists(Notice.objects.filter(case=OuterRef("pk"), topic=Notice.Topic.ROUTE, dead_at__isnull=False))
    all_of_them, best, since = mine.count(), -1, time.monotonic()
    while best < all_of_them:
        done = mine.filter(Q(routed_at__isnull=False) | parked).count()
        if done > best:
            best, since = done, time.monotonic()
        elif time.monotonic() - since > patience_s:
            raise NoProgress(f"{all_of_them - best} cases wait, and none was routed for {patience_s:.0f} s.")
        yield best
        time.sleep(GLANCE_S)


def lost(numbers: Iterable[str]) -> int:
    """Return how many of the numbers that were given out are not exactly one case."""
    given = list(numbers)
    return len(given) - Case.unscoped.filter(number__in=given).count()


def outcome_of(ids: Sequence[str], precincts: Mapping[str, str]) -> Outcome:
    """Return what became of the rows; `precincts` holds the recorded precinct of each row that can be compared."""
    found, seen = Outcome(), Counter[str]()
    rows = reports_of(ids).values(
        "reference", "at", cell=F("case__cell__code"), routed_at=F("case__routed_at"), host=F("case__host__name_en"),
        waits_for=F("case__suggestion__waits_for"),
    )  # fmt: skip
    for row in rows.iterator():
        seen[row["reference"]] += 1
        _count(row, precincts, found)
    found.doubled = sum(1 for times in seen.values() if times > 1)
    found.unexplained = _hosts(ids).filter(Q(rule="") | Q(reason="")).count()
    return found


def _hosts(ids: Sequence[str]) -> QuerySet:
    return Leg.objects.filter(case__reports__in=reports_of(ids), part="host")


def _count(row: Mapping[str, object], precincts: Mapping[str, str], found: Outcome) -> None:
    found.cases += 1
    found.located += row["cell"] is not None
    if recorded := precincts.get(str(row["reference"])):
        found.compared += 1
        found.agreed += row["cell"] == recorded
    if row["host"]:
        found.dispatched[str(row["host"])] += 1
    elif row["routed_at"] is None:
        found.parked += 1
    else:
        found.waiting[str(row["waits_for"]) or "decided since"] += 1
    _stretch(row, found)


def _stretch(row: Mapping[str, object], found: Outcome) -> None:
    at, routed = row["at"], row["routed_at"]
    found.reported_from = min(filter(None, (found.reported_from, at)), default=None)
    found.routed_to = max(filter(None, (found.routed_to, routed)), default=None)
