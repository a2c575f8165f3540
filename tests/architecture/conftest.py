"""The cases that every door is tried with."""

from datetime import timedelta
from typing import Any

import pytest

from cases import chores, photos
from cases.models import Case, CaseShare, Status
from tests.builders import a_case, a_report, a_routed_case, fresh
from tests.city import Town, build_town
from tests.photograph import photographed
from tests.who_sees import a_picture

Everywhere = tuple[Town, list[Case]]


@pytest.fixture
def everywhere(db: None, settings: Any, tmp_path_factory: pytest.TempPathFactory) -> Everywhere:
    """The town with its cases; the files of their photos stay for the whole run, as the photograph does."""
    settings.MEDIA_ROOT = tmp_path_factory.getbasetemp() / "everywhere"
    return photographed(a_town_with_cases_everywhere)


@pytest.fixture
def cases(everywhere: Everywhere) -> list[Case]:
    return everywhere[1]


def a_town_with_cases_everywhere() -> Everywhere:
    """Cases of each department and both districts, at many statuses, one without a cell, each with a photo."""
    town = build_town()
    made = [a_routed_case(town, category=name, cell=cell) for name in ("road", "lamp", "litter") for cell in (1, 2, 4)]
    made += [a_case(town, status, cell=3) for status in (Status.HANDLING, Status.CHECKING, Status.CLOSED)]
    east = town.areas["east community"]
    made.append(a_routed_case(town, cell=None, area_id=east.pk, area_path=east.path, address="12 Lake Road"))
    made = [fresh(case) for case in [*made, a_report(town, cell=2, category="noise")]]
    now = chores.now()
    for case, until in ((made[0], now + timedelta(hours=1)), (made[1], now - timedelta(hours=1))):
        CaseShare.objects.create(case=case, user=town.people["passer"], until=until)
    for case in made:
        photos.keep([a_picture()], case_id=case.pk, report_id=None, stage="report", by=None, at=now)
    return town, made
