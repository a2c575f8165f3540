"""What the published case file of Boston tells of its offices: who handled which type, where, and within what time."""

import csv
import gzip
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median

NO_QUEUE = "No Q"
# A target before the opening, or decades away (one stands in 2059), is a slip of the pen.
LONGEST_TARGET = timedelta(days=5 * 365)
FEWEST_TARGETS = 5
# A ward has a queue of its own for a type if so many cases say so, and most of them.
FEWEST_IN_WARD, SHARE_IN_WARD = 8, 0.6


@dataclass
class Habits:
    """Counts over the whole file: departments and queues by type, queues by type and ward, target spans by type."""

    reason_of: dict[str, str] = field(default_factory=dict)
    department_of: dict[str, str] = field(default_factory=dict)
    queues: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    in_wards: dict[tuple[str, str], Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def usual_queue(self, kind: str) -> str:
        return _most_common(self.queues[kind])

    def local_queues(self, kind: str) -> Iterator[tuple[str, str]]:
        """Yield (ward, queue) where a ward's cases of this type mostly go to another queue than the city's."""
        usual = self.usual_queue(kind)
        for (own, ward), counts in sorted(self.in_wards.items()):
            if own == kind and counts.total() >= FEWEST_IN_WARD:
                queue = _most_common(counts)
                if queue != usual and counts[queue] >= SHARE_IN_WARD * counts.total():
                    yield ward, queue

    def usual_span(self, kind: str) -> timedelta | None:
        """Return the median time from opening to target, or None where too few cases had a target."""
        known = self.seconds[kind]
        return timedelta(seconds=median(known)) if len(known) >= FEWEST_TARGETS else None


def read_habits(path: Path) -> Habits:
    habits = Habits()
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["department"] != NO_QUEUE:
                _count(row, habits)
    return habits


def _count(row: dict[str, str], habits: Habits) -> None:
    kind, queue = row["type"], row["queue"]
    habits.reason_of[kind] = row["reason"]
    habits.department_of[queue] = row["department"]
    habits.queues[kind][queue] += 1
    if re.fullmatch(r"\d{4}", row["precinct"]):
        habits.in_wards[kind, row["precinct"][:2]][queue] += 1
    if row["target_dt"].strip():
        span = datetime.fromisoformat(row["target_dt"]) - datetime.fromisoformat(row["open_dt"])
        if timedelta(0) < span < LONGEST_TARGET:
            habits.seconds[kind].append(span.total_seconds())


def _most_common(counts: Counter[str]) -> str:
    return min(counts, key=lambda queue: (-counts[queue], queue))
