"""Rows of the published case file of Boston, read as a stream and put into the words of our intake."""

import csv
import gzip
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

from departments.models import Category

ZONE = ZoneInfo("America/New_York")
# City Hall: where the file puts a case whose place was not known.
DEFAULT_POINT = (-71.0587, 42.3594)


@dataclass(frozen=True)
class Told:
    """A row: its own number, what we send of it, and the precinct that the city recorded ('' if none)."""

    id: str
    body: Mapping[str, object]
    precinct: str

    @property
    def comparable(self) -> bool:
        """Whether the recorded precinct says something about the point: not where the point is the default one."""
        place = (self.body.get("lon"), self.body.get("lat"))
        return bool(self.precinct) and place[0] is not None and place != DEFAULT_POINT


def read_rows(path: Path, limit: int | None, codes: Mapping[str, str]) -> Iterator[Told]:
    """Yield the first `limit` rows of the gzipped file (None: all); `codes` gives the category of each type."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in islice(csv.DictReader(file), limit):
            yield _told({name: (value or "").strip() for name, value in row.items()}, codes)


def codes_of_types() -> dict[str, str]:
    """Return the category of each type. The pack names a category by its type; a type without a queue has none."""
    return dict(Category.objects.filter(parent__isnull=False, valid_to=None).values_list("name_en", "code"))


def _told(row: Mapping[str, str], codes: Mapping[str, str]) -> Told:
    body = {
        "words": row["case_title"] or row["type"],
        "category": codes.get(row["type"], ""),
        "address": row["location"][:200],
        "claimed_at": datetime.fromisoformat(row["open_dt"]).replace(tzinfo=ZONE).isoformat(),
        "reference": row["case_enquiry_id"],
        **_place(row),
    }
    precinct = row["precinct"] if re.fullmatch(r"\d{4}[A-Z]?", row["precinct"]) else ""
    return Told(row["case_enquiry_id"], body, precinct)


def _place(row: Mapping[str, str]) -> dict[str, object]:
    if row["latitude"] and row["longitude"]:
        return {"lon": float(row["longitude"]), "lat": float(row["latitude"])}
    ward = re.search(r"\d+", row["ward"])
    return {"area": f"{int(ward[0]):02d}"} if ward else {}
