"""A row of the published file becomes a report; what it lacks is left out, not invented."""

import csv
import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from govgrid.replay.rows import Told, read_rows
from tests.city import Town

ROW = {
    "case_enquiry_id": "101000295613",
    "open_dt": "2011-07-01 01:32:33",
    "case_title": "Street Light Outages",
    "type": "Street Light Outages",
    "location": "INTERSECTION of Groveland St & River St  Mattapan  MA",
    "ward": "Ward 17",
    "precinct": "1714",
    "latitude": "42.2715",
    "longitude": "-71.0772",
}


@pytest.fixture
def told(tmp_path: Path) -> Callable[..., Told]:
    def read(**changes: str) -> Told:
        path = tmp_path / "cases.csv.gz"
        with gzip.open(path, "wt", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(ROW))
            writer.writeheader()
            writer.writerow({**ROW, **changes})
        return next(read_rows(path, 1, {"Street Light Outages": "E0101"}))

    return read


def test_a_row_becomes_what_our_intake_reads(told: Callable[..., Told]) -> None:
    row = told()

    assert row.id == row.body["reference"] == "101000295613"
    assert (row.body["lon"], row.body["lat"]) == (-71.0772, 42.2715)
    assert row.body["category"] == "E0101"
    assert row.body["claimed_at"] == "2011-07-01T01:32:33-04:00"
    assert row.comparable


@pytest.mark.parametrize(
    "changes", [{"precinct": " "}, {"latitude": "", "longitude": ""}, {"latitude": "42.3594", "longitude": "-71.0587"}]
)
def test_without_precinct_or_point_of_its_own_a_row_is_not_compared(
    told: Callable[..., Told], changes: dict[str, str]
) -> None:
    assert not told(**changes).comparable


@pytest.mark.parametrize("ward", ["Ward 3", "03", "3"])
def test_a_row_without_a_point_names_its_ward(told: Callable[..., Told], ward: str) -> None:
    body = told(latitude="", longitude="", ward=ward).body

    assert body["area"] == "03"
    assert "lon" not in body


def test_another_city_is_refused_with_a_sentence(town: Town, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="serves town, not boston"):
        call_command("replay", str(tmp_path / "cases.csv.gz"), city="boston")
