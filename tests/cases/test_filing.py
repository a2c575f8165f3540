"""What the router left open, the acceptance desk places and files; the router then goes on."""

from datetime import datetime

import pytest

from cases import correction, filing, routing
from cases.intake import OutsideCity
from cases.models import Status
from cases.workflow import CannotMove
from tests.builders import MINUTE, a_routed_case, fresh
from tests.city import OUTSIDE, Town, middle_of


def test_a_case_that_was_placed_goes_its_way_by_itself(town: Town, noon: datetime) -> None:
    west = town.areas["west street"]
    case = a_routed_case(town, cell=None, area_id=west.pk, area_path=west.path, address="12 Lake Road")

    filing.place(case, point=middle_of(3), by=town.people["an"], at=noon)
    routing.route_waiting(at=noon)

    case = fresh(case)
    assert (case.status, case.cell, case.address) == (Status.DISPATCHED, town.cells[3], "12 Lake Road")


def test_a_category_chosen_at_the_desk_files_the_case(town: Town, noon: datetime) -> None:
    case = a_routed_case(town, category=None)

    filing.place(case, category=town.categories["road"], by=town.people["an"], at=noon)
    routing.route_waiting(at=noon)

    assert fresh(case).host == town.departments["roads"]


def test_another_category_is_filed_by_another_standard(town: Town, noon: datetime) -> None:
    case = a_routed_case(town, category="litter")

    correction.correct(case, category=town.categories["road"], by=town.people["an"], at=noon, note="A hole.")
    routing.route_waiting(at=noon + MINUTE)

    case = fresh(case)
    assert case.standard == town.categories["road"].standards.get()
    assert case.status == Status.DISPATCHED


def test_a_point_outside_every_cell_is_refused_and_changes_nothing(town: Town, noon: datetime) -> None:
    case = a_routed_case(town, category=None)

    with pytest.raises(OutsideCity):
        filing.place(case, point=OUTSIDE, by=town.people["an"], at=noon)

    assert fresh(case).step == case.step


def test_placing_nothing_is_refused(town: Town, noon: datetime) -> None:
    with pytest.raises(CannotMove, match="Nothing was changed"):
        filing.place(a_routed_case(town, category=None), by=town.people["an"], at=noon)


def test_a_person_files_under_a_standard_of_the_category(town: Town, noon: datetime) -> None:
    case = a_routed_case(town)
    type(case).unscoped.filter(pk=case.pk).update(status=Status.REPORTED)
    case = fresh(case)

    with pytest.raises(CannotMove, match="another category"):
        filing.file_case(case, standard=town.categories["lamp"].standards.get(), by=town.people["an"], at=noon)

    filing.file_case(case, standard=town.categories["road"].standards.get(), by=town.people["an"], at=noon)
    assert fresh(case).status == Status.FILED
