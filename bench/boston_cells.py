"""`python -m bench.boston_cells [DATA]`: our cells beside the precincts that Boston recorded, and why some differ.

Reads the published rows below DATA (../shared/data), on scratch servers. Points are rounded to four decimals there,
about 11 m, and a desk may have named the precinct: so the misses are told by their distance to the recorded one.
"""

import csv
import gzip
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import django
import numpy as np
import shapely

from govgrid.up.scratch import scratch_home
from govgrid.up.stop import stop_on_signals

if TYPE_CHECKING:
    from govgrid.lib.geo import Point
    from grids.locate import Located

FIRST = 5_000
WITHIN_M = (15, 30, 100, 1000)


@dataclass(frozen=True)
class Recorded:
    """A row with a point: its number, the point, and the precinct recorded ('' for none)."""

    number: str
    point: "Point"
    precinct: str


@dataclass(frozen=True)
class Agreement:
    """How rows with a precinct were located; `misses` are metres from the point to the recorded precinct."""

    usable: int
    agreed: int
    at_default: int
    misses: tuple[float, ...]

    @property
    def share(self) -> float:
        return self.agreed / self.usable

    def lines(self) -> Iterator[str]:
        yield f"at the default point   {self.at_default} (flagged, not compared)"
        yield f"usable points          {self.usable}"
        yield f"agree                  {self.agreed} = {100 * self.share:.1f} %"
        for metres in WITHIN_M:
            near = sum(miss <= metres for miss in self.misses)
            yield (
                f"  + within {metres:>4} m      {near} of {len(self.misses)} misses; "
                f"together {100 * (self.agreed + near) / self.usable:.1f} %"
            )
        yield f"  further than {WITHIN_M[-1]} m  {sum(miss > WITHIN_M[-1] for miss in self.misses)} misses"


def read(data: Path, first: int | None) -> list[Recorded]:
    """Return the first rows of the file (None: all) that have a point."""
    from govgrid.lib.geo import Point

    with gzip.open(data / "boston" / "cases_2011h2.csv.gz", "rt", encoding="utf-8", newline="") as file:
        rows = [{name: (row[name] or "").strip() for name in ("case_enquiry_id", "longitude", "latitude", "precinct")}
                for row in islice(csv.DictReader(file), first)]  # fmt: skip
    return [
        Recorded(row["case_enquiry_id"], Point(float(row["longitude"]), float(row["latitude"])), row["precinct"])
        for row in rows
        if row["longitude"] and row["latitude"]
    ]


def compare(rows: Sequence[Recorded], places: Sequence["Located"], precincts: dict[str, shapely.Geometry]) -> Agreement:
    """Return how the places found agree with the precincts recorded; rows without one are left out."""
    from grids.locate import How

    said = [(row, place) for row, place in zip(rows, places, strict=True) if row.precinct]
    usable = [(row, place) for row, place in said if place.how != How.DEFAULT_POINT]
    missed = [row for row, place in usable if place.cell is None or place.cell.code != row.precinct]
    return Agreement(
        len(usable), len(usable) - len(missed), len(said) - len(usable),
        tuple(_metres(row.point, precincts[row.precinct]) for row in missed if row.precinct in precincts)
        + tuple(float("inf") for row in missed if row.precinct not in precincts),
    )  # fmt: skip


def _metres(point: "Point", shape: shapely.Geometry) -> float:
    """Return the distance to a shape, on a plane that is true at the point."""
    east, north = 111_320 * np.cos(np.radians(point.lat)), 111_100
    flat = shapely.transform(shape, lambda xy: (xy - [point.lon, point.lat]) * [east, north])
    return float(flat.distance(shapely.Point(0, 0)))


def main() -> None:
    data = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data").resolve()
    with stop_on_signals(), scratch_home({}, durable=False) as found:
        os.environ.update({**found, "GOVGRID_MODE": "test", "DJANGO_SETTINGS_MODULE": "govgrid.settings"})
        os.environ["GOVGRID_LOG"] = "ERROR"
        django.setup()
        _show(data)


def _show(data: Path) -> None:
    from django.core.management import call_command
    from django.utils import timezone

    from govgrid.packs.loading import load_pack, sound_pack
    from govgrid.packs.making.boston import make_boston
    from grids.locate import place_many

    call_command("migrate", verbosity=0)
    with tempfile.TemporaryDirectory() as folder:
        make_boston(data, Path(folder))
        pack, _findings = sound_pack(Path(folder))
    load_pack(pack, at=timezone.now())
    precincts = {outline.code: outline.shape for outline in pack.outlines}
    rows = read(data, None)
    places = place_many([row.point for row in rows], on=timezone.now().date())
    first = len(read(data, FIRST))
    for title, count in ((f"The first {FIRST:,} rows", first), ("The whole file", len(rows))):
        print(f"\n{title}: {count:,} with a point")
        print("\n".join(compare(rows[:count], places[:count], precincts).lines()))
    ways = Counter(place.how.value for place in places if place)
    print(
        "\nHow the points of the whole file were located:", ", ".join(f"{how} {n:,}" for how, n in ways.most_common())
    )


if __name__ == "__main__":
    main()
