"""Plans of files against the town, from its noon on."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grids.importing.comparing import Plan, plan_of
from grids.importing.wishing import Wish
from tests.city import NOON, Town

PlanOf = Callable[..., Plan]


@pytest.fixture
def planned(town: Town) -> PlanOf:
    """`planned(path)` compares a file of cells with the town; words are those of a Wish."""

    def plan(path: Path, **words: Any) -> Plan:
        return plan_of(path, Wish(**{"level": "cell", "on": NOON.date(), **words}))

    return plan
