"""Five thousand real cases through the real platform: none lost, none doubled, each dispatch with its reason."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tests.running.starting import CHECKOUT, a_home, starter

DATA = Path(os.environ.get("GOVGRID_DATA", CHECKOUT / ".." / "shared" / "data"))
LIMIT = 5000


def replay(platform, limit: int = LIMIT) -> str:
    file = str((DATA / "boston" / "cases_2011h2.csv.gz").resolve())
    url = f"http://localhost:{platform.port}"
    return platform.manage("replay", file, "--city", "boston", "--limit", str(limit), "--url", url)


def said(summary: str, name: str) -> float:
    found = re.search(rf"^{name}\s+([\d.]+)", summary, re.MULTILINE)
    assert found, summary
    return float(found[1])


@pytest.mark.data
def test_five_thousand_real_cases_arrive_once_and_explain_themselves(tmp_path) -> None:
    pack = tmp_path / "boston"
    make = [sys.executable, "manage.py", "make_boston_pack", "--data", str(DATA.resolve()), "--out", str(pack)]
    subprocess.run(make, cwd=CHECKOUT, check=True)

    with a_home() as home, starter(home) as start:
        platform = start(GOVGRID_CITY=str(pack))
        summary = replay(platform)
        again = replay(platform)

        assert said(summary, "lost") == said(summary, "doubled") == said(summary, "parked") == 0
        assert said(summary, "accepted") >= 0.99 * LIMIT
        assert said(summary, "cell agreement") >= 95
        assert said(again, "accepted") == 0
        assert unexplained(platform) == (0, said(summary, "dispatched"))


def unexplained(platform) -> tuple[int, int]:
    """Return how many host legs lack rule or reason, and how many there are."""
    url = json.loads((platform.home / "env.json").read_text())["DATABASE_URL"]
    with psycopg.connect(url) as connection:
        legs = "SELECT count(*) FILTER (WHERE rule = '' OR reason = ''), count(*) FROM cases_leg WHERE part = 'host'"
        return connection.execute(legs).fetchone()
