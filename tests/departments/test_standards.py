"""The zone of a cell chooses the time limit: the core of a city is put right sooner than its suburb."""

import pytest

from cases import routing
from departments.dictionary import dictionary
from departments.models import FilingStandard
from govgrid.lib.remembered import forget_all
from grids.models import Area, Zone
from tests.builders import HOUR, a_report, fresh
from tests.city import NOON, SINCE, Town


def give(town: Town, zone: str, hours: int) -> FilingStandard:
    return FilingStandard.objects.create(
        category=town.categories["road"], condition_no=2, condition_en="Hole", condition_zh="坑", zone=zone,
        limit_value=hours, limit_unit="urgent_hour", automatic=True, valid_from=SINCE,
    )  # fmt: skip


@pytest.mark.parametrize(("zone", "hours"), [(Zone.CORE, 4), (Zone.GENERAL, 24), (Zone.SUBURB, 72)])
def test_the_zone_of_the_place_chooses_the_limit(town: Town, zone: str, hours: int) -> None:
    for given, limit in ((Zone.CORE, 4), (Zone.GENERAL, 24), (Zone.SUBURB, 72)):
        give(town, given, limit)
    Area.objects.filter(pk=town.cells[1].pk).update(zone=zone)
    forget_all()

    case = a_report(town)
    routing.route_waiting(at=NOON)

    assert fresh(case).clocks.get(leg__part="host").due_at == NOON + hours * HOUR


def test_a_zone_without_a_limit_of_its_own_takes_that_of_all_zones(town: Town) -> None:
    core = give(town, Zone.CORE, 4)
    forget_all()
    road, words = town.categories["road"].pk, dictionary()

    assert words.standard_for(road, Zone.CORE) == core
    assert words.standard_for(road, Zone.SUBURB).zone == ""
