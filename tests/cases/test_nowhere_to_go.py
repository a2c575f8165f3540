"""What nobody answers for is refused or parked with a sentence that says what to do; nothing goes by default."""

from datetime import datetime

import pytest

from cases import routing
from cases.models import Leg, Notice, Status
from departments.dictionary import UnknownCategory, category_by_code
from departments.models import Department
from tests.builders import HOUR, a_report, fresh
from tests.city import Town


def test_an_unknown_category_is_refused_with_what_to_do(town: Town) -> None:
    with pytest.raises(UnknownCategory, match=r"no category 'E9999' .* Use a code of the dictionary, or leave it out"):
        category_by_code("E9999")


def test_without_a_catch_all_desk_cases_are_parked_with_what_to_do(town: Town, noon: datetime) -> None:
    case = a_report(town)
    Department.objects.update(catch_all=False)

    for hour in range(routing.PARKED_AFTER):
        routing.route_waiting(at=noon + hour * HOUR)

    order = Notice.objects.get(topic=Notice.Topic.ROUTE)
    assert order.dead_at is not None
    assert "Name one as catch_all in city.toml and load the city pack again." in order.error
    assert (fresh(case).status, Leg.objects.count()) == (Status.REPORTED, 0)
